"""Who comes, goes on leave, leaves and comes back: what follows from it, for many at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.people.models import Person
from app.domain.people.repository import Relationships
from app.domain.people.states import PersonStatus
from app.domain.transaction import Transaction


@dataclass(slots=True)
class Departures:
    """Who leaves by what the HRIS says now, and from which day on they are gone."""

    gone: dict[UUID, date] = field(default_factory=dict)

    def see(self, person: Person, was: PersonStatus, today: date) -> None:
        """Remember somebody if what the HRIS says now is that they left."""
        if person.status == PersonStatus.LEFT and was != PersonStatus.LEFT:
            self.gone[person.id] = person.left_on or today

    async def end_relations(self, tx: Transaction) -> None:
        """Whoever leaves has no relations any more, in either direction: those that hold end on
        that day, those that would begin later never were. However many leave, it is one query.
        """
        if not self.gone:
            return
        for tie in await Relationships(tx).not_over(self.gone):
            sides = (tie.person_id, tie.related_id)
            tx.record(*tie.end(min(self.gone[id] for id in sides if id in self.gone)))
            tx.concern(*sides)


async def revise_people(
    tx: Transaction, changes: Iterable[tuple[Person, Mapping[str, Any]]]
) -> set[UUID]:
    """Take over what the HRIS says of people, and tell it; answers whose records changed by it.

    The fields are those of `Person`, its `status` among them; a day of leaving or of return
    may come with it. Who comes back gets no relation back. Whoever calls this has the people
    locked, and the tree (`Relationships.lock_tree`) before them.
    """
    departures = Departures()
    changed: set[UUID] = set()
    for person, fields in changes:
        was = person.status
        events = person.revise(fields, tx.now.date())
        tx.record(*events)
        departures.see(person, was, tx.now.date())
        if events:
            changed.add(person.id)
    await departures.end_relations(tx)
    return changed
