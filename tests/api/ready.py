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


READY: Final[dict[str, Ready]] = {
    "agree_next_step": _held_conversation,
    "request_plan_changes": _proposed_plan,
    "agree_to_plan": _proposed_plan,
    **dict.fromkeys(("offer_milestone", "accept_milestone", "decline_milestone"), _named_owner),
    **dict.fromkeys(("add_milestone_supporter", "ask_for_help", "offer_help"), _named_owner),
    "withdraw_milestone_offer": _offered_milestone,
    "reassign_milestones": _owned_by_olga,
    "remove_milestone_supporter": _supported_milestone,
    "get_help": _asked_help,
    "resolve_help": _asked_help,
}
