"""Events that happened and have not been told yet.

A row is written in the transaction that made it true, and read later by the worker's
relay. There is no other way for an event to leave the domain.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.actor import Actor
from app.domain.entity import Entity, Moment, new_id
from app.domain.event import Event


class OutboxEvent(Entity, table=True):
    __tablename__ = "outbox_event"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("tenant_id", "subject_id", "sequence"),
        Index(
            "outbox_event_pending_ix",
            "tenant_id",
            "id",
            "subject_id",
            "sequence",
            postgresql_where=text("position IS NULL"),
        ),
        Index(
            "outbox_event_feed_ix",
            "tenant_id",
            "position",
            unique=True,
            postgresql_where=text("position IS NOT NULL"),
        ),
    )

    type: str
    revision: int
    subject_id: UUID
    sequence: int
    actor_id: UUID
    data: dict[str, Any] = Field(sa_type=JSONB)
    relayed_at: datetime | None = Field(default=None, sa_type=Moment)
    position: int | None = Field(default=None, sa_type=BigInteger)
    """Its place among all that the organisation tells, given when it is relayed: whoever has read
    up to a position has missed nothing before it.
    """
    source: str | None = None
    """Who told it, as an address: what it was when it was relayed."""


class OutboxFeed(Entity, table=True):
    """The last position that was given; its `id` is the tenant's."""

    __tablename__ = "outbox_feed"

    last: int = Field(default=0, sa_type=BigInteger)


class OutboxMark(Entity, table=True):
    """Where the events of a subject are in their counting, of one whose events were cleared away;
    its `id` is the subject's.
    """

    __tablename__ = "outbox_mark"

    sequence: int
    told_at: datetime = Field(sa_type=Moment)


# The sequence counts the events of one subject. Whoever changes a subject holds its row
# locked, so that nobody else can take the same number; the unique constraint makes sure.
# What this transaction made has no events before, so nobody has to look for them.
TELL: Final = """
INSERT INTO outbox_event
  (tenant_id, id, version, created_at, type, revision, subject_id, sequence, actor_id, data)
SELECT $1, told.id, 1, $2, told.type, told.revision, told.subject,
  told.nth + CASE WHEN told.new THEN 0 ELSE
    coalesce((SELECT max(earlier.sequence) FROM outbox_event AS earlier
              WHERE earlier.tenant_id = $1 AND earlier.subject_id = told.subject),
             (SELECT mark.sequence FROM outbox_mark AS mark
              WHERE mark.tenant_id = $1 AND mark.id = told.subject), 0) END,
  $3, told.data::jsonb
FROM unnest($4::uuid[], $5::text[], $6::int[], $7::uuid[], $8::int[], $9::bool[], $10::text[])
  AS told (id, type, revision, subject, nth, new, data)
"""


async def tell(
    connection: Any, actor: Actor, at: datetime, events: Sequence[Event], *, new: Collection[UUID]
) -> None:
    """Write events in one statement, in the order in which they happened.

    `new` are those among the subjects of which nothing was told before.
    """
    subjects = [event.id for event in events]
    seen = Counter[UUID]()
    nth = []
    for subject in subjects:
        seen[subject] += 1
        nth.append(seen[subject])
    await connection.execute(
        TELL,
        actor.tenant_id,
        at,
        actor.id,
        [new_id() for _ in events],
        [event.name for event in events],
        [event.revision for event in events],
        subjects,
        nth,
        [subject in new for subject in subjects],
        [event.model_dump_json(by_alias=True) for event in events],
    )
