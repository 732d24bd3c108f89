"""An application of a few paths: slow ones, streams, and what it wrote to the database."""

import asyncio
import json
import os
from typing import Any

import asyncpg

slow: list[Any] = []
up: list[Any] = []
made: list[Any] = []


def create_app() -> Any:
    return application


async def make_the_rest(of: Any) -> None:
    made.append([of is application, len(up)])


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        up.append(True)
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/stream":
        await send({"type": "http.response.body", "body": b"hello ", "more_body": True})
        await scope["state"]["stopping"].wait()
        await send({"type": "http.response.body", "body": b"goodbye"})
        return
    body = await answer(scope["path"], scope["query_string"].decode())
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


async def answer(path: str, query: str) -> Any:
    match path:
        case "/slow":
            slow.append(query)
            await asyncio.sleep(1)
        case "/slow-ones":
            return len(slow)
        case "/made":
            return made
        case "/write":
            await ask("INSERT INTO note VALUES ($1)", query)
        case "/read":
            return [row[0] for row in await ask("SELECT DISTINCT text FROM note ORDER BY 1 DESC")]
    return {"pid": os.getpid(), "parent": os.getppid()}


async def ask(statement: str, *values: str) -> Any:
    connection = await asyncpg.connect(os.environ["CAREER_APP_DATABASE_URL"])
    try:
        return await connection.fetch(statement, *values)
    finally:
        await connection.close()
