"""Every list is one statement, in one round trip, however many rows it shows and with whatever
belongs to them.
"""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from app.domain.plans import service as plans
from app.domain.plans.commands import AddGoal, AddMilestone, CreatePlan
from app.domain.use_case import Query, UseCase
from app.domain.view import View
from tests.asking import DOORS, EMPTY, ROUTES, Ask
from tests.cases import CASES
from tests.kernel.test_round_trips import there  # noqa: F401 - a fixture
from tests.kernel.wire import Wire
from tests.relations import day, run_as_app
from tests.scene import Scene
from tests.world import World

MANY = 60
READER = {"list_work": "olga"}


def lists() -> list[UseCase]:
    found = [route.use_case for route in ROUTES.values()]
    return [one for one in found if isinstance(one, Query) and one.paged]


async def more(world: World, conversation: UUID) -> None:
    """Sixty of what has lists, written as fast as can be."""
    amina = world.id("amina")
    command = CreatePlan(person_id=amina, title="More")
    plan = UUID((await world.do("amina", plans.create_plan, command=command))["id"])
    goal = AddGoal(title="More")
    await world.do("amina", plans.add_goal, plan_id=plan, command=goal)
    step = AddMilestone(title="More", owner_id=world.id("olga"), due_on=day(9))  # type: ignore[arg-type]
    await world.do("amina", plans.add_milestone, plan_id=plan, command=step)
    await run_as_app(
        world,
        "INSERT INTO person (tenant_id, id, version, created_at, external_id, user_name,"
        " display_name, time_zone, locale, status) SELECT tenant_id, gen_random_uuid(), 1, now(),"
        " n::text, n::text, n::text, 'UTC', 'en', 'active' FROM person, generate_series(1, $1::int)"
        " AS n WHERE id = $2",
        MANY,
        amina,
    )
    for table, key in (("plan", plan), ("goal", plan), ("milestone", plan)):
        names = await _columns(world, table)
        given = ", ".join(names)
        column = "id" if table == "plan" else "plan_id"
        sql = (
            f"INSERT INTO {table} (id, {given}) SELECT gen_random_uuid(), {given}"  # noqa: S608
            f" FROM {table}, generate_series(1, $1::int) WHERE {column} = $2"
        )
        await run_as_app(world, sql, MANY, key)
    # A text that is sealed opens in its own row only: what is copied is in plain.
    await run_as_app(
        world,
        "UPDATE note SET body = 'More', sealed_body = NULL WHERE conversation_id = $1",
        conversation,
    )
    for table, column in (("conversation", "id"), ("note", "conversation_id")):
        given = ", ".join(await _columns(world, table))
        sql = (
            f"INSERT INTO {table} (id, {given}) SELECT gen_random_uuid(), {given}"  # noqa: S608
            f" FROM {table}, generate_series(1, $1::int) WHERE {column} = $2"
        )
        await run_as_app(world, sql, MANY, conversation)


async def _columns(world: World, table: str) -> list[str]:
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        rows = await tx.connection.fetch(
            "SELECT column_name FROM information_schema.columns WHERE table_name = $1"
            " AND table_schema = current_schema() AND is_generated = 'NEVER'",
            table,
        )
    return [row[0] for row in rows if row[0] != "id"]


async def counted(world: World, wire: Wire, who: str, ask: Ask, door: str) -> tuple[int, int]:
    """Rows, and round trips of a request which is let in, on a connection that has its statement
    prepared: of several, the one that took the fewest.
    """
    trips = []
    for _ in range(6):
        wire.round_trips.clear()
        heard = await DOORS[door](world, who, ask)
        assert not heard.refused, heard.outcome
        trips.append(len([one for one in wire.round_trips if b"audit" not in one]))
        await world.noted()
        await asyncio.sleep(0)
    return (0 if heard.outcome == EMPTY else len(heard.value)), min(trips)


@pytest.mark.parametrize("door", DOORS)
async def test_a_list_costs_the_same_however_long_it_is(
    there: World,  # noqa: F811
    wire: Wire,
    door: str,
) -> None:
    scene = await Scene.begin(there)
    cases = {case.use_case.name: case for case in CASES}
    asked: dict[str, tuple[str, Ask, tuple[int, int]]] = {}
    for use_case in lists():
        case = cases[use_case.name]
        who = READER.get(use_case.name) or next(
            one for one in ("amina", "vendor", "jonas") if case.outcomes[one] in ("done", EMPTY)
        )
        ask = await case.ask(scene)
        asked[use_case.name] = (who, ask, await counted(there, wire, who, ask, door))
    await more(there, scene.ids["conversation"])
    grown: dict[str, Any] = {}
    for name, (who, ask, (few, before)) in asked.items():
        rows, trips = await counted(there, wire, who, ask, door)
        assert trips == before, (name, few, before, rows, trips)
        grown[name] = rows - few
    longer = {name for name, rows in grown.items() if rows >= 40}
    assert longer >= {
        "list_people",
        "list_plans",
        "list_goals",
        "list_milestones",
        "list_conversations",
        "list_notes",
        "list_work",
    }, grown


def test_every_list_has_a_case_to_be_asked_by() -> None:
    named = {case.use_case.name for case in CASES}
    assert {one.name for one in lists()} <= named
    assert all(isinstance(one.returns, type) and issubclass(one.returns, View) for one in lists())
