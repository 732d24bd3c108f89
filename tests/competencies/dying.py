"""A process that syncs, and is killed by itself at a certain word that it says to PostgreSQL.

It reads orders, one a line, and answers each with one. For an order it becomes two: the child does
what was asked and dies on the way, the parent says how it died. So a death costs no imports.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from app.domain.actor import GRANTABLE, Actor, ActorKind
from app.domain.competencies import service
from app.domain.competencies.commands import SyncFramework
from app.domain.context import Context
from app.domain.features import import_features
from app.domain.transaction import Database
from app.security.provision import create_tools
from app.server.databases import outside_urls
from app.settings import Settings

SAID = ("execute", "fetch", "copy_records_to_table")
COMMIT = "COMMIT"


@dataclass
class Mouth:
    """Everything that is said, from the beginning of the transaction on, until it dies."""

    at: int | str | None
    """Which word: by its number, or as it begins."""
    when: str
    said: list[str] = field(default_factory=list)

    def listen(self) -> None:
        for name in SAID:
            setattr(asyncpg.Connection, name, self._watched(getattr(asyncpg.Connection, name)))
        PreparedStatement.fetch = self._watched(PreparedStatement.fetch)

    def _watched(self, method: Callable[..., Any]) -> Callable[..., Any]:
        async def said(one: Any, *words: Any, **more: Any) -> Any:
            word = one.get_query() if isinstance(one, PreparedStatement) else str(words[0])
            if not self.said and not word.startswith("BEGIN"):
                return await method(one, *words, **more)  # what a new connection is asked
            self.said.append(word)
            is_now = self.at == len(self.said) if isinstance(self.at, int) else self.at == word
            if is_now and self.when == "before":
                die()
            saying = asyncio.ensure_future(method(one, *words, **more))
            if is_now and self.when == "during":
                await asyncio.sleep(0)  # in which it is sent, and nobody waits for the answer
                die()
            answer = await saying
            if is_now:
                die()
            return answer

        return said


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def do(order: dict[str, Any], mouth: Mouth) -> None:
    settings = Settings(
        database_url=os.environ["CAREER_TEST_DATABASE_URL"],
        app_database_url=os.environ["CAREER_TEST_CAREER_APP_DATABASE_URL"],
        data_dir=Path(os.environ["CAREER_TEST_DATA_DIR"]),
        public_url="http://career.test",
    )
    logins = outside_urls(settings)
    assert logins is not None
    database = Database(logins.app.dsn, create_tools(settings), role=logins.app.role)
    await database.open()
    ids = (UUID(order["tenant_id"]), UUID(order["client_id"]))
    context = Context(Actor(*ids, ActorKind.CLIENT, GRANTABLE), database)
    mouth.listen()
    if "document" in order:
        command = SyncFramework(document=order["document"])
        await context.execute(service.sync_competency_framework, {"command": command})
    else:
        await context.execute(
            service.publish_competency_framework,
            {"framework_id": UUID(order["framework_id"])},
            expected_version=order["version"],
        )


def obey(order: dict[str, Any]) -> dict[str, Any]:
    """How the child ended, and, if it lived, what it had said."""
    told, tells = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        mouth = Mouth(order["at"], order["when"])
        code = 1
        with suppress(BaseException):
            try:
                asyncio.run(do(order, mouth))
                code = 0
            except BaseException as error:
                mouth.said = [repr(error)]
                raise
            finally:
                os.write(tells, json.dumps([word[:40] for word in mouth.said]).encode())
        os._exit(code)
    os.close(tells)
    with os.fdopen(told) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return {"code": os.waitstatus_to_exitcode(status), "said": json.loads(said or "[]")}


def orders() -> Iterator[dict[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


if __name__ == "__main__":
    import_features()
    for each in orders():
        sys.stdout.write(f"{json.dumps(obey(each))}\n")
        sys.stdout.flush()
