"""What you can do with deadlines."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.domain.actor import Scope
from app.domain.entity import new_id
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import (
    AgreeToDeadline,
    DeadlinesMoved,
    MoveDeadline,
    MoveDeadlines,
)
from app.domain.plans.commands.deadlines import MOST_MOVED, DeadlineLeft, DeadlineMoved, WhyLeft
from app.domain.plans.errors import (
    DeadlineAgreed,
    DeadlineMovedSince,
    DeadlineUnchanged,
    MilestoneNotOpen,
    PlanClosed,
)
from app.domain.plans.models import DeadlineChange, Milestone
from app.domain.plans.repository import deadlines as rows
from app.domain.plans.repository.deadlines import DeadlineChanges, Deadlines
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.views import DeadlineChangeView, MilestoneView
from app.domain.policy import Me
from app.domain.statement import One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query
from app.domain.values import EARLIEST, LATEST
from app.domain.workdays import Workdays


@query(Scope.PLANS_READ, DeadlineChangeView)
def get_deadline_change(_me: Me, deadline_change_id: UUID) -> One:
    """Read how a deadline was moved once."""
    return rows.deadline_change(deadline_change_id)


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(NotFound, Forbidden, MilestoneNotOpen, PlanClosed, DeadlineUnchanged),
    versioned=True,
)
async def move_deadline(tx: Transaction, milestone_id: UUID, command: MoveDeadline) -> Milestone:
    """Move the deadline of a milestone, and say why. Whoever may change it may.

    It holds at once. Who else has a part in it can agree to it, which is kept with it, as is the
    deadline that there was first. That it is due soon, or missed, is told anew.
    """
    milestone, row = await Milestones(tx).get_beside(
        milestone_id, rows.calendar, may=policy.may_change, lock=True
    )
    was = milestone.due_on
    tx.record(*milestone.move(command.due_on, rows.workdays(row)))
    DeadlineChanges(tx).add(
        DeadlineChange(**_change(tx, milestone, was, command.reason, command.support_offered))
    )
    return milestone


@action(
    Scope.PLANS_WRITE,
    DeadlineChangeView,
    raises=(NotFound, Forbidden, MilestoneNotOpen, PlanClosed, DeadlineMovedSince, DeadlineAgreed),
)
async def agree_to_deadline(
    tx: Transaction, deadline_change_id: UUID, command: AgreeToDeadline
) -> DeadlineChange:
    """Agree to a deadline that somebody else moved, and say what you offer to get there.

    The person agrees to what their manager or the owner moved; their manager, to what the person
    or the owner moved. Only the newest change of a deadline can be agreed to.
    """
    change = await DeadlineChanges(tx).get(
        deadline_change_id, may=policy.may_agree_to_deadline, lock=True
    )
    milestone, row = await Milestones(tx).get_beside(change.milestone_id, rows.newest, lock=True)
    milestone.check_open()
    if row["newest_id"] != change.id:
        raise DeadlineMovedSince
    change.agree(tx.actor.id, tx.now, command.support_offered)
    tx.record(milestone.deadline_agreed())
    return change


@action(Scope.PLANS_WRITE, DeadlinesMoved)
async def move_deadlines(tx: Transaction, command: MoveDeadlines) -> DeadlinesMoved:
    """Move the deadlines of a whole team, say after a reorganisation: up to 1,000 at once.

    Each is moved by the same number of days, or of working days. Only what is open and what you
    may change is moved; the answer says what is left, and why. With `dryRun` it says what would
    happen, and nothing does.
    """
    workdays = await rows.working_days(tx)
    deadlines = Deadlines(tx)
    found = await deadlines.chosen(command, MOST_MOVED + 1)
    more, found = len(found) > MOST_MOVED, found[:MOST_MOVED]
    tx.concern(*(milestone.person_id for milestone, _ in found))
    left = _missing(command, [milestone for milestone, _ in found])
    items, moved, history = [], [], []
    for milestone, allowed in found:
        to = _target(command, milestone.due_on, workdays)
        why = _why_not(milestone, to, allowed=allowed)
        if why is not None:
            left.append(DeadlineLeft(milestone_id=milestone.id, why=why))
            continue
        was = milestone.due_on
        items.append(DeadlineMoved(milestone_id=milestone.id, from_on=was, to_on=to))
        if not command.dry_run:
            tx.record(*milestone.move(to, workdays))
            moved.append(milestone)
            history.append(_change(tx, milestone, was, command.reason, command.support_offered))
    await deadlines.save_all(moved)
    changes = DeadlineChanges(tx)
    await changes.add_all(changes.new(one) for one in history)
    return DeadlinesMoved(
        dry_run=command.dry_run, moved=len(items), items=tuple(items), left=tuple(left), more=more
    )


def _change(
    tx: Transaction, milestone: Milestone, was: date, reason: str, support_offered: str | None
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "created_at": tx.now,
        "milestone_id": milestone.id,
        "person_id": milestone.person_id,
        "from_on": was,
        "to_on": milestone.due_on,
        "reason": reason,
        "support_offered": support_offered,
        "moved_by_id": tx.actor.id,
    }


def _target(command: MoveDeadlines, day: date, workdays: Workdays) -> date:
    if command.by_working_days is not None:
        return workdays.moved(day, command.by_working_days)
    return day + timedelta(days=command.by_days or 0)


def _why_not(milestone: Milestone, to: date, *, allowed: bool) -> WhyLeft | None:
    if not allowed:
        return WhyLeft.NOT_YOURS
    if not milestone.is_open:
        return WhyLeft.NOT_OPEN
    return None if EARLIEST <= to <= LATEST else WhyLeft.OUT_OF_RANGE


def _missing(command: MoveDeadlines, found: list[Milestone]) -> list[DeadlineLeft]:
    """What was named and is not there. One that the days leave out is not missed."""
    if command.due_from is not None or command.due_before is not None:
        return []
    known = {milestone.id for milestone in found}
    wanted = dict.fromkeys(command.milestone_ids or ())
    return [
        DeadlineLeft(milestone_id=id, why=WhyLeft.NOT_FOUND) for id in wanted if id not in known
    ]
