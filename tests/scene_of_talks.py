"""What is said around the conversations of amina and jonas: points, summaries, endings."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import AddTalkingPoint
from tests.scene_of_plans import SECRET
from tests.world import World


class Talks:
    """With a secret word in all of it."""

    world: World
    ids: dict[str, UUID]
    done: Callable[..., Awaitable[dict[str, Any]]]
    made: Callable[..., Awaitable[UUID]]
    a_conversation: Callable[[], Awaitable[UUID]]
    a_held_conversation: Callable[[], Awaitable[UUID]]

    async def a_talking_point(self, who: str, conversation_id: UUID | None = None) -> UUID:
        return await self.made(
            who,
            conversations.add_talking_point,
            conversation_id=conversation_id or self.ids["conversation"],
            command=AddTalkingPoint(body=f"{SECRET} point of {who}"),
        )
