"""What has to be there for a request to succeed, where the usual things are not enough.

Each takes an organisation, and answers with the ids that stand in the path.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from tests.world import World

Ready = Callable[[World], Awaitable[dict[str, str]]]


async def _held_conversation(world: World) -> dict[str, str]:
    return {"conversation_id": (await world.a_conversation(held=True))["id"]}


async def _proposed_plan(world: World) -> dict[str, str]:
    plan = await world.a_plan()
    await world.rest("amina", "POST", f"/v1/plans/{plan['id']}/propose", if_match="*")
    return {"plan_id": plan["id"]}


async def _active_plan(world: World) -> dict[str, str]:
    ids = await _proposed_plan(world)
    await world.rest("jonas", "POST", f"/v1/plans/{ids['plan_id']}/agree", if_match="*")
    return ids


async def _review(world: World) -> dict[str, str]:
    ids = await _active_plan(world)
    path = f"/v1/plans/{ids['plan_id']}/reviews"
    body = {"heldOn": "2030-01-31", "summary": "The talks"}
    made = await world.rest("amina", "POST", path, body, if_match="*")
    return ids | {"review_id": made.json()["id"]}


async def _two_milestones(world: World) -> dict[str, str]:
    plan = await world.a_plan()
    before, after = await world.a_milestone(plan), await world.a_milestone(plan)
    return {"milestone_id": after["id"], "depends_on_id": before["id"]}


async def _dependency(world: World) -> dict[str, str]:
    ids = await _two_milestones(world)
    path = f"/v1/milestones/{ids['milestone_id']}/dependencies"
    await world.rest("amina", "POST", path, {"dependsOnId": ids["depends_on_id"]})
    return ids


async def _resource(world: World) -> dict[str, str]:
    path = f"/v1/milestones/{(await world.a_milestone())['id']}/resources"
    body = {"kind": "approver", "approverId": world.id("jonas")}
    return {"resource_id": (await world.rest("amina", "POST", path, body)).json()["id"]}


async def _evidence(world: World) -> dict[str, str]:
    milestone_id = (await world.a_milestone())["id"]
    path = f"/v1/milestones/{milestone_id}/evidence"
    made = await world.rest("amina", "POST", path, {"body": "A recording"})
    return {"milestone_id": milestone_id, "evidence_id": made.json()["id"]}


READY: Final[dict[str, Ready]] = {
    "agree_next_step": _held_conversation,
    "request_plan_changes": _proposed_plan,
    "agree_to_plan": _proposed_plan,
    "start_plan_review": _active_plan,
    "review_plan": _active_plan,
    "get_review": _review,
    **dict.fromkeys(("add_dependency", "add_resource", "add_evidence"), _two_milestones),
    "remove_dependency": _dependency,
    **dict.fromkeys(
        ("get_resource", "change_resource", "remove_resource", "approve_resource"), _resource
    ),
    **dict.fromkeys(("get_evidence", "list_evidence", "withdraw_evidence"), _evidence),
}
