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


async def _closed_plan(world: World) -> dict[str, str]:
    plan = await world.a_plan()
    path = f"/v1/plans/{plan['id']}/close"
    await world.rest("amina", "POST", path, {"reason": "-"}, if_match="*")
    return {"plan_id": plan["id"]}


async def _goal(world: World) -> dict[str, str]:
    return {"goal_id": (await world.a_goal(await world.a_plan()))["id"]}


async def _achieved_goal(world: World) -> dict[str, str]:
    ids = await _goal(world)
    await world.rest("amina", "POST", f"/v1/goals/{ids['goal_id']}/achieve", if_match="*")
    return ids


async def _milestone(world: World) -> dict[str, str]:
    return {"milestone_id": (await world.a_milestone(await world.a_plan()))["id"]}


async def _waived_milestone(world: World) -> dict[str, str]:
    ids = await _milestone(world)
    path = f"/v1/milestones/{ids['milestone_id']}/waive"
    await world.rest("amina", "POST", path, {"reason": "-"}, if_match="*")
    return ids


async def _objective(world: World) -> dict[str, str]:
    period = {"startsOn": "2030-01-01", "endsOn": "2030-12-31"}
    wanted = {"title": "Be heard", "kind": "organisation", "ownerId": str(world.id("jonas"))}
    made = await world.rest("vendor", "POST", "/v1/objectives", wanted | period)
    return {"objective_id": made.json()["id"]}


async def _released_objective(world: World) -> dict[str, str]:
    made = await _objective(world)
    path = f"/v1/objectives/{made['objective_id']}/release"
    await world.rest("vendor", "POST", path, if_match="*")
    return made


async def _aligned_goal(world: World) -> dict[str, str]:
    goal = await world.a_goal(await world.a_plan())
    objective = await _objective(world)
    body = {"objectiveId": objective["objective_id"]}
    await world.rest("amina", "POST", f"/v1/goals/{goal['id']}/align", body)
    return {"goal_id": goal["id"], **objective}


async def moved_deadline(world: World, milestone_id: str) -> str:
    """By amina; the id of the change."""
    path, body = f"/v1/milestones/{milestone_id}", {"dueOn": "2032-01-31", "reason": "More time"}
    moved = await world.rest("amina", "POST", f"{path}/move-deadline", body, if_match="*")
    assert moved.status_code == 200
    shown = await world.rest("amina", "GET", f"{path}?expand=deadlineChanges")
    return str(shown.json()["deadlineChanges"][-1]["id"])


async def _moved_deadline(world: World) -> dict[str, str]:
    return {"deadline_change_id": await moved_deadline(world, (await world.a_milestone())["id"])}


async def _named_owner(world: World) -> dict[str, str]:
    return {"milestone_id": (await world.a_milestone(owner="olga"))["id"]}


async def _offered_milestone(world: World) -> dict[str, str]:
    ids = await _named_owner(world)
    path = f"/v1/milestones/{ids['milestone_id']}"
    await world.rest("olga", "POST", f"{path}/accept", if_match="*")
    body = {"ownerId": str(world.id("tomas"))}
    await world.rest("amina", "POST", f"{path}/offer", body, if_match="*")
    return ids


async def _owned_by_olga(world: World) -> dict[str, str]:
    await _named_owner(world)
    return {"person_id": str(world.id("olga"))}


async def _supported_milestone(world: World) -> dict[str, str]:
    ids = await _named_owner(world)
    path = f"/v1/milestones/{ids['milestone_id']}/supporters"
    body = {"supporterId": str(world.id("tomas")), "role": "peer"}
    return ids | {"supporter_id": (await world.rest("amina", "POST", path, body)).json()["id"]}


async def _asked_help(world: World) -> dict[str, str]:
    ids = await _named_owner(world)
    path = f"/v1/milestones/{ids['milestone_id']}/help"
    made = await world.rest("amina", "POST", path, {"need": "A stage"})
    return {"help_id": made.json()["id"]}


async def _blocked_milestone(world: World) -> dict[str, str]:
    ids = await _milestone(world)
    path = f"/v1/milestones/{ids['milestone_id']}/block"
    await world.rest("amina", "POST", path, {"helpNeeded": "-"}, if_match="*")
    return ids


async def _review(world: World) -> dict[str, str]:
    ids = await _active_plan(world)
    path = f"/v1/plans/{ids['plan_id']}/reviews"
    body = {"heldOn": "2026-01-31", "summary": "The talks"}
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
    "release_objective": _objective,
    "reopen_objective": _released_objective,
    "unalign_goal": _aligned_goal,
    "agree_next_step": _held_conversation,
    "request_plan_changes": _proposed_plan,
    "agree_to_plan": _proposed_plan,
    "complete_plan": _active_plan,
    "close_plan": _active_plan,
    "reopen_plan": _closed_plan,
    "start_goal": _goal,
    "achieve_goal": _goal,
    "adjust_goal": _goal,
    "release_goal": _goal,
    "reopen_goal": _achieved_goal,
    "block_milestone": _milestone,
    "unblock_milestone": _blocked_milestone,
    "waive_milestone": _milestone,
    "reopen_milestone": _waived_milestone,
    "delete_milestone": _milestone,
    "agree_to_deadline": _moved_deadline,
    **dict.fromkeys(("offer_milestone", "accept_milestone", "decline_milestone"), _named_owner),
    **dict.fromkeys(("add_milestone_supporter", "ask_for_help", "offer_help"), _named_owner),
    "withdraw_milestone_offer": _offered_milestone,
    "reassign_milestones": _owned_by_olga,
    "remove_milestone_supporter": _supported_milestone,
    "get_help": _asked_help,
    "resolve_help": _asked_help,
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
