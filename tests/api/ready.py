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


async def moved_deadline(world: World, milestone_id: str) -> str:
    """By amina; the id of the change."""
    path, body = f"/v1/milestones/{milestone_id}", {"dueOn": "2032-01-31", "reason": "More time"}
    moved = await world.rest("amina", "POST", f"{path}/move-deadline", body, if_match="*")
    assert moved.status_code == 200
    shown = await world.rest("amina", "GET", f"{path}?expand=deadlineChanges")
    return str(shown.json()["deadlineChanges"][-1]["id"])


async def _moved_deadline(world: World) -> dict[str, str]:
    return {"deadline_change_id": await moved_deadline(world, (await world.a_milestone())["id"])}


READY: Final[dict[str, Ready]] = {
    "agree_next_step": _held_conversation,
    "request_plan_changes": _proposed_plan,
    "agree_to_plan": _proposed_plan,
    "agree_to_deadline": _moved_deadline,
}
