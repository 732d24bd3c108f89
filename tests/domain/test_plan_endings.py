"""Plans are agreed, end, and go on again: with everything in them, and with whose rights count."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.errors import DomainError, Forbidden, NotFound
from app.domain.plans import service as plans
from app.domain.plans.commands import ClosePlan
from app.domain.plans.errors import PlanHasOpenSteps
from tests.relations import TODAY, close_plan, day, started
from tests.world import World

CLOSE = ClosePlan(reason="Another role")


async def agreed(world: World) -> UUID:
    """A plan of amina's that she and jonas agreed on; version 3."""
    id = UUID((await world.a_plan())["id"])
    await world.do("amina", plans.propose_plan, plan_id=id, if_version=1)
    await world.do("jonas", plans.agree_to_plan, plan_id=id, if_version=2)
    return id


async def in_it(world: World, id: UUID) -> list[dict[str, Any]]:
    path = f"/v1/plans/{id}?expand=goals,milestones"
    found = (await world.rest("amina", "GET", path)).json()
    return [*found["goals"], *found["milestones"]]


async def test_what_is_in_a_plan_ends_with_it_and_goes_on_with_it(world: World) -> None:
    id = await agreed(world)
    plan = {"id": str(id)}
    goal = await world.a_goal(plan)
    await world.a_milestone(plan, goal_id=goal["id"])
    before = await in_it(world, id)
    await world.do("amina", plans.close_plan, plan_id=id, command=CLOSE, if_version=3)

    refused = await world.rest("amina", "POST", f"/v1/goals/{goal['id']}/start", if_match="*")
    assert refused.json()["code"] == "plan_closed"

    reopened = await world.do("amina", plans.reopen_plan, plan_id=id, if_version=4)
    assert (reopened["status"], reopened["closedOn"]) == ("active", None)
    after = await in_it(world, id)
    assert [one["status"] for one in after] == [one["status"] for one in before]
    started = await world.rest("amina", "POST", f"/v1/goals/{goal['id']}/start", if_match="*")
    assert started.json()["status"] == "active"


async def test_a_plan_that_was_never_agreed_is_a_draft_again(world: World) -> None:
    id = UUID((await world.a_plan())["id"])
    await world.do("amina", plans.close_plan, plan_id=id, command=CLOSE, if_version=1)
    reopened = await world.do("jonas", plans.reopen_plan, plan_id=id, if_version=2)
    assert (reopened["status"], reopened["closingReason"]) == ("draft", None)


async def test_a_plan_is_completed_when_its_steps_are_reached(world: World) -> None:
    id = await agreed(world)
    step = await world.a_milestone({"id": str(id)})
    with pytest.raises(PlanHasOpenSteps):
        await world.do("jonas", plans.complete_plan, plan_id=id, if_version=3)
    await world.rest("amina", "POST", f"/v1/milestones/{step['id']}/reach", {}, if_match="*")
    done = await world.do("jonas", plans.complete_plan, plan_id=id, if_version=3)
    assert (done["status"], done["closedOn"]) == ("completed", TODAY.isoformat())


async def test_who_manages_later_learns_of_a_closed_plan_when_the_person_reopens_it(
    world: World,
) -> None:
    await started(world, "tomas", "olga", startsOn=day(-30), endsOn=day(0))
    await started(world, "tomas", "jonas")
    id = UUID((await world.a_plan("tomas"))["id"])
    await world.do("tomas", plans.close_plan, plan_id=id, command=CLOSE, if_version=1)
    await close_plan(world, str(id), TODAY - timedelta(days=1))

    with pytest.raises(NotFound):
        await world.do("jonas", plans.reopen_plan, plan_id=id)
    with pytest.raises(Forbidden):
        await world.do("olga", plans.reopen_plan, plan_id=id)
    await world.do("tomas", plans.reopen_plan, plan_id=id)
    assert (await world.find("jonas", plans.get_plan, plan_id=id))["status"] == "draft"
    with pytest.raises(NotFound):
        await world.find("olga", plans.get_plan, plan_id=id)


async def test_who_has_no_manager_agrees_to_their_own_plan(world: World) -> None:
    id = UUID((await world.a_plan("tomas"))["id"])
    await world.do("tomas", plans.propose_plan, plan_id=id, if_version=1)
    agreed = await world.do("tomas", plans.agree_to_plan, plan_id=id, if_version=2)
    assert (agreed["status"], agreed["agreedById"]) == ("active", str(world.id("tomas")))

    later = UUID((await world.a_plan("tomas"))["id"])
    await started(world, "tomas", "olga")
    await world.do("tomas", plans.propose_plan, plan_id=later, if_version=1)
    with pytest.raises(Forbidden):
        await world.do("tomas", plans.agree_to_plan, plan_id=later, if_version=2)


async def test_the_two_sides_agree_only_once_however_many_try(world: World) -> None:
    id = UUID((await world.a_plan())["id"])
    await world.do("jonas", plans.propose_plan, plan_id=id, if_version=1)
    with pytest.raises(Forbidden):
        await world.do("jonas", plans.agree_to_plan, plan_id=id, if_version=2)
    assert (await world.do("amina", plans.agree_to_plan, plan_id=id, if_version=2))["version"] == 3
    with pytest.raises(DomainError):
        await world.do("amina", plans.agree_to_plan, plan_id=id, if_version=2)
