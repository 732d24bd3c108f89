"""How summaries look from outside."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import Summary, SummaryStatus
from app.domain.view import View


class SummaryView(
    View,
    of=Summary,
    guard=policy.may_read_summary,
    scope=Scope.CONVERSATIONS_READ,
    about=("author_id",),
):
    """What one of the two heard, and whether the other one heard the same."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the summary.")
    conversation_id: UUID = Field(description="The conversation that it sums up.")
    author_id: UUID = Field(description="Who wrote down what they heard.")
    body: str = Field(description="What they heard.")
    status: SummaryStatus = Field(description="Whether the other one heard the same.")
    correction: str | None = Field(
        description="What the other side asked to have put differently, the last time they did."
    )
    confirmed_by_id: UUID | None = Field(description="Who heard the same.")
    confirmed_at: datetime | None = Field(
        description="When the other one confirmed it; null until then."
    )
    created_at: datetime = Field(description="When it was written first.")
