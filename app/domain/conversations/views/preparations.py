"""How preparations look from outside."""

from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import Preparation
from app.domain.conversations.views.answers import open_questions
from app.domain.view import View


class PreparationView(
    View,
    of=Preparation,
    guard=policy.may_read_preparation,
    scope=Scope.CONVERSATIONS_READ,
    about=("author_id",),
    computed={"open_questions": open_questions},
):
    """What one side brings, beside their talking points. Both sides see both."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the preparation.")
    conversation_id: UUID = Field(description="The conversation that it prepares.")
    author_id: UUID = Field(description="Whose preparation it is.")
    hopes: str | None = Field(description="What they hope comes out of it.")
    open_questions: list[str] = Field(
        description="The keys of the required questions that they have not answered yet."
    )
