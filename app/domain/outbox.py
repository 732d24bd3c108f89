"""Events that happened and have not been told yet.

A row is written in the transaction that made it true, and read later by the worker's
relay. There is no other way for an event to leave the domain.
"""

import json
from collections.abc import Sequence
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
TELL: Final = """
INSERT INTO outbox_event
  (tenant_id, id, version, created_at, type, revision, subject_id, sequence, actor_id, data)
SELECT $1, told.id, 1, $2, told.type, told.revision, told.subject,
  coalesce((SELECT max(earlier.sequence) FROM outbox_event AS earlier
            WHERE earlier.tenant_id = $1 AND earlier.subject_id = told.subject), 0)
    + row_number() OVER (PARTITION BY told.subject ORDER BY told.place),
  $3, told.data
FROM jsonb_to_recordset($4::text::jsonb)
  AS told (place int, id uuid, type text, revision int, subject uuid, data jsonb)
"""


async def tell(connection: Any, actor: Actor, at: datetime, events: Sequence[Event]) -> None:
    """Write events in one statement, in the order in which they happened."""
    rows = [
        {
            "place": place,
            "id": str(new_id()),
            "type": event.name,
            "revision": event.revision,
            "subject": str(event.id),
            "data": event.model_dump(mode="json", by_alias=True),
        }
        for place, event in enumerate(events)
    ]
    await connection.execute(TELL, actor.tenant_id, at, actor.id, json.dumps(rows))
