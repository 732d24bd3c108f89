"""What can be asked of calendar feeds, and how it is answered."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from app.domain.shape import Command, Made
from app.domain.values import Line


class CreateFeed(Command):
    name: Line = Field(
        default="Career conversations",
        description="What the calendar is called in the program that shows it.",
    )


class NewCalendarFeed(Made):
    """A feed and its address, which is never shown again."""

    name: str = Field(description="What the calendar is called.")
    url: str = Field(
        description="Where calendar programs read it (RFC 5545), without a token. Whoever has this "
        "address reads it: keep it to yourself."
    )


class EntryKind(StrEnum):
    MILESTONE = "milestone"
    CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar: on a day, or from one moment to another."""

    kind: EntryKind
    id: UUID
    version: int
    title: str
    category: str
    """The kind of milestone, in a word; empty for conversations."""
    status: str
    about: str | None
    """Whose plan it is, or with whom one talks; None if that is oneself."""
    on: date | None
    begins_at: datetime | None
    minutes: int | None
    """How long it takes, if it begins at a moment."""
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a feed shows."""

    name: str
    entries: tuple[Entry, ...]
