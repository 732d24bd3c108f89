"""What is told of a series of conversations."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class SeriesEvent(Event):
    """What every event about a series says."""

    person_id: UUID
    partner_id: UUID
    kind: str
    status: str


class SeriesStarted(SeriesEvent):
    """Two people meet again and again from this day on."""

    name: ClassVar[str] = "series.started"

    starts_on: date


class SeriesChanged(SeriesEvent):
    """They meet at other times, or for longer or shorter; `changed` names the fields."""

    name: ClassVar[str] = "series.changed"

    changed: tuple[str, ...]


class SeriesPaused(SeriesEvent):
    """They do not meet for a while: until a day, or until they say so."""

    name: ClassVar[str] = "series.paused"

    reason: str
    until: date | None


class SeriesResumed(SeriesEvent):
    """They meet again."""

    name: ClassVar[str] = "series.resumed"


class SeriesEnded(SeriesEvent):
    """They go on no longer: because they agreed on it, or because the relation between them
    ended, or one of them left.
    """

    name: ClassVar[str] = "series.ended"

    reason: str
