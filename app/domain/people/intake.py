"""A batch of people from the HRIS, taken in: what is new, what changed, what is refused.

All is decided in memory, against what two statements read; then a handful of statements
write it, however many people there are.
"""

import asyncio
from collections.abc import AsyncIterator, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from uuid import UUID

from app.domain.burst import burst
from app.domain.errors import Invalid
from app.domain.people.arrivals import Arrivals, Outlook, Row, refuse_repeated
from app.domain.people.comings import Departures
from app.domain.people.commands import (
    BatchReport,
    BatchStatus,
    PersonRecord,
    UpsertPeople,
    UpsertPerson,
)
from app.domain.people.models import Person, Relationship
from app.domain.people.repository import People, Relationships
from app.domain.people.states import PersonStatus, RelationshipKind
from app.domain.transaction import Transaction

T = TypeVar("T")

AT_ONCE: Final = 200
"""Rows that are worked on before others in this process get their turn."""


async def take_in(tx: Transaction, command: UpsertPeople) -> BatchReport:
    with burst():
        rows = [Row.of(i, item) async for i, item in _in_turns(enumerate(command.items))]
        await _Intake(tx).take(rows, all_or_nothing=command.all_or_nothing)
        return _report(rows)


async def take_one_in(tx: Transaction, external_id: str, command: UpsertPerson) -> Person:
    """Refuses as a whole: there is nobody else whom it could concern."""
    row = Row(0)
    given = command.model_dump(by_alias=True, exclude_unset=True)
    row.read(given | {"externalId": external_id})
    if row.stands:
        await _Intake(tx).take([row], all_or_nothing=False)
    if row.refusal is not None:
        raise row.refusal
    if row.person is None:
        message = "an item was neither taken in nor refused"
        raise RuntimeError(message)
    return row.person


@dataclass(slots=True)
class _Intake:
    """What is written in the end, all of it at once."""

    tx: Transaction
    created: list[Person] = field(default_factory=list)
    revised: list[Person] = field(default_factory=list)
    ended: list[Relationship] = field(default_factory=list)
    begun: list[Relationship] = field(default_factory=list)
    departures: Departures = field(default_factory=Departures)

    async def take(self, rows: Sequence[Row], *, all_or_nothing: bool) -> None:
        named = refuse_repeated(rows)
        people, relationships = People(self.tx), Relationships(self.tx)
        await relationships.lock_tree()
        # Not one row is changed before all are known to be good or bad: an item that is
        # refused leaves nothing behind, and needs no savepoint of its own.
        known = await people.named(*_names(named.values()))
        ties = _Ties(self.tx)
        if any(row.record is not None and row.record.names_manager for row in named.values()):
            ties.know(await relationships.managers_above([person.id for person in known]))
        arrivals = Arrivals(named, known, ties.above, tuple(ties.outlooks()))
        arrivals.refuse_what_is_clear()
        while True:  # a batch that is all knots takes long, and may be ended between two looks
            if not arrivals.refuse_circles():
                break
            await asyncio.sleep(0)
        if all_or_nothing:
            _refuse_all(rows)
        names_before = {person.user_name: person.id for person in known}
        async for row in _in_turns(rows):
            if row.record is not None and row.stands:
                self._apply(people, row, row.record, arrivals.known)
        async for row in _in_turns(rows):
            if row.record is not None and row.stands and row.record.names_manager:
                self._manage(relationships, row, row.record, arrivals.known, ties)
        await self._write(people, relationships, names_before, many=len(rows) > 1)

    def _apply(
        self, people: People, row: Row, record: PersonRecord, known: dict[str, Person]
    ) -> None:
        person, today = known.get(record.external_id), self.tx.now.date()
        was = person.status if person is not None else record.status
        if person is None:
            person = people.new({**record.fields(), "external_id": record.external_id})
            known[record.external_id] = person
            self.created.append(person)
            self.tx.record(*person.created())
            row.status = BatchStatus.CREATED
        elif events := person.revise(record.fields(), today):
            self.revised.append(person)
            self.tx.record(*events)
            self.departures.see(person, was, today)
            row.status = BatchStatus.UPDATED
        row.person = person

    def _manage(
        self,
        relationships: Relationships,
        row: Row,
        record: PersonRecord,
        known: dict[str, Person],
        ties: "_Ties",
    ) -> None:
        if row.person is None or row.person.status == PersonStatus.LEFT:
            return  # who has left has no relations
        manager = _leading(known, record.manager_external_id)
        tie = ties.now.get(row.person.id)
        if (tie.related_id if tie else None) == manager:
            return
        today = self.tx.now.date()
        if tie is not None:
            self.ended.append(tie)
            self.tx.record(*tie.end(today))
        if manager is not None:
            begun = relationships.new(
                {
                    "person_id": row.person.id,
                    "related_id": manager,
                    "kind": RelationshipKind.MANAGER,
                    "starts_on": today,
                    "ends_on": ties.later.get(row.person.id),
                }
            )
            self.begun.append(begun)
            self.tx.record(*begun.started())
        if row.status is BatchStatus.UNCHANGED:
            row.status = BatchStatus.UPDATED
        sides = (row.person.id, manager, tie.related_id if tie else None)
        self.tx.concern(*(side for side in sides if side is not None))

    async def _write(
        self,
        people: People,
        relationships: Relationships,
        names_before: dict[str, UUID],
        *,
        many: bool,
    ) -> None:
        """Names are free before somebody else gets them, and so is the place of a manager."""
        moving = {
            before
            for person in self.revised
            if (before := names_before.get(person.user_name)) not in (None, person.id)
        }
        if moving:
            await people.give_up_names([one for one in moving if one is not None])
        await people.save_all(self.revised)
        await people.add_all(self.created)
        if many:
            await self.tx.plan_anew()
        await relationships.save_all(self.ended)
        await relationships.add_all(self.begun)
        await self.departures.end_relations(self.tx)
        self.tx.concern(*(person.id for person in (*self.created, *self.revised)))


def _leading(known: Mapping[str, Person], name: str | None) -> UUID | None:
    """Who left leads nobody, as long as the HRIS may go on to name them."""
    manager = known[name] if name is not None else None
    return None if manager is None or manager.status == PersonStatus.LEFT else manager.id


class _Ties:
    """Who has which manager now, and from which later day on another one is known."""

    def __init__(self, tx: Transaction) -> None:
        self.today = tx.now.date()
        self.now: dict[UUID, Relationship] = {}
        self.later: dict[UUID, Any] = {}
        self.above: dict[Hashable, Hashable] = {}
        self._all: list[Relationship] = []

    def know(self, ties: Iterable[Relationship]) -> None:
        self._all = list(ties)
        for tie in self._all:
            if tie.starts_on <= self.today:
                self.now[tie.person_id] = tie
                self.above[tie.person_id] = tie.related_id
            else:
                known = self.later.get(tie.person_id, tie.starts_on)
                self.later[tie.person_id] = min(known, tie.starts_on)

    def outlooks(self) -> Iterator[Outlook]:
        """The later days on which somebody gets another manager, one after the other."""
        for day in sorted({tie.starts_on for tie in self._all if tie.starts_on > self.today}):
            above: dict[Hashable, Hashable] = {
                tie.person_id: tie.related_id for tie in self._all if tie.holds_on(day)
            }
            yield Outlook(above, {id for id, later in self.later.items() if later <= day})


def _names(rows: Iterable[Row]) -> tuple[set[str], set[str]]:
    """The external ids and the user names that a batch mentions."""
    records = [row.record for row in rows if row.record is not None]
    managers = {record.manager_external_id for record in records}
    external_ids = {record.external_id for record in records}
    return external_ids | {m for m in managers if m}, {record.user_name for record in records}


async def _in_turns(rows: Iterable[T]) -> AsyncIterator[T]:
    for nth, row in enumerate(rows, 1):
        yield row
        if nth % AT_ONCE == 0:
            await asyncio.sleep(0)


def _refuse_all(rows: Iterable[Row]) -> None:
    refused = [row.refusal for row in rows if row.refusal is not None]
    if refused:
        raise Invalid(*(fault for refusal in refused for fault in refusal.faults))


def _report(rows: Sequence[Row]) -> BatchReport:
    counts = {status: sum(row.status is status for row in rows) for status in BatchStatus}
    return BatchReport(
        created=counts[BatchStatus.CREATED],
        updated=counts[BatchStatus.UPDATED],
        unchanged=counts[BatchStatus.UNCHANGED],
        refused=counts[BatchStatus.REFUSED],
        items=tuple(row.told() for row in rows),
    )
