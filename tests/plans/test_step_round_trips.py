"""Steps with all that belongs to them are one statement, however many there are."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

import pytest

from tests.kernel.conftest import app_dsn, wire  # noqa: F401 - fixtures
from tests.kernel.test_round_trips import there  # noqa: F401 - a fixture
from tests.kernel.wire import Wire
from tests.plans.steps import Steps
from tests.relations import day
from tests.world import World

Found = TypeVar("Found")
MANY = 30
LISTS = (
    "dependsOn",
    "neededBy",
    "resources",
    "evidence",
    "help",
    "supporters",
    "ownerChanges",
    "deadlineChanges",
)
GRAPH = """query ($plan: UUID!) { milestones(planId: $plan, first: 50) { edges { node {
  title
  dependsOn(first: 5) { id } neededBy(first: 5) { id } resources(first: 5) { id }
  evidence(first: 5) { id } help(first: 5) { id } supporters(first: 5) { id }
  ownerChanges(first: 5) { id } deadlineChanges(first: 5) { id }
} } } }"""


async def furnished(steps: Steps, number: int) -> None:
    """A step that comes after the one before, and has one of everything."""
    name = str(number)
    await steps.add(name, 10, owner="olga")
    path = steps.path(name)
    supporter = {"supporterId": steps.world.id("priya"), "role": "mentor"}
    await steps.posted("amina", f"{path}/supporters", supporter)
    await steps.posted("amina", f"{path}/resources", {"kind": "time", "minutes": 5})
    await steps.posted("amina", f"{path}/evidence", {"body": "Half done"})
    await steps.posted("amina", f"{path}/help", {"need": "A room"})
    await steps.take(name, "move-deadline", dueOn=day(20), reason="Busy")
    if number:
        await steps.link(f"{number}>{number - 1}")


async def asked(steps: Steps, who: str, door: str) -> list[dict[str, Any]]:
    if door == "graphql":
        heard = (await steps.world.graphql(who, GRAPH, {"plan": steps.plan})).json()
        assert "errors" not in heard, heard
        return [edge["node"] for edge in heard["data"]["milestones"]["edges"]]
    path = f"/v1/milestones?planId={steps.plan}&expand={','.join(LISTS)}"
    answer = await steps.world.rest(who, "GET", path)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


async def counted(
    steps: Steps,
    wire: Wire,  # noqa: F811
    asking: Callable[[], Awaitable[Found]],
) -> tuple[Found, int]:
    """What is answered, and in how many round trips on a connection that has the statement
    prepared: of several, the one that took the fewest.
    """
    trips = []
    for _ in range(6):
        wire.round_trips.clear()
        found = await asking()
        trips.append(len([one for one in wire.round_trips if b"audit" not in one]))
        await steps.world.noted()
        await asyncio.sleep(0)
    return found, min(trips)


@pytest.mark.parametrize("door", ["rest", "graphql"])
async def test_a_list_of_steps_with_everything_is_one_statement(
    there: World,  # noqa: F811
    wire: Wire,  # noqa: F811
    door: str,
) -> None:
    steps = await Steps.begin(there)
    await furnished(steps, 0)
    for who in ("amina", "jonas", "vendor"):
        found, trips = await counted(steps, wire, partial(asked, steps, who, door))
        assert (len(found), trips) == (1, 1)

    for number in range(1, MANY):
        await furnished(steps, number)
    for who in ("amina", "jonas", "vendor"):
        found, trips = await counted(steps, wire, partial(asked, steps, who, door))
        assert (len(found), trips) == (MANY, 1)
        for name in LISTS:
            without = sum(not one[name] for one in found)
            assert without == (1 if name in {"dependsOn", "neededBy"} else 0), name


async def test_the_order_of_a_plan_is_one_statement(
    there: World,  # noqa: F811
    wire: Wire,  # noqa: F811
) -> None:
    steps = await Steps.begin(there, *map(str, range(MANY)))
    await steps.link(*(f"{number}>{number - 1}" for number in range(1, MANY)))
    for who in ("amina", "jonas", "vendor"):
        found, trips = await counted(steps, wire, partial(steps.sequence, who))
        assert trips == 1
        assert found == [(number + 1, str(number)) for number in range(MANY)]
