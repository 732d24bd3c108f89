"""Notes of amina's conversation with jonas, as they are shared, taken back and removed."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from app.domain.actor import Actor
from app.domain.conversations import service as conversations
from app.domain.conversations.commands import ChooseAudience, RequestAccess, WriteNote
from app.domain.conversations.models import Audience
from tests.scene_of_plans import SECRET
from tests.world import World


class Notes:
    """Amina's, unless a method says otherwise."""

    world: World
    ids: dict[str, UUID]
    done: Callable[..., Awaitable[dict[str, Any]]]
    made: Callable[..., Awaitable[UUID]]
    a_conversation: Callable[[], Awaitable[UUID]]
    a_person: Callable[[], Awaitable[UUID]]

    async def a_note_for(self, *named: str, audience: Audience | None = None) -> UUID:
        """For these people by name; or for an audience that has none."""
        command = WriteNote(
            audience=audience or Audience.NAMED,
            reader_ids=[self.world.id(one) for one in named] or None,
            body=f"{SECRET} note",
        )
        id = self.ids["conversation"]
        return await self.made(
            "amina", conversations.write_note, conversation_id=id, command=command
        )

    async def a_shared_note(self) -> UUID:
        return await self.a_note_for(audience=Audience.PARTICIPANTS)

    async def a_narrowed_note(self) -> UUID:
        """Jonas could read it; in version 2."""
        id = await self.a_shared_note()
        command = ChooseAudience(audience=Audience.AUTHOR)
        given = {"note_id": id, "command": command, "if_version": 1}
        await self.done("amina", conversations.narrow_note, **given)
        return id

    async def a_removed_note(self) -> UUID:
        """Jonas could read it; in version 2."""
        id = await self.a_shared_note()
        await self.done("amina", conversations.delete_note, note_id=id, if_version=1)
        return id

    async def a_proposed_widening(self) -> UUID:
        """Jonas is asked whether olga reads it, too."""
        named = [self.world.id("jonas"), self.world.id("olga")]
        command = ChooseAudience(audience=Audience.NAMED, reader_ids=named)
        given = {"note_id": await self.a_shared_note(), "command": command, "if_version": 1}
        return await self.made("amina", conversations.widen_note, **given)

    async def a_declined_widening(self) -> UUID:
        """In version 2."""
        id = await self.a_proposed_widening()
        given = {"note_widening_id": id, "if_version": 1}
        await self.done("jonas", conversations.decline_note_widening, **given)
        return id

    async def a_newcomer(self) -> Actor:
        """Whoever gets access reads more than before: here, somebody whom nothing else is about."""
        return self.world.person(str(await self.a_person()))

    async def a_requested_access(
        self, conversation_id: UUID | None = None, who: str | Actor = "tomas"
    ) -> UUID:
        """Somebody asks to read a conversation, another one if none is named."""
        command = RequestAccess(
            conversation_id=conversation_id or await self.a_conversation(),
            reason=f"{SECRET} reason",
            hours=2,
        )
        return await self.made(who, conversations.request_conversation_access, command=command)

    async def an_approved_access(
        self, conversation_id: UUID | None = None, who: str | Actor = "tomas"
    ) -> UUID:
        """By priya; in version 2."""
        id = await self.a_requested_access(conversation_id, who)
        given = {"conversation_access_id": id, "if_version": 1}
        await self.done("priya", conversations.approve_conversation_access, **given)
        return id

    async def a_declined_access(self, conversation_id: UUID | None = None) -> UUID:
        """By priya; in version 2."""
        id = await self.a_requested_access(conversation_id)
        given = {"conversation_access_id": id, "if_version": 1}
        await self.done("priya", conversations.decline_conversation_access, **given)
        return id

    async def notes_that_change_hands(self) -> None:
        await self.a_narrowed_note()
        await self.a_removed_note()
        await self.a_declined_widening()
        await self.a_declined_access(self.ids["conversation"])
