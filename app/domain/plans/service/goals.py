"""What you can do with goals."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import DomainError, Fault, Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import (
    AddGoal,
    AdjustGoal,
    AlignGoal,
    ChangeGoal,
    GoalFilters,
    GoalGap,
    ReleaseGoal,
    SetGoalCompetencies,
)
from app.domain.plans.errors import (
    CompetencyTwice,
    CompetencyUnknown,
    GoalAligned,
    GoalNotAligned,
    GoalNotOpen,
    GoalNotPlanned,
    GoalOfSomebodyElse,
    GoalStillOpen,
    LevelUnknown,
    ObjectiveUnknown,
    PlanClosed,
    ReflectionUnknown,
)
from app.domain.plans.lifecycle import GOAL
from app.domain.plans.models import Goal, GoalCompetency, GoalObjective
from app.domain.plans.repository import goals as rows
from app.domain.plans.repository.goals import Goals
from app.domain.plans.repository.links import GoalCompetencies, GoalObjectives
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.repository.plans import Plans
from app.domain.plans.views import GoalView
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, GoalView)
def get_goal(_me: Me, goal_id: UUID) -> One:
    """Read one goal."""
    return rows.goal(goal_id)


@query(Scope.PLANS_READ, GoalView)
def list_goals(me: Me, filters: GoalFilters) -> Many:
    """List the goals you may see, the oldest first. A private one only its person sees."""
    return rows.goals(me, filters)


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalOfSomebodyElse, ReflectionUnknown),
    creates=True,
)
async def add_goal(tx: Transaction, plan_id: UUID, command: AddGoal) -> Goal:
    """Add a goal to a plan.

    A person can keep a goal of their own private, and can say which of their reflections it grew
    from: nobody else learns either.
    """
    plan = await Plans(tx).get(plan_id, may=policy.may_shape, lock=True)
    plan.check_open()
    goal = Goal(plan_id=plan.id, person_id=plan.person_id, **command.model_dump())
    if tx.actor.id != goal.person_id:
        if goal.is_private:
            raise GoalOfSomebodyElse(Fault("/isPrivate", GoalOfSomebodyElse.explanation()))
        if goal.reflection_id is not None:
            raise ReflectionUnknown(Fault("/reflectionId", ReflectionUnknown.explanation()))
    Goals(tx).add(goal)
    tx.record(*goal.created())
    return goal


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalNotPlanned),
    versioned=True,
)
async def start_goal(tx: Transaction, goal_id: UUID) -> Goal:
    """Begin to work on a planned goal."""
    goal = await Goals(tx).to_take(GOAL["start_goal"], goal_id)
    tx.record(*goal.take("start_goal"))
    return goal


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalNotOpen),
    versioned=True,
)
async def achieve_goal(tx: Transaction, goal_id: UUID) -> Goal:
    """Say that a goal is achieved. Steps of it that are open stay so."""
    goal = await Goals(tx).to_take(GOAL["achieve_goal"], goal_id)
    tx.record(*goal.take("achieve_goal"))
    return goal


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalNotOpen),
    versioned=True,
)
async def release_goal(tx: Transaction, goal_id: UUID, command: ReleaseGoal) -> Goal:
    """Let a goal go, since something else matters more now."""
    goal = await Goals(tx).to_take(GOAL["release_goal"], goal_id)
    tx.record(*goal.release(command.reason))
    return goal


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalStillOpen),
    versioned=True,
)
async def reopen_goal(tx: Transaction, goal_id: UUID) -> Goal:
    """Work on a goal again that was achieved or released."""
    goal = await Goals(tx).to_take(GOAL["reopen_goal"], goal_id)
    tx.record(*goal.reopen())
    return goal


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalNotOpen),
    versioned=True,
    creates=True,
)
async def adjust_goal(tx: Transaction, goal_id: UUID, command: AdjustGoal) -> Goal:
    """Put another goal in the place of this one, which keeps what was said of it.

    The new goal is answered. It has the open steps, the objectives and the competencies of the
    former one from now on, leads towards the same role, and is as private.
    """
    known = await Goals(tx).get(goal_id, may=policy.may_shape)
    await Plans(tx).get(known.plan_id, lock=True, decided_on=False)
    goal = await Goals(tx).to_take(GOAL["adjust_goal"], goal_id)
    goal.check_open()
    described = command.model_dump(exclude={"reason"})
    successor = Goal(
        plan_id=goal.plan_id,
        person_id=goal.person_id,
        is_private=goal.is_private,
        role_profile_id=goal.role_profile_id,
        **described,
    )
    successor.status = goal.status
    Goals(tx).add(successor)
    await tx.flush()  # it has to be there before the former one points to it
    await GoalObjectives(tx).carry_over(goal.id, successor.id)
    await GoalCompetencies(tx).carry_over(goal.id, successor.id)
    events = goal.adjust(successor, command.reason)
    milestones = await Milestones(tx).open_of_goal(goal.id)
    moved = [event for one in milestones for event in one.serve(successor.id)]
    await Milestones(tx).save_all(milestones)
    tx.record(*successor.created(), *events, *moved)
    return successor


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalNotOpen, GoalOfSomebodyElse),
    versioned=True,
)
async def change_goal(tx: Transaction, goal_id: UUID, command: ChangeGoal) -> Goal:
    """Describe a goal differently, or make it private or visible again.

    Only the person whose goal it is decides about privacy. The milestones of the goal follow at
    once. Of what is private, no event is told.
    """
    goal = await Goals(tx).get(goal_id, may=policy.may_shape, lock=True)
    was_private = goal.is_private
    goal.check_keeper(tx.actor.id, command.given())
    tx.record(*goal.revise(command.given()))
    if goal.is_private != was_private:
        for milestone in await Milestones(tx).follow(goal):
            tx.record(*milestone.hidden_or_shown())
    return goal


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalNotOpen, ObjectiveUnknown, GoalAligned),
)
async def align_goal(tx: Transaction, goal_id: UUID, command: AlignGoal) -> Goal:
    """Say which objective a goal serves. The two sides of the plan may; for a private goal, the
    person alone.
    """
    goal = await Goals(tx).get(goal_id, may=policy.may_shape, lock=True)
    goal.check_open()
    link = GoalObjective(goal_id=goal.id, objective_id=command.objective_id)
    GoalObjectives(tx).add(link)
    tx.record(*goal.aligned(command.objective_id))
    return goal


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, PlanClosed, GoalNotOpen, GoalNotAligned),
)
async def unalign_goal(tx: Transaction, goal_id: UUID, command: AlignGoal) -> Goal:
    """Say that a goal does not serve an objective any more."""
    goal = await Goals(tx).get(goal_id, may=policy.may_shape, lock=True)
    goal.check_open()
    if not await GoalObjectives(tx).remove(goal.id, command.objective_id):
        raise GoalNotAligned
    tx.record(*goal.unaligned(command.objective_id))
    return goal


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(
        NotFound,
        Forbidden,
        PlanClosed,
        GoalNotOpen,
        CompetencyUnknown,
        CompetencyTwice,
        LevelUnknown,
    ),
)
async def set_goal_competencies(
    tx: Transaction, goal_id: UUID, command: SetGoalCompetencies
) -> Goal:
    """Say what a goal makes the person better at: all of it, at most 20 competencies.

    Levels are codes of the framework's scale; where a framework has no scale, any word.
    """
    goal = await Goals(tx).get(goal_id, may=policy.may_shape, lock=True)
    goal.check_open()
    rows = GoalCompetencies(tx)
    levels = await rows.levels([item.competency_id for item in command.items])
    _check_gaps(command.items, levels)
    await rows.replace(
        goal.id,
        [
            GoalCompetency(goal_id=goal.id, position=position, **item.model_dump())
            for position, item in enumerate(command.items)
        ],
    )
    tx.record(*goal.competencies_set())
    return goal


def _check_gaps(items: Sequence[GoalGap], levels: Mapping[UUID, frozenset[str]]) -> None:
    unknown = [at for at, item in enumerate(items) if item.competency_id not in levels]
    if unknown:
        raise CompetencyUnknown(*_faults(unknown, "competencyId", CompetencyUnknown))
    ids = [item.competency_id for item in items]
    again = [at for at, id in enumerate(ids) if id in ids[:at]]
    if again:
        raise CompetencyTwice(*_faults(again, "competencyId", CompetencyTwice))
    wrong = [
        fault
        for field, name in (("from_level", "fromLevel"), ("to_level", "toLevel"))
        for fault in _faults(
            [
                at
                for at, item in enumerate(items)
                if getattr(item, field) is not None
                and levels[item.competency_id]
                and getattr(item, field) not in levels[item.competency_id]
            ],
            name,
            LevelUnknown,
        )
    ]
    if wrong:
        raise LevelUnknown(*wrong)


def _faults(places: Sequence[int], name: str, kind: type[DomainError]) -> list[Fault]:
    return [Fault(f"/items/{at}/{name}", kind.explanation()) for at in places]
