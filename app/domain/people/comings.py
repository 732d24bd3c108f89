"""Who comes, goes on leave, leaves and comes back: what follows from it, for many at once."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.people.models import Person, PersonStatus
from app.domain.people.repository import Relationships
from app.domain.transaction import Transaction


async def revise_people(
    tx: Transaction, changes: Iterable[tuple[Person, Mapping[str, Any]]]
) -> set[UUID]:
    """Take over what the HRIS says of people, and tell it; answers whose records changed by it.

    The fields are those of `Person`, its `status` among them; a day of leaving or of return
    may come with it. Whoever leaves by it has no relations any more, in either direction:
    those that hold end on that day, those that would begin later never were. Who comes back
    gets none of them back. However many people it is, that takes one query. Whoever calls
    this has the people locked, and the tree (`Relationships.lock_tree`) before them.
    """
    today = tx.now.date()
    changed: set[UUID] = set()
    gone: dict[UUID, date] = {}
    for person, fields in changes:
        was = person.status
        events = person.revise(fields, today)
        tx.record(*events)
        if events:
            changed.add(person.id)
        if person.status == PersonStatus.LEFT and was != PersonStatus.LEFT:
            gone[person.id] = person.left_on or today
    if gone:
        await _end_relations(tx, gone)
    return changed


async def _end_relations(tx: Transaction, gone: Mapping[UUID, date]) -> None:
    for tie in await Relationships(tx).not_over(gone):
        sides = (tie.person_id, tie.related_id)
        tx.record(*tie.end(min(gone[id] for id in sides if id in gone)))
        tx.concern(*sides)
