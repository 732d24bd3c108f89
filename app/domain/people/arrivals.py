"""Which items of a batch hold together: no name twice, no manager unknown, nobody above themselves.

An item that is refused can take others with it: who reports to somebody who does not come, or
wants the name of somebody who then keeps it. Nothing here knows the database.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from app.domain.errors import DomainError, Fault, Invalid
from app.domain.people.commands import BatchFault, BatchItem, BatchStatus, PersonRecord, Sent
from app.domain.people.errors import (
    ExternalIdTaken,
    ManagerUnknown,
    ReportsToThemselves,
    TooManyLevels,
    UserNameTaken,
)
from app.domain.people.models import Person
from app.domain.people.ties import MOST_LEVELS
from app.domain.shape import faults, pointer


@dataclass(slots=True, eq=False)
class Row:
    """One item on its way in."""

    index: int
    place: tuple[str | int, ...] = ()
    line: int | None = None
    record: PersonRecord | None = None
    person: Person | None = None
    status: BatchStatus = BatchStatus.UNCHANGED
    refusal: DomainError | None = None

    @classmethod
    def of(cls, index: int, item: Any) -> "Row":
        """An item of a batch, which may have stood in a file."""
        row = cls(index, ("items", index))
        if not isinstance(item, Sent):
            row.read(item)
            return row
        row.line = item.line
        if item.unreadable is None:
            row.read(item.item)
        else:
            row.refuse(Invalid(Fault(row.at(), item.unreadable, row.line)))
        return row

    def read(self, item: Any) -> None:
        try:
            self.record = PersonRecord.model_validate(item)
        except ValidationError as error:
            found = faults(error, *self.place)
            self.refuse(Invalid(*(Fault(f.pointer, f.detail, self.line) for f in found)))

    @property
    def stands(self) -> bool:
        return self.refusal is None

    def at(self, *name: str) -> str:
        return pointer((*self.place, *name))

    def refuse(self, refusal: DomainError) -> None:
        self.status, self.refusal = BatchStatus.REFUSED, refusal

    def refuse_field(self, name: str, why: type[DomainError], detail: str | None = None) -> None:
        self.refuse(why(Fault(self.at(name), detail or why.explanation(), self.line)))

    def told(self) -> BatchItem:
        refusal = self.refusal
        return BatchItem(
            index=self.index,
            line=self.line,
            status=self.status,
            external_id=self.record.external_id if self.record else None,
            id=self.person.id if self.person else None,
            code=refusal.code if refusal else None,
            errors=tuple(
                BatchFault(pointer=fault.pointer, detail=fault.detail)
                for fault in (refusal.faults if refusal else ())
            ),
        )


def refuse_repeated(rows: Iterable[Row]) -> dict[str, Row]:
    """Refuse who stands there a second time. All others, by external id."""
    found: dict[str, Row] = {}
    for row in rows:
        if row.record is not None and found.setdefault(row.record.external_id, row) is not row:
            row.refuse_field("externalId", ExternalIdTaken, "stands twice in this request")
    return found


@dataclass(frozen=True, slots=True)
class Outlook:
    """A later day: who leads whom then by what is known already, and who has by then another
    manager than a batch of today gives them.
    """

    above: Mapping[Hashable, Hashable]
    settled: Collection[Hashable]


class Arrivals:
    """The rows of a batch by external id, against the people who are known already.

    `above` says who leads whom today, by id, for everybody who is known and named here, and
    for those above them; `later` says it of the days on which that is going to change.
    """

    def __init__(
        self,
        rows: Mapping[str, Row],
        known: Iterable[Person],
        above: Mapping[Hashable, Hashable],
        later: Sequence[Outlook] = (),
    ) -> None:
        self.rows = rows
        self.known = {person.external_id: person for person in known}
        self.above = above
        self.later = later
        self._refused: list[Row] = []
        self._after_name: dict[str, list[Row]] = {}
        self._after_manager: dict[str, list[Row]] = {}

    def refuse_what_is_clear(self) -> None:
        """Names that are taken, managers whom nobody knows, and who goes with those."""
        self._refuse_taken_names()
        for row, record in self._standing():
            manager = record.manager_external_id
            if manager is None or manager in self.known:
                continue
            self._after_manager.setdefault(manager, []).append(row)
            if manager not in self.rows or not self.rows[manager].stands:
                self._refuse(row, "managerExternalId", ManagerUnknown)
        self._refuse_who_goes_with_them()

    def refuse_circles(self) -> bool:
        """Refuse who would be above themselves, or below more than are followed upwards; whether
        there was anybody.

        A reorganisation may turn the tree upside down, so all wishes are put in before anybody
        is followed upwards. Whoever is refused keeps the manager they have, which may close
        another circle: to be asked again until there is none.
        """
        rows = {self._node(record.external_id): row for row, record in self._naming()}
        wishes = {node: self._wish(row) for node, row in rows.items()}
        changes = {node: to for node, to in wishes.items() if to != self.above.get(node)}
        found = self._found({**self.above, **wishes}, wishes, changes)
        for day in self.later:
            new = {node: to for node, to in changes.items() if node not in day.settled}
            found = self._found({**day.above, **new}, new, new) | found
        refused = [(rows[node], why) for node, why in found.items() if node in rows]
        for row, why in refused:
            self._refuse(row, "managerExternalId", why)
        self._refuse_who_goes_with_them()
        return bool(refused)

    def _found(
        self,
        above: Mapping[Hashable, Hashable],
        wishes: Collection[Hashable],
        changes: Collection[Hashable],
    ) -> dict[Hashable, type[DomainError]]:
        """Who cannot have the manager they would have on a day, and why."""
        circling = _on_circles(above, wishes)
        if circling:
            return dict.fromkeys(circling, ReportsToThemselves)
        return dict.fromkeys(_too_deep(above, changes), TooManyLevels)

    def _wish(self, row: Row) -> Hashable:
        manager = row.record.manager_external_id if row.record else None
        return self._node(manager) if manager is not None else None

    def _standing(self) -> Iterable[tuple[Row, PersonRecord]]:
        return ((row, row.record) for row in self.rows.values() if row.record and row.stands)

    def _naming(self) -> Iterable[tuple[Row, PersonRecord]]:
        """Who names a manager, or that there is none."""
        return ((row, record) for row, record in self._standing() if record.names_manager)

    def _node(self, external_id: str) -> Hashable:
        """Who is known has an id; who is new is known by the HRIS's."""
        person = self.known.get(external_id)
        return external_id if person is None else person.id

    def _refuse_taken_names(self) -> None:
        """Whoever has a name keeps it, unless they get another one here; then the first gets it."""
        holders = {person.user_name: person.external_id for person in self.known.values()}
        taken = dict(holders)
        for holder in holders.values():
            row = self.rows.get(holder)
            if row is None or row.record is None or not row.stands:
                continue
            name = self.known[holder].user_name
            if row.record.user_name != name:
                del taken[name]
        for row, record in self._standing():
            if taken.setdefault(record.user_name, record.external_id) != record.external_id:
                self._refuse(row, "userName", UserNameTaken)
                continue
            holder_before = holders.get(record.user_name, record.external_id)
            if holder_before != record.external_id:
                self._after_name.setdefault(holder_before, []).append(row)

    def _refuse(self, row: Row, name: str, why: type[DomainError]) -> None:
        row.refuse_field(name, why)
        self._refused.append(row)

    def _refuse_who_goes_with_them(self) -> None:
        while self._refused:
            record = self._refused.pop().record
            if record is None:
                continue
            for row in self._after_name.get(record.external_id, ()):
                if row.stands:
                    self._refuse(row, "userName", UserNameTaken)
            for row in self._after_manager.get(record.external_id, ()):
                if row.stands:
                    self._refuse(row, "managerExternalId", ManagerUnknown)


def _on_circles(above: Mapping[Hashable, Hashable], starts: Collection[Hashable]) -> list[Hashable]:
    """Everybody who is met again when followed upwards. Each step is taken once."""
    walked: dict[Hashable, int] = {}
    found: list[Hashable] = []
    for walk, start in enumerate(starts):
        node: Hashable | None = start
        while node is not None and node not in walked:
            walked[node] = walk
            node = above.get(node)
        if node is None or walked[node] != walk:
            continue
        first = node
        while True:
            found.append(node)
            node = above[node]
            if node == first:
                break
    return found


def _too_deep(above: Mapping[Hashable, Hashable], starts: Iterable[Hashable]) -> list[Hashable]:
    """Everybody with too many above them, where there is no circle. Each step is taken once."""
    levels: dict[Hashable, int] = {}
    found: list[Hashable] = []
    for start in starts:
        way: list[Hashable] = []
        node: Hashable | None = start
        while node is not None and node not in levels:
            way.append(node)
            node = above.get(node)
        level = levels[node] if node is not None else -1
        for one in reversed(way):
            level += 1
            levels[one] = level
        if levels[start] >= MOST_LEVELS:
            found.append(start)
    return found
