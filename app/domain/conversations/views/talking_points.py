"""How talking points look from outside."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import TalkingPoint
from app.domain.view import View


class TalkingPointView(
    View,
    of=TalkingPoint,
    guard=policy.may_read_talking_point,
    scope=Scope.CONVERSATIONS_READ,
    about=("author_id",),
):
    """One thing that one of the two wants to talk about. Both see it, and nobody else."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the point.")
    conversation_id: UUID = Field(description="Where it comes up; another one once carried over.")
    author_id: UUID = Field(description="Who wants to talk about it.")
    body: str = Field(description="What they want to talk about.")
    ticked_at: datetime | None = Field(description="When it was ticked off: you talked about it.")
    ticked_by_id: UUID | None = Field(description="Which of the two ticked it off.")
    carried_count: int = Field(
        description="How often it was left open and carried over to the next conversation."
    )
    created_at: datetime = Field(description="When it was added.")
