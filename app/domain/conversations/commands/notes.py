"""What can be asked of notes."""

from pydantic import Field

from app.domain.conversations.models import Audience
from app.domain.shape import Command, Filters
from app.domain.values import Text


class WriteNote(Command):
    audience: Audience = Field(description="Who will read it. There is no default: choose.")
    body: Text


class AudienceFilters(Filters):
    audience: Audience = Field(description="The audience that you think of choosing.")
