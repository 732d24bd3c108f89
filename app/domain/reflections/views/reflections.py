"""How reflections look to their author."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.reflections import policy
from app.domain.reflections.models import Reflection
from app.domain.sealed.views import erased_at
from app.domain.view import View


class ReflectionView(
    View,
    of=Reflection,
    guard=policy.may_read,
    scope=Scope.CONVERSATIONS_READ,
    about=("author_id",),
    sealed={"body": "author_id"},
    computed={"erased_at": erased_at("body", "author_id")},
):
    """What somebody wrote for themself. Nobody else reads it."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the reflection.")
    author_id: UUID = Field(description="Who wrote it: you.")
    prompt: str | None = Field(description="The question that it answers, if there was one.")
    prompt_id: str | None = Field(description="Which of our questions that was, if it was one.")
    body: str | None = Field(description="Null if it was erased.")
    erased_at: datetime | None = Field(
        description="When all that its author had written was erased; null if it is there."
    )
    happened_on: date = Field(description="The day that it is about.")
    created_at: datetime = Field(description="When it was written.")
