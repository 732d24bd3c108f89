"""What a use case costs on the wire, and that the commit comes before the answer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient
from pydantic import PostgresDsn

from app.domain.page import Pagination
from app.domain.plans import service as plans
from app.domain.plans.commands import AddMilestone, ChangeMilestone, PlanFilters
from app.main import create_app
from app.settings import Settings
from tests.kernel.conftest import Open, at
from tests.kernel.wire import QUERY, Wire
from tests.world import World


async def test_a_read_is_one_round_trip(opened: Open, wire: Wire, world: World) -> None:
    plan = {"plan_id": UUID((await world.a_plan())["id"])}
    async with opened(wire.dsn, reads=1) as database:
        ctx = at(database, world, "amina")
        page = Pagination(limit=10)
        for _ in range(2):  # the first prepares the statements
            wire.round_trips.clear()
            await ctx.find(plans.get_plan, plan)
            found = len(wire.round_trips)
            await ctx.list(plans.list_plans, {}, PlanFilters(), page)
        assert (found, len(wire.round_trips)) == (1, 2)


async def test_the_tenant_is_set_in_the_round_trip_that_begins(
    opened: Open, wire: Wire, world: World
) -> None:
    async with opened(wire.dsn, writes=1) as database:
        ctx = at(database, world, "amina")
        async with database.transaction(ctx.actor, ctx.clock()):
            pass
        wire.round_trips.clear()
        async with database.transaction(ctx.actor, ctx.clock()):
            assert len(wire.round_trips) == 1
        begin, commit = (content.rstrip(b"\0").decode() for content in wire.round_trips)
        assert begin == f"BEGIN; SET LOCAL app.tenant_id = '{world.tenant_id}'"
        assert commit == "COMMIT"


async def test_a_change_takes_seven_round_trips(opened: Open, wire: Wire, world: World) -> None:
    """Begin, the row and the rule, the change, the event, the answer, the fact, commit."""
    milestone = await world.a_milestone()
    async with opened(wire.dsn, writes=1) as database:
        ctx = at(database, world, "amina")
        for progress in (10, 20):
            wire.round_trips.clear()
            await ctx.execute(
                plans.change_milestone,
                {
                    "milestone_id": UUID(milestone["id"]),
                    "command": ChangeMilestone(progress=progress),
                },
            )
        assert len(wire.round_trips) <= 7


async def test_a_new_step_reads_the_calendar_along_with_its_plan(
    opened: Open, wire: Wire, world: World
) -> None:
    plan = await world.a_plan()
    command: Any = AddMilestone(title="Talk", owner_id=world.id("amina"), due_on="2031-05-03")
    async with opened(wire.dsn, writes=1) as database:
        ctx = at(database, world, "amina")
        for _ in range(2):
            wire.round_trips.clear()
            await ctx.execute(
                plans.add_milestone, {"plan_id": UUID(plan["id"]), "command": command}
            )
        assert len(wire.round_trips) <= 7


@pytest.fixture
async def there(settings: Settings, wire: Wire, world: World) -> AsyncIterator[World]:
    """The same organisation, through an application that is behind the wire."""
    wired = settings.model_copy(update={"app_database_url": PostgresDsn(wire.dsn)})
    app = create_app(wired)
    async with app.router.lifespan_context(app):
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url="http://career.test") as client:
            client.app = app  # type: ignore[attr-defined]
            yield World(world.tenant_id, app.state.database, client, world.actors)


async def test_nothing_is_acknowledged_before_it_is_committed(there: World, wire: Wire) -> None:
    at_commit, let_go = asyncio.Event(), asyncio.Event()

    async def hold(kind: bytes, content: bytes) -> None:
        if kind == QUERY and content.startswith(b"COMMIT"):
            at_commit.set()
            await let_go.wait()

    body = {"personId": there.id("amina"), "title": "Grow"}
    wire.before = hold
    asking = asyncio.create_task(there.rest("amina", "POST", "/v1/plans", body))
    await at_commit.wait()
    await asyncio.sleep(0.2)
    assert not asking.done()
    let_go.set()
    assert (await asking).status_code == 201


async def test_a_commit_that_is_lost_is_told_so_at_both_doors(there: World, wire: Wire) -> None:
    async def lose(kind: bytes, content: bytes) -> None:
        if kind == QUERY and content.startswith(b"COMMIT"):
            wire.cut()

    await there.rest("amina", "GET", "/v1/plans")
    wire.before = lose
    body = {"personId": there.id("amina"), "title": "Grow"}
    answer = await there.rest("amina", "POST", "/v1/plans", body)
    assert (answer.status_code, answer.json()["code"]) == (503, "outcome_unknown")
    assert answer.headers["retry-after"] == "1"
    mutation = """mutation ($id: UUID!) {
      createPlan(input: {personId: $id, title: "Grow"}) {
        __typename ... on Refusal { code } } }"""
    answer = await there.graphql("amina", mutation, {"id": there.id("amina")})
    assert "outcome_unknown" in answer.text
    wire.before = Wire().before
    assert (await there.rest("amina", "POST", "/v1/plans", body)).status_code == 201
