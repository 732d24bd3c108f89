"""What is followed in these tests, and how something is made to happen."""

from typing import Any
from uuid import UUID

from app.domain.plans import service as plans
from app.domain.plans.commands import ChangeMilestone
from tests.live.kit import relay
from tests.world import World

MILESTONE = """subscription ($milestoneId: UUID, $planId: UUID, $personId: UUID, $after: String) {
  milestoneChanged(milestoneId: $milestoneId, planId: $planId, personId: $personId, after: $after) {
    cursor type occurredAt milestoneId milestone { id progress title owner { displayName } }
  }
}"""
CONVERSATION = """subscription ($conversationId: UUID, $personId: UUID, $after: String) {
  conversationChanged(conversationId: $conversationId, personId: $personId, after: $after) {
    cursor type occurredAt conversationId conversation { id status topic }
  }
}"""
INBOX = """subscription ($first: Int! = 50, $after: String) {
  inboxChanged(first: $first, after: $after) {
    cursor work { edges { node { kind title milestone { progress } } } pageInfo { hasNextPage } }
  }
}"""
MILESTONES, CONVERSATIONS, WORK = "milestoneChanged", "conversationChanged", "inboxChanged"
ASKED = {MILESTONES: MILESTONE, CONVERSATIONS: CONVERSATION, WORK: INBOX}


async def progress(world: World, milestone: dict[str, Any], *steps: int) -> dict[str, Any]:
    """Something that happens to a milestone, for each step; it has its place afterwards."""
    for step in steps:
        milestone = await world.do(
            "amina",
            plans.change_milestone,
            milestone_id=UUID(milestone["id"]),
            command=ChangeMilestone(progress=step),
            if_version=milestone["version"],
        )
    await relay(world)
    return milestone


async def done(
    world: World, who: Any, path: str, body: Any = None, method: str = "POST", **headers: str
) -> Any:
    """Something is done over REST, and has its place afterwards."""
    answer = await world.rest(who, method, path, body, **{"if_match": "*"} | headers)
    assert answer.is_success, answer.text
    await relay(world)
    return answer.json() if answer.content else None


def kinds(payload: Any) -> list[tuple[str, str]]:
    """What is in an inbox."""
    edges = payload["work"]["edges"]
    return sorted((edge["node"]["kind"], edge["node"]["title"]) for edge in edges)
