"""Scenes that are made once by everybody's use cases, and stand again as they were made for each
test: the same organisation, with the same rows under the same ids.

What a test did there is removed past all rules, by who alone can: triggers and foreign keys are
not asked, since all rows come back as they were together.
"""

import os
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Final

import asyncpg
from httpx import AsyncClient
from sqlmodel import SQLModel

from app.domain.transaction import Database
from app.server.cluster import Cluster
from tests.scene import Scene
from tests.world import World

AS_MADE: Final = "made_"
"""Before the name of a table: what was in it when a scene was made."""


async def as_superuser() -> asyncpg.Connection:
    """Whom no policy, trigger or foreign key holds back."""
    passwords = Cluster(Path(os.environ["CAREER_TEST_DATA_DIR"])).passwords()
    superuser = await asyncpg.connect(
        os.environ["CAREER_TEST_DATABASE_URL"], user="postgres", password=passwords.superuser
    )
    await superuser.execute("SET session_replication_role = replica")
    return superuser


@dataclass
class Stages:
    """Two scenes at most: for tests that compare, and for all others the first."""

    superuser: asyncpg.Connection
    database: Database
    client: AsyncClient
    made: list[Scene] = field(default_factory=list)

    async def scene(self, number: int = 0) -> Scene:
        """As if it were new."""
        while len(self.made) <= number:
            self.made.append(await self._make())
        made = self.made[number]
        await made.world.noted()  # what others read there is written before it is removed
        await self.superuser.execute("SELECT pg_temp.stand_again($1)", made.world.tenant_id)
        forget_who_may_come_in(self.client)
        return _copy(made)

    async def _make(self) -> Scene:
        if not self.made:
            await self.superuser.execute(await self._machinery())
        scene = await Scene.begin(await World.begin(self.database, self.client))
        await scene.world.noted()
        await self.superuser.execute("SELECT pg_temp.remember($1)", scene.world.tenant_id)
        return scene

    async def _machinery(self) -> str:
        """Tables for what was there, and two functions: one call does it for all of them."""
        tables = {table: await self._columns(table) for table in SQLModel.metadata.tables}
        mirrors = [f"CREATE TEMP TABLE {AS_MADE}{table} (LIKE {table})" for table in tables]
        kept = [
            f"INSERT INTO {AS_MADE}{table} SELECT * FROM {table} WHERE tenant_id = $1"  # noqa: S608
            for table in tables
        ]
        again = [step for table, columns in tables.items() for step in _again(table, columns)]
        functions = [
            f"CREATE FUNCTION pg_temp.{name}(uuid) RETURNS void LANGUAGE plpgsql"
            f" AS $function$ BEGIN {'; '.join(steps)}; END $function$"
            for name, steps in (("remember", kept), ("stand_again", again))
        ]
        return ";\n".join([*mirrors, *functions])

    async def _columns(self, table: str) -> str:
        """Without those that are computed from others."""
        columns = await self.superuser.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0"
            " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            table,
        )
        return ", ".join(f'"{one["attname"]}"' for one in columns)


def forget_who_may_come_in(client: AsyncClient) -> None:
    """What the process found of people a moment ago may be what another test did to them."""
    client.app.state.gate.standing._known.clear()  # type: ignore[attr-defined]


def _again(table: str, columns: str) -> tuple[str, str]:
    there = f"SELECT {columns} FROM {AS_MADE}{table} WHERE tenant_id = $1"  # noqa: S608
    return (
        f"DELETE FROM {table} WHERE tenant_id = $1",  # noqa: S608
        f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE {there}",
    )


def _copy(made: Scene) -> Scene:
    """What a test learns of it is its own; tokens are the same for everybody."""
    world = replace(made.world, actors=copy(made.world.actors), tokens=made.world.tokens)
    scene = Scene(world)
    scene.ids, scene.versions, scene.covers = copy(made.ids), copy(made.versions), copy(made.covers)
    scene.numbers = count(1_000)
    return scene
