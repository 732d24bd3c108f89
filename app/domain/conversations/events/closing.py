"""What is told of the end of conversations that were held."""

from typing import ClassVar
from uuid import UUID

from app.domain.conversations.events.conversations import ConversationEvent


class ConversationClosed(ConversationEvent):
    """The two are done with it: it stays as it is from now on."""

    name: ClassVar[str] = "conversation.closed"


class ConversationAddendumAdded(ConversationEvent):
    """One of the two added something to a closed conversation, which itself stays as it is: its
    version does not change.
    """

    name: ClassVar[str] = "conversation.addendum_added"

    addendum_id: UUID
    author_id: UUID
