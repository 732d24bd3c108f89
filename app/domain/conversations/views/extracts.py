"""How extracts look from outside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Uuid, case, cast, null

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import ReflectionExtract
from app.domain.policy import Me
from app.domain.view import View


def reflection(me: Me, extract: Any) -> ColumnElement[Any]:
    """Which of their reflections it was, and whether it is still there, is the author's to know."""
    nothing = cast(null(), Uuid())
    return case((extract.author_id == me.id, extract.reflection_id), else_=nothing)


class ReflectionExtractView(
    View,
    of=ReflectionExtract,
    guard=policy.may_read_extract,
    scope=Scope.CONVERSATIONS_READ,
    about=("author_id",),
    computed={"reflection_id": reflection},
):
    """What one of the two shared of what they wrote for themself. Both of them read it."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Always 1: it does not change.")
    conversation_id: UUID = Field(description="The conversation that it was shared in.")
    author_id: UUID = Field(description="Who shared it.")
    reflection_id: UUID | None = Field(
        description="What it was taken from; null for everybody but the author."
    )
    body: str = Field(description="The words that were chosen.")
    created_at: datetime = Field(description="When it was shared.")
