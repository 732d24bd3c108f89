"""A tiny product with the subcommands of the real one: `python program.py serve`.

`BROKEN` in the environment names a subcommand that fails.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg

from app.server.api import serve_api
from app.server.commands import read_settings
from app.server.errors import CannotRun
from app.server.gate import wait_at_gate
from app.server.postgres import Postgres
from app.server.serving import Serving

slow: list[Any] = []
MIGRATIONS = Path(__file__).with_name("tiny_migrations")


def create_app() -> Any:
    return application


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    body: Any = {"pid": os.getpid(), "parent": os.getppid()}
    match scope["path"]:
        case "/slow":
            slow.append(scope)
            await asyncio.sleep(1)
        case "/slow-ones":
            body = len(slow)
        case "/write":
            await ask("INSERT INTO note VALUES ($1)", scope["query_string"].decode())
        case "/read":
            body = [row[0] for row in await ask("SELECT DISTINCT text FROM note ORDER BY 1 DESC")]
        case "/stream":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"hello ", "more_body": True})
            await scope["state"]["stopping"].wait()
            await send({"type": "http.response.body", "body": b"goodbye"})
            return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


async def ask(statement: str, *values: str) -> Any:
    connection = await asyncpg.connect(os.environ["CAREER_APP_DATABASE_URL"])
    try:
        return await connection.fetch(statement, *values)
    finally:
        await connection.close()


def main(*arguments: str) -> None:
    if os.environ.get("BROKEN") == arguments[0]:
        sys.exit(3)
    match arguments:
        case ("serve",):
            Serving(read_settings(), (sys.executable, "-P", __file__), MIGRATIONS).run()
        case ("api",):
            sys.modules["program"] = sys.modules["__main__"]
            if wait_at_gate():
                serve_api(read_settings(), "program:create_app")
        case ("work",):
            time.sleep(3600)
        case ("demo", "load"):
            (read_settings().data_dir / "demo.json").write_text("{}")
            (read_settings().data_dir / "banner.txt").write_text("Try this: ...\n")
        case ("own", folder):
            with Postgres(Path(folder)) as postgres:
                sys.stdout.write(f"{postgres.urls.owner}\n")
                sys.stdout.flush()
                time.sleep(3600)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except CannotRun as reason:
        sys.exit(f"career: {reason}")
