"""The SQL of learning records."""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha1
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import DateTime, Integer, Uuid, and_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlmodel import col

from app.domain.access.views import ApiClientView
from app.domain.learning_records import policy
from app.domain.learning_records.commands import LearningRecordFilters
from app.domain.learning_records.models import LearningRecord
from app.domain.learning_records.states import ActorIdentifier
from app.domain.learning_records.views import LearningRecordView
from app.domain.plans.states import OwnerStatus, ResourceKind
from app.domain.plans.views import MilestoneResourceView, MilestoneView
from app.domain.policy import Me, Rule, Way
from app.domain.repository import Repository
from app.domain.rows import writing
from app.domain.rowstatement import columns_of, rows_statement
from app.domain.statement import Many, One, Statement
from app.domain.transaction import Transaction

FILTERS: Final = ("outcome", "person_id", "statement_id")


def record(learning_record_id: UUID) -> One:
    return One(LearningRecordView, (col(LearningRecord.id) == learning_record_id,))


def records(me: Me, filters: LearningRecordFilters) -> Many:
    where = tuple(
        col(getattr(LearningRecord, name)) == value
        for name in FILTERS
        if (value := getattr(filters, name)) is not None
    )
    mine = (Way("person_id", array([me.id], type_=Uuid())),) if me.is_person else ()
    return Many(LearningRecordView, where, ways=mine)


# All that the worker's own role may see: where there is a record to look at, and when.
TENANTS_WITH_RECORDS: Final = "SELECT DISTINCT tenant_id FROM learning_record WHERE look_at <= $1"

_KNOWN: Final = """
SELECT statement_id, fingerprint FROM learning_record
WHERE tenant_id = $1 AND statement_id = ANY($2::uuid[])
"""
_VOIDED: Final = """
SELECT voids_id FROM learning_record WHERE tenant_id = $1 AND voids_id = ANY($2::uuid[])
"""
_MINE: Final = select(*columns_of(LearningRecord)).where(
    col(LearningRecord.tenant_id) == bindparam("me_tenant_id", type_=Uuid())
)


@cache
def _due() -> Statement:
    return rows_statement(
        _MINE.where(col(LearningRecord.look_at) <= bindparam("now", type_=DateTime(timezone=True)))
        .order_by(col(LearningRecord.look_at), col(LearningRecord.id))
        .limit(bindparam("limit", type_=Integer()))
        .with_for_update(skip_locked=True)
    )


@cache
def _named() -> Statement:
    return rows_statement(
        _MINE.where(
            col(LearningRecord.statement_id) == bindparam("statement_id", type_=Uuid())
        ).with_for_update()
    )


class LearningRecords(Repository[LearningRecord]):
    entity = LearningRecord
    guard: ClassVar[Rule] = policy.may_read

    async def keep(self, records: Iterable[LearningRecord]) -> dict[UUID, str]:
        """Store those whose statement is not known yet. The fingerprints of all of them as they
        are stored, by the ids of the statements: of several who come at once, one is first.
        """
        # In one order, so that nobody waits for somebody who waits for them.
        ordered = sorted(records, key=lambda one: one.statement_id)
        how = writing(LearningRecord)
        await self.tx.connection.execute(
            f"{how.insert} ON CONFLICT (tenant_id, statement_id) DO NOTHING",
            self.tx.actor.tenant_id,
            *how.arrays(ordered),
        )
        ids = [one.statement_id for one in ordered]
        rows = await self.tx.connection.fetch(_KNOWN, self.tx.actor.tenant_id, ids)
        return {row["statement_id"]: row["fingerprint"] for row in rows}

    async def due(self, limit: int) -> list[LearningRecord]:
        """What is to be looked at by now, and nobody else looks at meanwhile."""
        return await self.read_all(_due(), {"now": self.tx.now, "limit": limit})

    async def of_statement(self, statement_id: UUID) -> LearningRecord | None:
        found = await self.read_all(_named(), {"statement_id": statement_id})
        return found[0] if found else None

    async def voided(self, records: Sequence[LearningRecord]) -> set[UUID]:
        """The statements among these that another one takes back."""
        ids = [one.statement_id for one in records]
        rows = await self.tx.connection.fetch(_VOIDED, self.tx.actor.tenant_id, ids)
        return {row["voids_id"] for row in rows}


_BY_ADDRESS: Final = """
SELECT lower(asked.name) AS name, person.id FROM unnest($2::text[]) AS asked (name)
JOIN person ON person.tenant_id = $1 AND person.work_email_key = lower(asked.name)
"""
_BY_ACCOUNT: Final = """
SELECT asked.name, person.id FROM unnest($2::text[]) AS asked (name)
JOIN person ON person.tenant_id = $1 AND person.external_id = asked.name
UNION
SELECT asked.name, person.id FROM unnest($2::text[]) AS asked (name)
JOIN person ON person.tenant_id = $1 AND person.user_name_key = lower(asked.name)
"""
_ADDRESSES: Final = """
SELECT id, work_email FROM person WHERE tenant_id = $1 AND work_email IS NOT NULL
"""

Actor = tuple[ActorIdentifier, str]


async def people(tx: Transaction, actors: Iterable[Actor]) -> dict[Actor, UUID]:
    """Who these are, as far as they are known. Whoever could be two people is not."""
    asked: dict[ActorIdentifier, set[str]] = {}
    for kind, name in actors:
        asked.setdefault(kind, set()).add(name)
    found: dict[Actor, set[UUID]] = {}
    for kind, name, person_id in [
        *await _by_address(tx, asked.get(ActorIdentifier.MBOX, set())),
        *await _by_account(tx, asked.get(ActorIdentifier.ACCOUNT, set())),
        *await _by_hash(tx, asked.get(ActorIdentifier.MBOX_SHA1SUM, set())),
    ]:
        found.setdefault((kind, name), set()).add(person_id)
    return {actor: ids.pop() for actor, ids in found.items() if len(ids) == 1}


Found = list[tuple[ActorIdentifier, str, UUID]]


async def _by_address(tx: Transaction, names: set[str]) -> Found:
    if not names:
        return []
    rows = await tx.connection.fetch(_BY_ADDRESS, tx.actor.tenant_id, sorted(names))
    return [(ActorIdentifier.MBOX, row["name"], row["id"]) for row in rows]


async def _by_account(tx: Transaction, names: set[str]) -> Found:
    if not names:
        return []
    rows = await tx.connection.fetch(_BY_ACCOUNT, tx.actor.tenant_id, sorted(names))
    return [(ActorIdentifier.ACCOUNT, row["name"], row["id"]) for row in rows]


async def _by_hash(tx: Transaction, names: set[str]) -> Found:
    """PostgreSQL has no SHA-1, so every address is hashed here, as it is and in lower case."""
    if not names:
        return []
    rows = await tx.connection.fetch(_ADDRESSES, tx.actor.tenant_id)
    hashes = [
        (_hash(address), row["id"])
        for row in rows
        for address in {row["work_email"], row["work_email"].lower()}
    ]
    return [(ActorIdentifier.MBOX_SHA1SUM, name, id) for name, id in hashes if name in names]


def _hash(address: str) -> str:
    return sha1(f"mailto:{address}".encode(), usedforsecurity=False).hexdigest()


async def milestones_with(tx: Transaction, person_id: UUID, course: str) -> list[UUID]:
    """The milestones that this person owns and that name the course, by its id or its address.
    Those of private goals are nobody's business, so no learning system advances them.
    """
    milestone: Any = MilestoneView.table
    resource: Any = MilestoneResourceView.table
    names_it = or_(
        and_(resource.kind == ResourceKind.COURSE, resource.course_id == course),
        and_(resource.kind == ResourceKind.LINK, resource.url == course),
    )
    query = (
        select(milestone.id)
        .where(
            milestone.tenant_id == tx.actor.tenant_id,
            milestone.owner_id == person_id,
            milestone.owner_status != OwnerStatus.DECLINED,
            milestone.is_private.is_(False),
            select(resource.id)
            .where(
                resource.tenant_id == milestone.tenant_id,
                resource.milestone_id == milestone.id,
                names_it,
            )
            .exists(),
        )
        .order_by(milestone.id)
    )
    return list(await tx.session.scalars(query))


async def names_of_clients(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, str]:
    client: Any = ApiClientView.table
    query = select(client.id, client.name).where(
        client.tenant_id == tx.actor.tenant_id, client.id.in_(set(ids))
    )
    return {row.id: row.name for row in await tx.session.execute(query)}
