"""What you can do with what milestones wait for."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Fault, Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import AddDependency
from app.domain.plans.errors import (
    DependsElsewhere,
    DependsInCircle,
    DependsOnItself,
    MilestoneNotOpen,
    PlanClosed,
)
from app.domain.plans.models import Milestone, MilestoneDependency, way
from app.domain.plans.repository import dependencies as rows
from app.domain.plans.repository.dependencies import Dependencies, PlansOfMilestones
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.views import MilestoneView, SequencedMilestoneView
from app.domain.policy import Me
from app.domain.statement import Many
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, SequencedMilestoneView)
def list_plan_sequence(me: Me, plan_id: UUID) -> Many:
    """List the milestones of a plan in the order in which they can be done.

    Those of wave 1 wait for nothing; every other is one wave after the last of those that it
    depends on. Within a wave, the earliest deadline is first. What you may not see has no place.
    """
    return rows.sequence(me, plan_id)


@action(
    Scope.PLANS_WRITE,
    MilestoneView,
    raises=(
        NotFound,
        Forbidden,
        PlanClosed,
        MilestoneNotOpen,
        DependsOnItself,
        DependsElsewhere,
        DependsInCircle,
    ),
)
async def add_dependency(tx: Transaction, milestone_id: UUID, command: AddDependency) -> Milestone:
    """Say that a milestone comes after another one of the same plan.

    It can be started all the same: `waitsOn` says what is still open. One that is there already
    is no change.
    """
    if command.depends_on_id == milestone_id:
        await Milestones(tx).get(milestone_id, may=policy.may_change)
        raise DependsOnItself
    milestone = await _of_locked_plan(tx, milestone_id)
    found = await Dependencies(tx).of_plan(milestone.plan_id, command.depends_on_id)
    seen = {row["depends_on_id"]: row["seen"] for row in found}
    other = next((row for row in found if row["milestone_id"] is None and row["seen"]), None)
    if other is None:
        raise DependsElsewhere
    edges = [
        (row["milestone_id"], row["depends_on_id"])
        for row in found
        if row["milestone_id"] is not None
    ]
    if (milestone_id, command.depends_on_id) in edges:
        return milestone
    if circle := way(edges, command.depends_on_id, milestone_id):
        path = [str(one) for one in circle if seen.get(one, True)]
        fault = Fault("/dependsOnId", f"each waits for the next: {', '.join(path)}")
        raise DependsInCircle(fault, path=path)
    Dependencies(tx).add(
        MilestoneDependency(
            plan_id=milestone.plan_id,
            milestone_id=milestone_id,
            depends_on_id=command.depends_on_id,
        )
    )
    tx.record(*milestone.waits_for(command.depends_on_id, private=other["is_private"]))
    return milestone


@action(
    Scope.PLANS_WRITE, MilestoneView, raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen)
)
async def remove_dependency(tx: Transaction, milestone_id: UUID, depends_on_id: UUID) -> Milestone:
    """Say that a milestone does not come after another one any more."""
    milestone = await _of_locked_plan(tx, milestone_id)
    found = await Dependencies(tx).between(milestone_id, depends_on_id)
    if found is None:
        raise NotFound(kind="MilestoneDependency", id=str(depends_on_id))
    edge, is_private = found
    await Dependencies(tx).remove(edge)
    tx.record(*milestone.waits_no_more_for(depends_on_id, private=is_private))
    return milestone


async def _of_locked_plan(tx: Transaction, milestone_id: UUID) -> Milestone:
    """Whoever adds the next dependency waits for the plan, and then sees this one: two cannot make
    a circle. Nor can the plan end meanwhile.
    """
    known = await Milestones(tx).get(milestone_id, may=policy.may_change)
    plan = await PlansOfMilestones(tx).get(known.plan_id, lock=True)
    plan.check_open()
    milestone = await Milestones(tx).get(milestone_id)
    milestone.check_open()
    return milestone
