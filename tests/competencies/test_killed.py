"""Whoever syncs is killed, at any moment: the old model stays or the new one is there, as a whole.

Another process syncs a second version over a first one and is killed with SIGKILL before each of
its statements, one after the other, and around its commit. Within this process the connection is
ended by PostgreSQL.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.domain.actor import Actor
from app.domain.competencies.repository import comparing, history, staging
from app.domain.competencies.syncing import roles
from app.domain.entity import utc_now
from app.domain.errors import Unavailable
from app.domain.failures import OutcomeUnknown
from app.domain.transaction import Transaction
from app.settings import Settings
from tests.competencies.dying import COMMIT
from tests.competencies.edits import Model, document, empty
from tests.competencies.story import Story
from tests.kernel.test_broken_connections import kill
from tests.world import World

ROOT = Path(__file__).parents[2]
PATIENCE_S = 20.0
LEAST_DEATHS = 15


def one(key: int, code: str, parent: int | None = None, **more: Any) -> dict[str, Any]:
    said = {"name": f"Name of {code}", "statement": f"Does {code}."}
    return {"key": key, "parent": parent, "code": code} | said | more


def role(number: int, **requires: str) -> dict[str, Any]:
    needed = {int(key[1:]): level for key, level in requires.items()}
    said = {"title": f"Role {number}", "track": "expert", "level": number, "requires": needed}
    return {"code": f"r-{number}"} | said


def link(origin: int, destination: int) -> dict[str, Any]:
    return {"origin": origin, "type": "isRelatedTo", "destination": destination}


FIRST: Model = empty() | {
    "competencies": [one(1, "A"), one(2, "B", 1), one(3, "C", identifier="c"), one(4, "D")],
    "links": [link(1, 3), link(1, 4)],
    "roles": [role(1, k1="P"), role(2, k2="Q")],
    "ways": [["r-1", "r-2"]],
}
SECOND: Model = empty() | {
    "framework": {"title": "Craft anew", "version": "2"},
    "scale": [{"code": "P", "name": "Learning"}, {"code": "R", "name": "R", "replaces": ["Q"]}],
    "competencies": [
        one(1, "A", statement="Does it otherwise."),
        one(3, "B", 1, identifier="c"),
        one(4, "D", edition=2),
        one(5, "E", 4, replaces=["B"]),
    ],
    "links": [link(1, 3), link(5, 3)],
    "roles": [role(1, k1="R"), role(3, k5="P")],
    "ways": [["r-1", "r-3"]],
}
"""Renamed, of another code, of another edition, replaced and retired; links, levels and roles."""


class Dying:
    """The other process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def dies(
        self, world: World, at: int | str, what: dict[str, Any], when: str = "before"
    ) -> bool:
        """Whether it did; or else it did all that it was told."""
        who = {"tenant_id": str(world.tenant_id), "client_id": str(world.id("vendor"))}
        order = json.dumps({"at": at, "when": when, **who, **what})
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{order}\n".encode())
        async with asyncio.timeout(PATIENCE_S):
            end = json.loads(await self._process.stdout.readline())
        assert end["code"] in (0, -signal.SIGKILL), end
        return bool(end["code"])


@pytest.fixture(scope="module")
async def dying() -> AsyncIterator[Dying]:
    command = (sys.executable, "-m", "tests.competencies.dying")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=dict(os.environ), stdin=pipe, stdout=pipe
    )
    yield Dying(process)
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()


async def begun(world: World, code: str) -> Story:
    """A framework whose first version is published."""
    story = Story(world, code)
    await story.brings(FIRST)
    return story


async def nothing_is_locked(world: World, code: str) -> None:
    """As soon as PostgreSQL has noticed that somebody is gone."""
    name = f"{world.tenant_id}:framework:{code}"
    actor = Actor.system(world.tenant_id)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            with suppress(asyncpg.LockNotAvailableError):
                async with world.database.transaction(actor, utc_now()) as tx:
                    free = await tx.connection.fetchval(
                        "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", name
                    )
                    if free:
                        for table in ("competency_framework", "competency", "role_profile"):
                            await tx.connection.execute(f"SELECT FROM {table} FOR UPDATE NOWAIT")
                        return
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("what", ["a sync", "a publication"])
async def test_killed_before_any_statement_it_leaves_the_old_model(
    world: World, dying: Dying, what: str
) -> None:
    story = await begun(world, "craft")
    asked: dict[str, Any] = {"document": document(SECOND, "craft")}
    if what == "a publication":
        await story.brings(SECOND, how="leave a draft")
        framework = (await story.rows()).framework
        assert framework is not None
        asked = {"framework_id": framework["id"], "version": framework["version"]}
    before, deaths = await story.rows(), 0

    while await dying.dies(world, deaths + 1, asked):
        deaths += 1
        await nothing_is_locked(world, "craft")
        assert await story.rows() == before

    assert deaths >= LEAST_DEATHS
    await story.came(SECOND)


@pytest.mark.parametrize("when", ["before", "during", "after"])
async def test_killed_around_its_commit_it_leaves_one_of_both(
    world: World, dying: Dying, when: str
) -> None:
    story = await begun(world, "craft")
    before = await story.rows()

    assert await dying.dies(world, COMMIT, {"document": document(SECOND, "craft")}, when)

    await nothing_is_locked(world, "craft")
    is_old = (await story.rows()) == before
    assert is_old or when != "before"
    assert not is_old or when != "after"
    if is_old:
        await story.brings(SECOND)
    else:
        await story.came(SECOND)
    await story.again(turned=True)


MOMENTS: dict[str, tuple[Any, str]] = {
    "staged": (staging, "stage"),
    "compared": (comparing, "compare"),
    "told": (comparing, "changes"),
    "written": (history, "write"),
    "brought into force": (history, "bring_into_force"),
    "with its roles": (roles, "take"),
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_session_that_postgresql_ends_leaves_the_old_model(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch, moment: str, when: str
) -> None:
    story = await begun(world, "craft")
    before = await story.rows()
    of, name = MOMENTS[moment]
    step = getattr(of, name)

    async def ended(tx: Transaction, *more: Any, **named: Any) -> Any:
        if when == "before":
            await kill(str(settings.app_database_url), tx.connection.get_server_pid())
        done = await step(tx, *more, **named)
        await kill(str(settings.app_database_url), tx.connection.get_server_pid())
        return done

    story.model = SECOND
    with monkeypatch.context() as patched:
        patched.setattr(of, name, ended)
        with pytest.raises(Unavailable) as refused:
            await story.sync()

    assert not isinstance(refused.value, OutcomeUnknown)
    await nothing_is_locked(world, "craft")
    assert await story.rows() == before
    await story.brings(SECOND)
