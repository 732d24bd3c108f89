"""How relations begin: whom they replace, and what they cannot stand beside."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.domain.errors import Conflict, DomainError, Fault
from app.domain.people.commands import (
    Moved,
    MoveOutcome,
    Reorganisation,
    Reorganise,
    StartRelationship,
)
from app.domain.people.errors import (
    ManagersOverlap,
    MovedTwice,
    PeopleUnknown,
    PersonGone,
    RelatedToThemselves,
    RelationshipsOverlap,
)
from app.domain.people.models import Person, Relationship
from app.domain.people.repository import People, Relationships
from app.domain.people.states import PersonStatus, RelationshipKind
from app.domain.transaction import Transaction


async def start(tx: Transaction, command: StartRelationship) -> Relationship:
    """A new manager replaces the one there is on that day; nothing else gives way."""
    ties = Relationships(tx)
    await ties.check_may(command.person_id, command.kind)
    today = tx.now.date()
    wanted = command.model_dump() | {"starts_on": command.starts_on or today}
    tie = Relationship(**wanted)
    tie.check_whole()
    await ties.lock_tree()
    await _refuse_strangers(tx, tie)
    beside = await ties.overlapping(tie)
    replaced = [one for one in beside if _gives_way(one, tie, today)]
    in_the_way = [one for one in beside if one not in replaced]
    if in_the_way:
        raise _overlap(tie.kind)(*(_names(one, "/startsOn") for one in in_the_way))
    for one in replaced:
        tx.record(*one.end(tie.starts_on))
    await tx.flush()
    ties.add(tie)
    tx.record(*tie.started())
    tx.concern(tie.person_id, tie.related_id)
    return tie


def _gives_way(other: Relationship, tie: Relationship, today: date) -> bool:
    """It holds when the new one begins, and is not a thing of the past."""
    return (
        tie.kind is RelationshipKind.MANAGER
        and other.related_id != tie.related_id
        and other.holds_on(tie.starts_on)
        and not other.is_over(today)
    )


async def _refuse_strangers(tx: Transaction, tie: Relationship) -> None:
    known = {one.id: one for one in await People(tx).known([tie.person_id, tie.related_id])}
    sides = {"/personId": tie.person_id, "/relatedId": tie.related_id}
    _refuse(PeopleUnknown, (at for at, id in sides.items() if id not in known))
    _refuse(PersonGone, (at for at, id in sides.items() if _is_gone(known[id], tie.ends_on)))


def _is_gone(person: Person, by: date | None) -> bool:
    """Who left may still get a relation that was over by then."""
    if person.status != PersonStatus.LEFT:
        return False
    return by is None or person.left_on is None or by > person.left_on


@dataclass(slots=True)
class _Step:
    """One move, with the people that it names and the relations that are there."""

    index: int
    person: Person
    manager: Person | None
    kind: RelationshipKind
    there: list[Relationship] = field(default_factory=list)

    @property
    def kept(self) -> Relationship | None:
        wanted = self.manager.id if self.manager else None
        return next((t for t in self.there if t.related_id == wanted and t.ends_on is None), None)

    @property
    def ending(self) -> list[Relationship]:
        return [tie for tie in self.there if tie is not self.kept]

    @property
    def beginning(self) -> Person | None:
        return self.manager if self.kept is None else None

    @property
    def outcome(self) -> MoveOutcome:
        if self.beginning is None:
            return MoveOutcome.ENDED if self.ending else MoveOutcome.UNCHANGED
        return MoveOutcome.REPLACED if self.ending else MoveOutcome.STARTED


async def reorganise(tx: Transaction, command: Reorganise) -> Reorganisation:
    """All moves are put in before anybody is followed upwards: what ends is written first, so
    that no circle is seen that only the order of the moves would make.
    """
    ties = Relationships(tx)
    await ties.lock_tree()
    steps = await _read(tx, command)
    await _look_up(tx, command, steps)
    if command.dry_run:
        async with ties.rehearsal():
            await _move(tx, command.starts_on, steps, told=False)
    else:
        await _move(tx, command.starts_on, steps, told=True)
    tx.concern(*(step.person.id for step in steps))
    return _report(command, steps)


async def _read(tx: Transaction, command: Reorganise) -> list[_Step]:
    named = {name for move in command.moves for name in (move.person, move.manager) if name}
    ids = {name for name in named if isinstance(name, UUID)}
    found = await People(tx).known(ids, {name for name in named if isinstance(name, str)})
    known: dict[UUID | str, Person] = {one.id: one for one in found}
    known |= {one.external_id: one for one in found}
    _refuse(
        PeopleUnknown,
        (
            f"/moves/{index}/{side}"
            for index, move in enumerate(command.moves)
            for side, name in (("person", move.person), ("manager", move.manager))
            if name is not None and name not in known
        ),
    )
    steps = [
        _Step(i, known[move.person], known[move.manager] if move.manager else None, move.kind)
        for i, move in enumerate(command.moves)
    ]
    _refuse(MovedTwice, (f"/moves/{step.index}" for step in _repeated(steps)))
    _refuse(
        RelatedToThemselves, (f"/moves/{one.index}" for one in steps if one.manager is one.person)
    )
    _refuse(
        PersonGone,
        (
            f"/moves/{step.index}"
            for step in steps
            if step.manager and any(_is_gone(one, None) for one in (step.person, step.manager))
        ),
    )
    return steps


def _repeated(steps: Sequence[_Step]) -> list[_Step]:
    first: dict[tuple[UUID, RelationshipKind], int] = {}
    return [
        step
        for step in steps
        if first.setdefault((step.person.id, step.kind), step.index) != step.index
    ]


async def _look_up(tx: Transaction, command: Reorganise, steps: Sequence[_Step]) -> None:
    """What is there on that day; what begins later, or is over already, is in the way."""
    found = defaultdict(list)
    people, kinds = {step.person.id for step in steps}, {step.kind for step in steps}
    for tie in await Relationships(tx).since(people, kinds, command.starts_on):
        found[tie.person_id, tie.kind].append(tie)
    in_the_way: dict[type[Conflict], list[Fault]] = defaultdict(list)
    for step in steps:
        for tie in found[step.person.id, step.kind]:
            if tie.holds_on(command.starts_on) and not tie.is_over(tx.now.date()):
                step.there.append(tie)
            else:
                in_the_way[_overlap(step.kind)].append(_names(tie, f"/moves/{step.index}"))
    for kind, faults in in_the_way.items():
        raise kind(*faults)


async def _move(tx: Transaction, day: date, steps: Sequence[_Step], *, told: bool) -> None:
    events = [event for step in steps for tie in step.ending for event in tie.end(day)]
    await tx.flush()
    ties = Relationships(tx)
    for step in steps:
        if step.beginning is not None:
            tie = Relationship(
                person_id=step.person.id,
                related_id=step.beginning.id,
                kind=step.kind,
                starts_on=day,
            )
            ties.add(tie)
            events += tie.started()
    await tx.flush()
    if told:
        tx.record(*events)


def _report(command: Reorganise, steps: Sequence[_Step]) -> Reorganisation:
    moves = tuple(
        Moved(
            index=step.index,
            outcome=step.outcome,
            person_id=step.person.id,
            kind=step.kind,
            former_id=next((tie.related_id for tie in step.there), None),
            manager_id=step.manager.id if step.manager else None,
        )
        for step in steps
    )
    unchanged = sum(move.outcome is MoveOutcome.UNCHANGED for move in moves)
    return Reorganisation(
        starts_on=command.starts_on,
        dry_run=command.dry_run,
        changed=len(moves) - unchanged,
        unchanged=unchanged,
        moves=moves,
    )


def _overlap(kind: RelationshipKind) -> type[Conflict]:
    return ManagersOverlap if kind is RelationshipKind.MANAGER else RelationshipsOverlap


def _names(tie: Relationship, pointer: str) -> Fault:
    until = f"until {tie.ends_on}" if tie.ends_on else "without an end"
    return Fault(pointer, f"overlaps relationship {tie.id}, from {tie.starts_on} {until}")


def _refuse(kind: type[DomainError], pointers: Iterable[str]) -> None:
    faults = [Fault(pointer, kind.explanation()) for pointer in pointers]
    if faults:
        raise kind(*faults)
