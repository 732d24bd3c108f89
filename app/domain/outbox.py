"""Events that happened and have not been told yet.

A row is written in the transaction that made it true, and read later by the worker's
relay. There is no other way for an event to leave the domain.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
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
            "sequence",
            "id",
            postgresql_where=text("relayed_at IS NULL"),
        ),
    )

    type: str
    revision: int
    subject_id: UUID
    sequence: int
    actor_id: UUID
    data: dict[str, Any] = Field(sa_type=JSONB)
    relayed_at: datetime | None = Field(default=None, sa_type=Moment)


# The sequence counts the events of one subject. Whoever changes a subject holds its row
# locked, so that nobody else can take the same number; the unique constraint makes sure.
# What this transaction made has no events before, so nobody has to look for them.
TELL: Final = """
INSERT INTO outbox_event
  (tenant_id, id, version, created_at, type, revision, subject_id, sequence, actor_id, data)
SELECT $1, told.id, 1, $2, told.type, told.revision, told.subject,
  told.nth + CASE WHEN told.new THEN 0 ELSE
    coalesce((SELECT max(earlier.sequence) FROM outbox_event AS earlier
              WHERE earlier.tenant_id = $1 AND earlier.subject_id = told.subject), 0) END,
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
