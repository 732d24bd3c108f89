"""How the milestones of somebody who leaves or is away are handed on, all at once."""

from collections.abc import Mapping
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Fault, Forbidden, NotFound
from app.domain.event import Event
from app.domain.plans.commands import (
    ReassignedMilestone,
    Reassignment,
    ReassignMilestones,
    ReassignOutcome,
    Unchanged,
)
from app.domain.plans.errors import (
    NothingToReassign,
    OwnerGone,
    OwnerUnknown,
    ReassignedTwice,
)
from app.domain.plans.models import Milestone, OwnerChange, OwnerChangeStatus, OwnerStatus
from app.domain.plans.repository.owners import MOST, OwnedMilestones, OwnerChanges
from app.domain.plans.service.owners import check_can_own, history
from app.domain.transaction import Transaction
from app.domain.use_case import action


@action(
    Scope.PLANS_WRITE,
    Reassignment,
    raises=(NotFound, Forbidden, NothingToReassign, ReassignedTwice, OwnerUnknown, OwnerGone),
)
async def reassign_milestones(
    tx: Transaction, person_id: UUID, command: ReassignMilestones
) -> Reassignment:
    """Offer the open milestones of somebody who leaves or is away to others: up to 1000 at once.

    Of all that they own, those are taken that you may hand on: of your own plans, of those who
    report to you, and, if it is yourself who leaves, what you took on. Each is answered for
    itself. Whose owner has left has the new one at once, who is asked; otherwise the owner
    stays until the other accepts. `dryRun` says what would change, and changes nothing.
    """
    if tx.me.is_client:
        raise Forbidden
    changes, milestones = OwnerChanges(tx), OwnedMilestones(tx)
    wanted = _wanted(command)
    people = {person_id, *wanted.values(), *([command.to_id] if command.to_id else [])}
    left = await changes.standings(people)
    if person_id not in left:
        raise NotFound
    _check_owners(command, left)
    found = await milestones.to_hand_on(person_id, wanted if command.to_id is None else None)
    if not found:
        raise NothingToReassign
    handed = found[:MOST]
    if command.to_id is not None:
        wanted = {one.id: command.to_id for one in handed}
    asked = [one.id for one in handed if one.offered_to is not None]
    done, events, kept = [], [], []
    for one in handed:
        to, told = wanted[one.id], list[Event]()
        if not one.is_with(to):
            told = one.offer(to, tx.actor.id, owner_left=left[person_id])
        done.append(_answer(one, to, told))
        events += told
        if told:
            kept.append(changes.new(history(tx, one, person_id, command.reason)))
    if not command.dry_run:
        await _write(tx, handed, kept, asked)
        tx.record(*events)
        tx.concern(*(one.person_id for one in handed))
    unknown = wanted.keys() - {one.id for one in handed}
    done += [
        ReassignedMilestone(
            milestone_id=id,
            owner_id=wanted[id],
            outcome=ReassignOutcome.UNCHANGED,
            why=Unchanged.NOT_FOUND,
        )
        for id in sorted(unknown)
    ]
    return Reassignment(
        dry_run=command.dry_run,
        offered=len(kept),
        unchanged=len(done) - len(kept),
        has_more=len(found) > MOST,
        milestones=tuple(done),
    )


def _wanted(command: ReassignMilestones) -> dict[UUID, UUID]:
    wanted: dict[UUID, UUID] = {}
    for index, one in enumerate(command.milestones or ()):
        if one.milestone_id in wanted:
            fault = Fault(f"/milestones/{index}/milestoneId", ReassignedTwice.explanation())
            raise ReassignedTwice(fault)
        wanted[one.milestone_id] = one.owner_id
    return wanted


def _check_owners(command: ReassignMilestones, left: Mapping[UUID, bool]) -> None:
    if command.to_id is not None:
        check_can_own(command.to_id, left, "/toId")
    for index, one in enumerate(command.milestones or ()):
        check_can_own(one.owner_id, left, f"/milestones/{index}/ownerId")


def _answer(milestone: Milestone, to: UUID, told: list[Event]) -> ReassignedMilestone:
    took_it_on = milestone.owner_id == to and milestone.owner_status is OwnerStatus.ACCEPTED
    outcome = ReassignOutcome.TAKEN_ON if took_it_on else ReassignOutcome.OFFERED
    return ReassignedMilestone(
        milestone_id=milestone.id,
        owner_id=to,
        outcome=outcome if told else ReassignOutcome.UNCHANGED,
        why=None if told else Unchanged.OWNER_ALREADY,
    )


async def _write(
    tx: Transaction, milestones: list[Milestone], kept: list[OwnerChange], asked: list[UUID]
) -> None:
    """As many statements for one milestone as for a thousand."""
    changes = OwnerChanges(tx)
    offered = {one.milestone_id for one in kept}
    replaced = [id for id in asked if id in offered]
    if replaced:
        await changes.decide(replaced, OwnerChangeStatus.WITHDRAWN)
    await OwnedMilestones(tx).save_all(milestones)
    await changes.add_all(kept)
