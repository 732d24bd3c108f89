"""What can be asked of preparations."""

from pydantic import Field

from app.domain.shape import Command
from app.domain.values import Text


class PrepareConversation(Command):
    hopes: Text | None = Field(default=None, description="What you hope comes out of it.")
