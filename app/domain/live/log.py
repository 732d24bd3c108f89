"""Reading the feed from a place on, for who follows it: rows that many may look at, never change.

Who may know of an event is not asked here: see `topics.py`.
"""

import asyncio
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.domain.entity import utc_now
from app.domain.feedstatement import LOOKED_AT, CursorExpired
from app.domain.live import repository
from app.domain.live.places import unknown_place
from app.domain.people import service as people
from app.domain.transaction import Database

NOWHERE: Final = 2**62
"""A place after all others: nothing lies behind it."""


class Told(NamedTuple):
    """An event, as it was told."""

    position: int
    type: str
    subject_id: UUID
    at: datetime
    data: Mapping[str, Any]


class Page(NamedTuple):
    """What was told after a place, as far as it was looked at."""

    events: tuple[Told, ...]
    reached: int
    last: int


@dataclass(frozen=True, slots=True)
class Interest:
    """Which events somebody would like to hear of."""

    types: frozenset[str]
    subject_id: UUID | None = None
    saying: tuple[tuple[str, str], ...] = ()
    """What the data of an event must say, by name."""
    of: UUID | None = None
    """Whatever names this person, or is about somebody whom they lead."""

    @property
    def key(self) -> str:
        """Under which of the keys of an event it is found."""
        if self.of is not None:
            return f"of={self.of}"
        if self.subject_id is not None:
            return str(self.subject_id)
        return "=".join(self.saying[0]) if self.saying else "*"

    def fits(self, told: Told) -> bool:
        """Whether this is one, of those that are found under the key."""
        return (
            told.type in self.types
            and self.subject_id in (None, told.subject_id)
            and all(told.data.get(name) == value for name, value in self.saying)
        )


@dataclass(frozen=True, slots=True)
class Log:
    """The feeds of all organisations, one at a time."""

    database: Database
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(4))
    """Who follows waits here: the connections are for those who ask, too."""

    async def last(self, tenant_id: UUID) -> int:
        """The last place that was given."""
        rows = await self._rows(tenant_id, NOWHERE, Interest(frozenset()), 1)
        last: int = rows[0]["last"]
        return last

    async def page(self, tenant_id: UUID, after: int, wanted: Interest, limit: int) -> Page:
        """Raises `CursorExpired` and `BadCursor`, for a place that nobody was given."""
        rows = await self._rows(tenant_id, after, wanted, limit)
        last = rows[0]["last"]
        if after > last:
            raise unknown_place()
        if after < rows[0]["before"]:
            raise CursorExpired
        events = tuple(_told(row) for row in rows if row["position"] is not None)
        if len(events) == limit:
            return Page(events, events[-1].position, last)
        return Page(events, min(after + LOOKED_AT, last), last)

    async def leaders(
        self, tenant_id: UUID, persons: Collection[UUID]
    ) -> Mapping[UUID, Collection[UUID]]:
        """By person, who leads them today, themselves or by covering."""
        if not persons:
            return {}
        today = utc_now().date()
        async with self.room:
            return await people.who_leads(self.database, tenant_id, persons, today)

    async def _rows(self, tenant_id: UUID, after: int, wanted: Interest, limit: int) -> Any:
        saying = json.dumps(dict(wanted.saying)) if wanted.saying else None
        async with self.room:
            return await self.database.fetch(
                repository.PAGE,
                str(tenant_id),
                tenant_id,
                after,
                list(wanted.types),
                wanted.subject_id,
                saying,
                limit,
            )


def _told(row: Any) -> Told:
    data = json.loads(row["data"])
    return Told(row["position"], row["type"], row["subject_id"], row["created_at"], data)
