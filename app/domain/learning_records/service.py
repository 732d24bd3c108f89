"""What you can do with learning records. One function, one transaction, one scope.

To record a statement is one thing, and to act on it another: what comes is stored at once, and the
worker looks at it in a moment (`tenants_with_records`, `follow_records`). So nothing is lost when
somebody holds a milestone, and whoever is unknown today is found by the same look tomorrow.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import DomainError, Fault, Forbidden
from app.domain.learning_records import repository
from app.domain.learning_records.commands import (
    LearningRecordFilters,
    RecordedStatements,
    RecordStatements,
)
from app.domain.learning_records.errors import StatementConflict, StatementInvalid
from app.domain.learning_records.models import LearningRecord
from app.domain.learning_records.repository import Actor, LearningRecords
from app.domain.learning_records.states import (
    FINDABLE,
    MEANINGS,
    ActorIdentifier,
    LearningOutcome,
    Meaning,
)
from app.domain.learning_records.views import LearningRecordView
from app.domain.learning_records.xapi import Statement, read_statements
from app.domain.plans import service as plans
from app.domain.plans.commands import AddEvidence
from app.domain.plans.errors import MilestoneNotOpen
from app.domain.plans.service.clock import Told
from app.domain.plans.states import EvidenceKind
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action, query

MOST_AT_ONCE: Final = 100
"""Records that are followed in one transaction: it holds their milestones until its end."""


@query(Scope.LEARNING_READ, LearningRecordView)
def get_learning_record(_me: Me, learning_record_id: UUID) -> One:
    """Read what a learning system reported of you, and what became of it. Machine clients read
    all.
    """
    return repository.record(learning_record_id)


@query(Scope.LEARNING_READ, LearningRecordView)
def list_learning_records(me: Me, filters: LearningRecordFilters) -> Many:
    """List what learning systems reported of you, and what became of it. Machine clients see all,
    such as what is about nobody they know: `outcome=unknown_person`.
    """
    return repository.records(me, filters)


@action(
    Scope.LEARNING_WRITE,
    RecordedStatements,
    raises=(Forbidden, StatementInvalid, StatementConflict),
)
async def record_statements(tx: Transaction, command: RecordStatements) -> RecordedStatements:
    """Record statements of xAPI, up to 500 at once, all or none. Only machine clients may.

    A statement that is known already changes nothing; another one with its id is refused. In a
    moment the milestones go on that name the course and that its person owns; what became of each
    statement is said at its learning record. `/xapi/statements` does the same in the words of
    xAPI.
    """
    if tx.me.is_person:
        raise Forbidden
    statements = read_statements(command.statements, command.xapi_version)
    rows = LearningRecords(tx)
    new = [rows.new(_as_row(tx, one, command.xapi_version)) for one in statements]
    await _find_people(tx, new)
    kept = await rows.keep(new)
    faults = [
        Fault(f"/statements/{index}/id", "is the id of another statement")
        for index, one in enumerate(new)
        if kept[one.statement_id] != one.fingerprint
    ]
    if faults:
        raise StatementConflict(*faults)
    return RecordedStatements(statement_ids=tuple(one.id for one in statements))


async def tenants_with_records(database: Database, now: datetime) -> list[UUID]:
    """Where there are records to look at. For the worker's role only."""
    found = await database.fetch(repository.TENANTS_WITH_RECORDS, now)
    return [row["tenant_id"] for row in found]


@action(Scope.SYSTEM, Told, audited=False)
async def follow_records(tx: Transaction, limit: int) -> Told:
    """Look at what is to be looked at, at the most `limit` of it, and do what it says."""
    rows = LearningRecords(tx)
    due = await rows.due(min(limit, MOST_AT_ONCE))
    if not due:
        return Told(count=0)
    is_news = await _find_people(tx, [one for one in due if one.person_id is None])
    voided = await rows.voided(due)
    sources = await repository.names_of_clients(tx, (one.reported_by_id for one in due))
    for one in due:
        if one.look_at is None:  # voided by one of these
            continue
        if one.statement_id in voided and one.voids_id is None:
            one.void()
        else:
            await _follow(tx, one, sources.get(one.reported_by_id), due)
    await rows.save_all(due)
    if is_news or any(one.milestone_ids for one in due):
        tx.leave_fact(follow_records.name, None)
    return Told(count=len(due))


async def _follow(
    tx: Transaction, record: LearningRecord, source: str | None, due: list[LearningRecord]
) -> None:
    meaning = MEANINGS.get(record.verb)
    if meaning is None:
        record.settle(LearningOutcome.IGNORED_VERB)
    elif record.voids_id is not None:
        await _take_back(tx, record, record.voids_id, due)
    elif record.person_id is None:
        _nobody(record, tx.now)
    elif meaning is Meaning.FAILED:
        record.settle(LearningOutcome.RECORDED)
    else:
        await _advance(tx, record, record.person_id, meaning, source)


def _nobody(record: LearningRecord, now: datetime) -> None:
    if record.actor_kind in FINDABLE:
        record.not_found(LearningOutcome.UNKNOWN_PERSON, now)
    else:  # whoever comes later will not be it
        record.settle(LearningOutcome.UNKNOWN_PERSON)


async def _take_back(
    tx: Transaction, record: LearningRecord, voids_id: UUID, due: list[LearningRecord]
) -> None:
    """The statement that is named is void, whatever came of it; one that has not come yet will be.
    What takes back is not taken back itself.
    """
    rows = LearningRecords(tx)
    target = next((one for one in due if one.statement_id == voids_id), None)
    known = target or await rows.of_statement(voids_id)
    record.settle(LearningOutcome.RECORDED)
    if known is None:
        return
    if known.voids_id is not None:
        record.reason = "voids_voiding"
        return
    if known.outcome is not LearningOutcome.VOIDED:
        known.void()
        if target is None:
            await rows.save_all([known])


async def _advance(
    tx: Transaction,
    record: LearningRecord,
    person_id: UUID,
    meaning: Meaning,
    source: str | None,
) -> None:
    if record.object_id is None:
        record.settle(LearningOutcome.UNKNOWN_COURSE)
        return
    said = Statement(record.statement_id, record.statement)
    if meaning is Meaning.DONE and said.denies is not None:
        record.settle(LearningOutcome.RECORDED, said.denies)
        return
    milestones = await repository.milestones_with(tx, person_id, record.object_id)
    if not milestones:
        record.not_found(LearningOutcome.UNKNOWN_COURSE, tx.now)
        return
    advanced: list[UUID] = []
    reasons: list[str] = []
    for milestone_id in milestones:
        reason, is_further = await _go_on(tx, milestone_id, said, meaning, source)
        if is_further:
            advanced.append(milestone_id)
        if reason is not None:
            reasons.append(reason)
    tx.concern(person_id)
    reason = reasons[0] if reasons else None
    if advanced:
        record.advanced(advanced, reason)
    else:
        record.settle(LearningOutcome.REFUSED if reason else LearningOutcome.RECORDED, reason)


async def _go_on(
    tx: Transaction, milestone_id: UUID, said: Statement, meaning: Meaning, source: str | None
) -> tuple[str | None, bool]:
    """Why the milestone refuses, if it does; and whether it is further along now."""
    try:
        if meaning is Meaning.BEGUN:
            return None, await plans.begin_course(tx, milestone_id, said.progress)
        if await plans.complete_course(tx, milestone_id, _evidence(said), source):
            return None, True
    except DomainError as refused:
        return refused.code, False
    return MilestoneNotOpen.code, False


def _evidence(said: Statement) -> AddEvidence:
    """In thin words of ours: none of what the statement says goes into the plan but its numbers."""
    score = f", score {said.score}" if said.score is not None else ""
    verb = said.verb.rpartition("/")[2]
    return AddEvidence(kind=EvidenceKind.COMPLETION, body=f"{verb}{score}, statement {said.id}")


def _as_row(tx: Transaction, said: Statement, version: str) -> Mapping[str, object]:
    kind, name = said.actor
    return {
        "statement_id": said.id,
        "fingerprint": said.fingerprint,
        "xapi_version": version,
        "actor_kind": kind,
        "actor": name,
        "verb": said.verb,
        "object_id": said.activity_id,
        "voids_id": said.voids_id,
        "happened_at": said.happened_at or tx.now,
        "statement": dict(said.said),
        "reported_by_id": tx.actor.id,
        "created_at": tx.now,
        "look_at": tx.now,
    }


async def _find_people(tx: Transaction, records: list[LearningRecord]) -> bool:
    """Whether somebody was found."""
    asked = {_key(one): one for one in records if one.actor_kind in FINDABLE}
    found = await repository.people(tx, asked)
    for one in records:
        person_id = found.get(_key(one))
        if person_id is not None:
            one.is_about(person_id)
            tx.concern(person_id)
    return bool(found)


def _key(record: LearningRecord) -> Actor:
    """Addresses and hashes are the same in any case; names of accounts are not."""
    name = record.actor or ""
    if record.actor_kind is ActorIdentifier.ACCOUNT:
        return record.actor_kind, name
    return record.actor_kind, name.lower()
