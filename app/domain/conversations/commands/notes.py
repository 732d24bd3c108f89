"""What can be asked of notes."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.domain.conversations.models import Audience
from app.domain.shape import Change, Command, Filters, SeveralIds, absent
from app.domain.values import Text

MOST_READERS = 20
MOST_EXPECTED = 100

Readers = Annotated[list[UUID], Field(min_length=1, max_length=MOST_READERS)]
"""People of the organisation whom the author names: 1 to 20."""


class WriteNote(Command):
    audience: Audience = Field(description="Who will read it. There is no default: choose.")
    reader_ids: Readers | None = Field(
        default=None,
        description="With the audience `named`: who, besides you. 1 to 20 people who work here.",
    )
    body: Text = Field(description="What is written down.")
    expected_reader_ids: list[UUID] | None = Field(
        default=None,
        max_length=MOST_EXPECTED,
        description="Who will read it, as you were shown, you included. If it would be others, "
        "nothing is saved.",
    )


class ChangeNote(Change):
    """A merge patch: what is left out stays. The audience has requests of its own."""

    body: Text = absent("What it says from now on.")


class ChooseAudience(Command):
    audience: Audience = Field(description="Who will read it from then on.")
    reader_ids: Readers | None = Field(
        default=None, description="With the audience `named`: all who will, besides you."
    )


class AudienceFilters(Filters):
    audience: Audience = Field(description="The audience that you think of choosing.")
    reader_ids: SeveralIds | None = Field(
        default=None,
        description="With the audience `named`: whom you think of naming, commas in between.",
    )
