"""How calendar feeds look from outside. Their addresses are not part of it."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.calendars import policy
from app.domain.calendars.models import CalendarFeed
from app.domain.view import View


class CalendarFeedView(
    View,
    of=CalendarFeed,
    guard=policy.may_read,
    scope=Scope.CONVERSATIONS_READ,
    about=("person_id",),
):
    """A calendar that programs read at an address of its own. The address was shown once."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the feed.")
    person_id: UUID = Field(description="Whose calendar it is.")
    name: str = Field(description="What the calendar is called.")
    created_at: datetime = Field(description="When it was made.")
    last_used_on: date | None = Field(description="The day (UTC) on which it was read last.")
    revoked_at: datetime | None = Field(description="Since when nobody reads it any more.")
