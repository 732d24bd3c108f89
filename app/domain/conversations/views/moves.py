"""How moved dates look from outside."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import ConversationMove
from app.domain.view import View


class ConversationMoveView(
    View,
    of=ConversationMove,
    guard=policy.may_read_move,
    scope=Scope.CONVERSATIONS_READ,
    about=("moved_by_id",),
):
    """A date that was moved, and why."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Always 1: it does not change.")
    conversation_id: UUID = Field(description="The conversation that was moved.")
    from_at: datetime = Field(description="The date there was.")
    to_at: datetime = Field(description="The date from then on.")
    reason: str = Field(description="Why it was moved.")
    moved_by_id: UUID = Field(description="Who moved it.")
    created_at: datetime = Field(description="When it was moved.")
