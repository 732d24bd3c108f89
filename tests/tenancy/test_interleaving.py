"""Many organisations read at once over few connections, and some give up halfway: nobody ever
sees another's rows, and no connection remembers whom it served.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.actor import GRANTABLE, Actor, ActorKind
from app.domain.context import Context
from app.domain.failures import OutcomeUnknown
from app.domain.page import Pagination
from app.domain.people import service as people
from app.domain.people.commands import PeopleFilters, UpsertPeople
from app.domain.transaction import Database, Limits
from app.security.provision import create_tools
from app.server.databases import outside_urls
from app.settings import Settings

TENANTS, READS, CONNECTIONS = 30, 20, 8
TRACE = "SELECT nullif(current_setting('app.tenant_id', true), '') AS tenant"
UNSCOPED = "SELECT count(*) AS rows FROM person"


@pytest.fixture(scope="module")
async def few(settings: Settings) -> AsyncIterator[Database]:
    """A database of few connections, so that every one serves many tenants."""
    logins = outside_urls(settings)
    assert logins is not None
    limits = Limits(reads=CONNECTIONS, writes=4, pool_timeout=20)
    tools = create_tools(settings)
    database = Database(logins.app.dsn, tools, role=logins.app.role, limits=limits)
    await database.open()
    yield database
    await database.close()


class Organisation:
    """One tenant with two people, who carry its name."""

    def __init__(self, database: Database) -> None:
        self.tenant_id = uuid4()
        actor = Actor(self.tenant_id, uuid4(), ActorKind.CLIENT, GRANTABLE)
        self.ctx = Context(actor, database)
        self.people: list[UUID] = []

    async def begin(self) -> None:
        items = [
            {"externalId": name, "userName": name, "displayName": str(self.tenant_id)}
            for name in ("one", "two")
        ]
        command = UpsertPeople(items=items)
        answer = await self.ctx.execute(people.upsert_people, {"command": command})
        self.people = [UUID(one["id"]) for one in json.loads(answer.body)["items"]]

    def names_only_me(self, rows: list[dict[str, Any]]) -> bool:
        return {row["displayName"] for row in rows} == {str(self.tenant_id)}

    async def find(self) -> None:
        id = random.choice(self.people)  # noqa: S311
        answer = await self.ctx.find(people.get_person, {"person_id": id})
        row = json.loads(answer.body)
        assert row["id"] == str(id)
        assert self.names_only_me([row])

    async def list(self) -> None:
        page = Pagination(limit=random.randint(2, 200))  # noqa: S311
        listed = await self.ctx.list(people.list_people, {}, PeopleFilters(), page)
        assert len(listed.bodies) == 2
        assert self.names_only_me([json.loads(body) for body in listed.bodies])

    async def write(self) -> None:
        name = random.choice(["one", "two"])  # noqa: S311
        item = {"externalId": name, "userName": name, "displayName": str(self.tenant_id)}
        command = UpsertPeople(items=[item | {"title": str(uuid4())}])
        answer = await self.ctx.execute(people.upsert_people, {"command": command})
        assert json.loads(answer.body)["updated"] == 1


async def given_up(work: Any) -> bool:
    """Begin, and cancel somewhere on the way; whether it was cancelled."""
    task = asyncio.ensure_future(work)
    await asyncio.sleep(random.uniform(0, 0.01))  # noqa: S311
    task.cancel()
    [outcome] = await asyncio.gather(task, return_exceptions=True)
    if isinstance(outcome, asyncio.CancelledError | OutcomeUnknown):
        return True
    if outcome is not None:
        raise outcome
    return False


async def no_trace(database: Database) -> None:
    assert [row["tenant"] for row in await database.fetch(TRACE)] == [None]
    assert [row["rows"] for row in await database.fetch(UNSCOPED)] == [0]


async def every_connection_is_clean(database: Database) -> None:
    taken = [await database._reads.take() for _ in range(CONNECTIONS)]
    try:
        for connection in taken:
            assert await connection.fetchval(TRACE) is None
            assert await connection.fetchval(UNSCOPED) == 0
    finally:
        for connection in taken:
            database._reads.give(connection)


async def test_no_read_ever_sees_another_organisation(few: Database) -> None:
    organisations = [Organisation(few) for _ in range(TENANTS)]
    await asyncio.gather(*(one.begin() for one in organisations))
    cancelled = 0

    async def at_work(one: Organisation) -> None:
        nonlocal cancelled
        for _ in range(READS):
            match random.randint(0, 9):  # noqa: S311
                case 0:
                    cancelled += await given_up(one.list())
                case 1:
                    cancelled += await given_up(one.find())
                case 2:
                    cancelled += await given_up(one.write())
                case 3:
                    await one.write()
                case 4 | 5 | 6:
                    await one.find()
                case _:
                    await one.list()
            await no_trace(few)

    await asyncio.gather(*(at_work(one) for one in organisations))

    assert cancelled > TENANTS / 2
    await every_connection_is_clean(few)


async def test_a_read_that_fails_leaves_no_tenant_behind(few: Database) -> None:
    one = Organisation(few)
    await one.begin()
    broken = (
        "WITH scope AS MATERIALIZED "
        "(SELECT set_config('app.tenant_id', $1::text, true) AS tenant_id) "
        "SELECT 1 / count(*) FROM scope, person WHERE person.id IS NULL "
        "AND scope.tenant_id IS NOT NULL"
    )
    for _ in range(2 * CONNECTIONS):
        with pytest.raises(Exception, match="division by zero"):
            await few.fetch(broken, str(one.tenant_id))
        await no_trace(few)
    await every_connection_is_clean(few)


async def test_a_transaction_that_fails_leaves_no_tenant_behind(few: Database) -> None:
    one = Organisation(few)
    for _ in range(8):
        with suppress(RuntimeError):
            async with few.transaction(one.ctx.actor, one.ctx.clock()) as tx:
                assert await tx.connection.fetchval(TRACE) == str(one.tenant_id)
                raise RuntimeError
        writer = await few._writes.take()
        assert await writer.connection.fetchval(TRACE) is None
        assert await writer.connection.fetchval(UNSCOPED) == 0
        few._writes.give(writer)
