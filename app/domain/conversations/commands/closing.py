"""What can be asked of conversations that come to their end."""

from pydantic import Field

from app.domain.shape import Command
from app.domain.values import Instant, Text


class CloseConversation(Command):
    next_at: Instant | None = Field(
        default=None,
        description="When you meet next, with an offset: a date is made, unless you have one ahead"
        " already.",
    )


class AddAddendum(Command):
    body: Text = Field(description="What you want to add. Both of you read it; it stays.")
