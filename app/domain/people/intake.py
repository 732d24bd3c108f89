"""A batch of people from the HRIS, taken in: what is new, what changed, what is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from app.domain.errors import DomainError, Fault, Invalid
from app.domain.people.comings import revise_people
from app.domain.people.commands import (
    BatchFault,
    BatchItem,
    BatchReport,
    BatchStatus,
    PersonRecord,
    UpsertPeople,
)
from app.domain.people.errors import (
    ExternalIdTaken,
    ManagerUnknown,
    ReportsToThemselves,
    UserNameTaken,
)
from app.domain.people.models import Person, PersonStatus, Relationship, RelationshipKind
from app.domain.people.repository import People, Relationships
from app.domain.shape import faults
from app.domain.transaction import Transaction


@dataclass(slots=True)
class Row:
    """One item on its way in."""

    index: int
    record: PersonRecord | None = None
    person: Person | None = None
    status: BatchStatus = BatchStatus.UNCHANGED
    refusal: DomainError | None = None

    def refuse(self, refusal: DomainError) -> None:
        self.status, self.refusal = BatchStatus.REFUSED, refusal

    def refuse_manager(self, why: type[DomainError]) -> None:
        self.refuse(why(Fault(self.at("managerExternalId"), why.explanation())))

    def at(self, name: str) -> str:
        return f"/items/{self.index}/{name}"


async def take_in(tx: Transaction, command: UpsertPeople) -> BatchReport:
    rows = [_read(index, item) for index, item in enumerate(command.items)]
    _refuse_repeated(rows)
    await Relationships(tx).lock_tree()
    # Not one row is changed before all are known to be good or bad: an item that is
    # refused leaves nothing behind, and needs no savepoint of its own.
    known = await _known(tx, rows)
    _refuse_taken_names(rows, known)
    managers = await _Managers.load(tx, rows, known)
    managers.refuse_impossible(rows)
    if command.all_or_nothing:
        _refuse_all(rows)
    await _apply(tx, rows, known.by_external_id)
    await tx.session.flush()
    managers.apply(tx, rows)
    return _report(rows)


def _read(index: int, item: Any) -> Row:
    row = Row(index)
    try:
        row.record = PersonRecord.model_validate(item)
    except ValidationError as error:
        row.refuse(Invalid(*faults(error, "items", index)))
    return row


def _refuse_repeated(rows: list[Row]) -> None:
    names: set[str] = set()
    for row in rows:
        if row.record is None:
            continue
        if row.record.external_id in names:
            row.refuse(ExternalIdTaken(Fault(row.at("externalId"), "stands twice in this request")))
        names.add(row.record.external_id)


@dataclass(slots=True)
class _Known:
    by_external_id: dict[str, Person] = field(default_factory=dict)
    by_user_name: dict[str, Person] = field(default_factory=dict)


async def _known(tx: Transaction, rows: list[Row]) -> _Known:
    records = [row.record for row in rows if row.record is not None]
    managers = {record.manager_external_id for record in records} - {None}
    external_ids = {record.external_id for record in records} | {m for m in managers if m}
    found = await People(tx).named(external_ids, {record.user_name for record in records})
    return _Known(
        {person.external_id: person for person in found},
        {person.user_name: person for person in found},
    )


def _refuse_taken_names(rows: list[Row], known: _Known) -> None:
    taken = {name: person.external_id for name, person in known.by_user_name.items()}
    for row in rows:
        if row.record is None or row.refusal is not None:
            continue
        owner = taken.setdefault(row.record.user_name, row.record.external_id)
        if owner != row.record.external_id:
            row.refuse(UserNameTaken(Fault(row.at("userName"), UserNameTaken.explanation())))


def _refuse_all(rows: list[Row]) -> None:
    refused = [row.refusal for row in rows if row.refusal is not None]
    if refused:
        raise Invalid(*(fault for refusal in refused for fault in refusal.faults))


async def _apply(tx: Transaction, rows: list[Row], known: Mapping[str, Person]) -> None:
    people, changes = People(tx), []
    for row in rows:
        if row.record is None or row.refusal is not None:
            continue
        row.person, fields = known.get(row.record.external_id), row.record.fields()
        if row.person is None:
            row.person = people.add(Person(external_id=row.record.external_id, **fields))
            tx.record(*row.person.created())
            row.status = BatchStatus.CREATED
        else:
            changes.append((row.person, fields))
    changed = await revise_people(tx, changes)
    for row in rows:
        if row.person is not None and row.person.id in changed:
            row.status = BatchStatus.UPDATED


@dataclass(slots=True)
class _Managers:
    """Who shall report to whom, by external id, against who does."""

    ties: dict[UUID, Relationship]
    above: dict[str, str]
    known: dict[str, Person]
    relationships: Relationships

    @classmethod
    async def load(cls, tx: Transaction, rows: list[Row], known: _Known) -> "_Managers":
        relationships = Relationships(tx)
        named = any(row.record is not None and row.record.names_manager for row in rows)
        if not named:
            return cls({}, {}, dict(known.by_external_id), relationships)
        ties = await relationships.managers()
        names = await People(tx).names(
            {i for t in ties.values() for i in (t.person_id, t.related_id)}
        )
        above = {names[tie.person_id]: names[tie.related_id] for tie in ties.values()}
        return cls(ties, above, dict(known.by_external_id), relationships)

    def refuse_impossible(self, rows: list[Row]) -> None:
        """Refuse who reports to nobody known, or to themselves in the end.

        Whoever is refused is nobody's manager either, so it is asked again until all that
        is left holds together.
        """
        while self._refuse_unknown(rows) or self._refuse_circles(rows):
            pass

    def _refuse_unknown(self, rows: list[Row]) -> bool:
        wishes = _wishes(rows)
        arriving = {r.record.external_id for r in rows if r.record is not None and not r.refusal}
        lost = [
            row
            for name, row in wishes.items()
            if (manager := _manager_of(row)) is not None
            and manager not in self.known
            and manager not in arriving
        ]
        for row in lost:
            row.refuse_manager(ManagerUnknown)
        return bool(lost)

    def _refuse_circles(self, rows: list[Row]) -> bool:
        """A reorganisation may turn the tree upside down, so all wishes are put in before
        anybody is followed upwards.
        """
        wishes = _wishes(rows)
        wanted = {name: _manager_of(row) for name, row in wishes.items()}
        above = {name: up for name, up in {**self.above, **wanted}.items() if up is not None}
        circling = [row for name, row in wishes.items() if _in_circle(name, above)]
        for row in circling:
            row.refuse_manager(ReportsToThemselves)
        return bool(circling)

    def apply(self, tx: Transaction, rows: list[Row]) -> None:
        people = self.known | {
            row.person.external_id: row.person for row in rows if row.person is not None
        }
        today = tx.now.date()
        for row in rows:
            if row.person is None or row.record is None or not row.record.names_manager:
                continue
            if row.person.status == PersonStatus.LEFT:
                continue  # whose relations have ended
            wanted = row.record.manager_external_id
            manager = people.get(wanted) if wanted is not None else None
            tie = self.ties.get(row.person.id)
            if (tie.related_id if tie else None) == (manager.id if manager else None):
                continue
            if tie is not None:
                tx.record(*tie.end(today))
            if manager is not None:
                self._begin(tx, row.person, manager)
            if row.status is BatchStatus.UNCHANGED:
                row.status = BatchStatus.UPDATED

    def _begin(self, tx: Transaction, person: Person, manager: Person) -> None:
        tie = self.relationships.add(
            Relationship(
                person_id=person.id,
                related_id=manager.id,
                kind=RelationshipKind.MANAGER,
                starts_on=tx.now.date(),
            )
        )
        tx.record(*tie.started())


def _wishes(rows: list[Row]) -> dict[str, Row]:
    """Who names a manager, or names that there is none, by external id."""
    return {
        row.record.external_id: row
        for row in rows
        if row.record is not None and row.refusal is None and row.record.names_manager
    }


def _manager_of(row: Row) -> str | None:
    return row.record.manager_external_id if row.record is not None else None


def _in_circle(start: str, above: Mapping[str, str]) -> bool:
    seen, name = {start}, above.get(start)
    while name is not None and name not in seen:
        seen.add(name)
        name = above.get(name)
    return name == start


def _report(rows: list[Row]) -> BatchReport:
    counts = {status: sum(row.status is status for row in rows) for status in BatchStatus}
    return BatchReport(
        created=counts[BatchStatus.CREATED],
        updated=counts[BatchStatus.UPDATED],
        unchanged=counts[BatchStatus.UNCHANGED],
        refused=counts[BatchStatus.REFUSED],
        items=tuple(_item(row) for row in rows),
    )


def _item(row: Row) -> BatchItem:
    refusal = row.refusal
    return BatchItem(
        index=row.index,
        status=row.status,
        external_id=row.record.external_id if row.record else None,
        id=row.person.id if row.person else None,
        code=refusal.code if refusal else None,
        errors=tuple(
            BatchFault(pointer=fault.pointer, detail=fault.detail)
            for fault in (refusal.faults if refusal else ())
        ),
    )
