"""What is said around the conversations of amina and jonas: points, summaries, endings."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import (
    AddAddendum,
    AddTalkingPoint,
    CloseConversation,
    WriteSummary,
)
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

    async def a_summarised_conversation(self) -> UUID:
        """In version 3, held; jonas wrote the summary, which waits for amina in version 1."""
        id = await self.a_held_conversation()
        command = WriteSummary(body=f"{SECRET} summary")
        action = conversations.write_summary
        await self.done("jonas", action, conversation_id=id, command=command)
        return id

    async def a_confirmed_conversation(self) -> UUID:
        """In version 4, with its summary in version 2."""
        id = await self.a_summarised_conversation()
        await self.done("amina", conversations.confirm_summary, conversation_id=id, if_version=1)
        return id

    async def a_closed_conversation(self) -> UUID:
        """In version 5, with an addendum."""
        id = await self.a_confirmed_conversation()
        command = CloseConversation()
        action = conversations.close_conversation
        await self.done("amina", action, conversation_id=id, command=command, if_version=4)
        addendum = AddAddendum(body=f"{SECRET} addendum")
        self.ids["addendum"] = await self.made(
            "jonas", conversations.add_addendum, conversation_id=id, command=addendum
        )
        return id
