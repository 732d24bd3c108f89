"""The audit trail: who did or read what of whom, as facts, never a word that somebody wrote.

Facts are only ever added, and each entry's hash covers the one before it, so that one that
was changed, removed or put elsewhere can be found (`app/domain/audit/`).

A chain that all writers of an organisation append to would make them wait for each other's
commits. So an organisation has several, called lanes: a transaction takes the first lane that
nobody holds, as its last statement before the commit, and lets it go with the commit. Only when
all are held does it open another one, up to `LANES`, or wait for one of those.
"""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Index, LargeBinary, SmallInteger, UniqueConstraint, Uuid
from sqlmodel import Field, SQLModel

from app.domain.actor import Actor, ActorKind
from app.domain.entity import Entity, belongs_to, choice, new_id

Fetch = Callable[..., Awaitable[Sequence[Any]]]

LANES: Final = 16
MOST_SUBJECTS: Final = 1000
DONE: Final = "done"


class AuditEntry(Entity, table=True):
    """One fact. `created_at` is when it was so; `sequence` its place in its lane."""

    __tablename__ = "audit_entry"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("tenant_id", "lane", "sequence"),
        Index("audit_entry_actor_ix", "tenant_id", "actor_id", "id"),
    )

    lane: int = Field(sa_type=SmallInteger)
    sequence: int = Field(sa_type=BigInteger)
    actor_id: UUID
    actor_kind: ActorKind = Field(sa_type=choice(ActorKind))
    action: str
    outcome: str
    row_id: UUID | None = None
    times: int
    subjects: list[UUID] = Field(sa_type=ARRAY(Uuid))
    hash: bytes = Field(sa_type=LargeBinary)


class AuditSubject(SQLModel, table=True):
    """Whom an entry is about, so that a person's own can be found."""

    __tablename__ = "audit_subject"
    __table_args__: ClassVar[Any] = (belongs_to("audit_entry", "entry_id"),)

    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    entry_id: UUID = Field(primary_key=True)


class AuditLane(SQLModel, table=True):
    """Where a lane has got to."""

    __tablename__ = "audit_lane"

    tenant_id: UUID = Field(primary_key=True)
    lane: int = Field(primary_key=True, sa_type=SmallInteger)
    sequence: int = Field(sa_type=BigInteger)
    hash: bytes = Field(sa_type=LargeBinary)


@dataclass(slots=True)
class Fact:
    """Something that was done, read or refused, and the people whose it was. Nobody changes one;
    to have it said would take as long again as to make it, and there is one for each read.
    """

    actor: Actor
    at: datetime
    action: str
    outcome: str = DONE
    row_id: UUID | None = None
    subjects: tuple[UUID, ...] = ()
    times: int = 1

    def parts(self) -> Iterator["Fact"]:
        """Several, if it is about very many people: an entry stays readable."""
        if len(self.subjects) <= MOST_SUBJECTS:
            yield self
            return
        for begin in range(0, len(self.subjects), MOST_SUBJECTS):
            some = self.subjects[begin : begin + MOST_SUBJECTS]
            yield replace(self, subjects=some)


COVERED: Final = """jsonb_build_array(
  {0}.tenant_id, {0}.lane, {0}.sequence, {0}.id,
  (extract(epoch FROM {0}.created_at) * 1000000)::bigint,
  {0}.actor_id, {0}.actor_kind, {0}.action, {0}.outcome, {0}.row_id, {0}.times, {0}.subjects
)::text"""
"""What the hash of an entry covers besides the hash before it: all that is in the row."""

APPEND: Final = """
WITH RECURSIVE scope AS MATERIALIZED (
  SELECT set_config('app.tenant_id', $1::uuid::text, true)::uuid AS tenant_id
), free AS MATERIALIZED (
  SELECT held.* FROM scope CROSS JOIN LATERAL (
    SELECT lane, sequence, hash FROM audit_lane
    WHERE tenant_id = scope.tenant_id AND ($2::smallint IS NULL OR lane = $2)
    ORDER BY lane LIMIT 1 FOR UPDATE SKIP LOCKED
  ) AS held
), told AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($3::text::jsonb) AS fact (
    place int, id uuid, created_at timestamptz, actor_id uuid, actor_kind text, action text,
    outcome text, row_id uuid, times int, subjects uuid[]
  )
), chain AS (
  SELECT next.*, HASHED AS hash
  FROM free AS before CROSS JOIN LATERAL (
    SELECT $1::uuid AS tenant_id, before.lane, before.sequence + 1 AS sequence, told.*
    FROM told WHERE told.place = 1
  ) AS next
  UNION ALL
  SELECT next.*, HASHED AS hash
  FROM chain AS before CROSS JOIN LATERAL (
    SELECT $1::uuid AS tenant_id, before.lane, before.sequence + 1 AS sequence, told.*
    FROM told WHERE told.place = before.place + 1
  ) AS next
), entered AS (
  INSERT INTO audit_entry (tenant_id, id, version, created_at, lane, sequence, actor_id,
    actor_kind, action, outcome, row_id, times, subjects, hash)
  SELECT tenant_id, id, 1, created_at, lane, sequence, actor_id,
    actor_kind, action, outcome, row_id, times, subjects, hash FROM chain
), named AS (
  INSERT INTO audit_subject (tenant_id, person_id, entry_id)
  SELECT tenant_id, unnest(subjects), id FROM chain
), moved AS (
  UPDATE audit_lane AS moving SET sequence = last.sequence, hash = last.hash
  FROM (SELECT lane, sequence, hash FROM chain ORDER BY place DESC LIMIT 1) AS last
  WHERE moving.tenant_id = $1 AND moving.lane = last.lane
)
SELECT count(*) FROM chain
""".replace("HASHED", f"sha256(before.hash || convert_to({COVERED.format('next')}, 'UTF8'))")
"""A transaction of its own, or a part of one: nothing is changed before `chain` is whole, which
begins with `scope`.
"""
TAKE: Final = """
INSERT INTO audit_lane (tenant_id, lane, sequence, hash)
SELECT $1, one.lane, coalesce(last.sequence, 0), coalesce(last.hash, ''::bytea)
FROM (
  SELECT lane FROM generate_series(0, $2 - 1) AS lane
  ORDER BY lane IN (SELECT known.lane FROM audit_lane AS known WHERE tenant_id = $1), random()
  LIMIT 1
) AS one LEFT JOIN LATERAL (
  SELECT sequence, hash FROM audit_entry WHERE tenant_id = $1 AND lane = one.lane
  ORDER BY sequence DESC LIMIT 1
) AS last ON true
ON CONFLICT (tenant_id, lane) DO UPDATE SET sequence = audit_lane.sequence
RETURNING lane
"""


async def append(fetch: Fetch, tenant_id: UUID, facts: Iterable[Fact]) -> None:
    """Add facts to the trail of an organisation, as the last that a transaction does."""
    facts = list(facts)
    if await append_if_free(fetch, tenant_id, facts):
        return
    [taken] = await fetch(TAKE, tenant_id, LANES)
    if not await append_if_free(fetch, tenant_id, facts, taken["lane"]):
        message = f"{len(facts)} facts found no lane, though one was taken for them"
        raise RuntimeError(message)


async def append_if_free(
    fetch: Fetch, tenant_id: UUID, facts: Iterable[Fact], lane: int | None = None
) -> bool:
    """The same in one statement, a transaction by itself or a part of one, if there is a lane that
    nobody holds, or `lane`. If not, nothing was done.
    """
    parts = [part for fact in facts for part in fact.parts()]
    told = json.dumps([_told(place, part) for place, part in enumerate(parts, start=1)])
    [added] = await fetch(APPEND, tenant_id, lane, told)
    if added["count"] not in (0, len(parts)):
        message = f"{added['count']} of {len(parts)} facts were added to the trail"
        raise RuntimeError(message)
    return bool(added["count"])


def merged(facts: Iterable[Fact]) -> list[Fact]:
    """The same read, asked for again and again in a moment, is one fact that says how often."""
    first: dict[Any, Fact] = {}
    times: Counter[Any] = Counter()
    for one in facts:
        key = (one.actor.id, one.actor.kind, one.action, one.outcome, one.row_id, one.subjects)
        first.setdefault(key, one)
        times[key] += one.times
    return [
        one if times[key] == one.times else replace(one, times=times[key])
        for key, one in first.items()
    ]


def _told(place: int, fact: Fact) -> dict[str, Any]:
    return {
        "place": place,
        "id": str(new_id()),
        "created_at": fact.at.isoformat(),
        "actor_id": str(fact.actor.id),
        "actor_kind": fact.actor.kind.value,
        "action": fact.action,
        "outcome": fact.outcome,
        "row_id": str(fact.row_id) if fact.row_id else None,
        "times": fact.times,
        "subjects": [str(one) for one in fact.subjects],
    }
