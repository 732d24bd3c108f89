"""What can be asked of talking points."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.domain.shape import Change, Command, absent
from app.domain.values import Text

Point = Annotated[Text, Field(max_length=1_000)]


class AddTalkingPoint(Command):
    body: Point = Field(description="What you want to talk about. Both of you see it.")


class ChangeTalkingPoint(Change):
    body: Point = absent("What you want to talk about, in other words.")


class MoveTalkingPoint(Command):
    after_id: UUID | None = Field(
        default=None, description="The point that it comes after; null puts it at the top."
    )
