"""What you can do with gaps. One function, one transaction, one scope."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.entity import Entity
from app.domain.errors import Fault, Forbidden, NotFound
from app.domain.gaps import repository
from app.domain.gaps.commands import BeginGoalFromGap, GapFilters
from app.domain.gaps.errors import GapNotThere, GapRoleUnknown
from app.domain.gaps.views import GapView, HelpedView, NextLevelView, ReachableRoleView
from app.domain.plans import service as plans
from app.domain.plans.commands import AddGoal, SetGoalCompetencies
from app.domain.plans.views import GoalView
from app.domain.policy import Me
from app.domain.statement import Many
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, GapView)
def list_gaps(me: Me, person_id: UUID, filters: GapFilters) -> Many:
    """List how far somebody is from up to 5 roles, or versions of roles, side by side, with all
    that each number is made of. The person may, and their manager of today, each by the assessments
    that they may read.

    A version counts what the person has today. What was said of a competency counts for what took
    its place, and not the other way round, unless both are the same competency.
    """
    return repository.gaps(me, person_id, filters)


@query(Scope.PLANS_READ, ReachableRoleView)
def list_reachable_roles(me: Me, person_id: UUID) -> Many:
    """List the roles that pathways lead to from the role of today, in up to 4 steps, the nearest
    first. The person may, and their manager of today.
    """
    return repository.reachable_roles(me, person_id)


@query(Scope.PLANS_READ, NextLevelView)
def list_next_levels(me: Me, person_id: UUID) -> Many:
    """List which level of which competency would open most reachable roles; the first is the best
    next step. The person may, and their manager of today.
    """
    return repository.next_levels_of(me, person_id)


@query(Scope.PLANS_READ, HelpedView)
def list_what_helped(me: Me, competency_id: UUID) -> Many:
    """List with which kinds of milestones people achieved goals about a competency, the most
    frequent first. The same numbers for everybody, and none that stands for a few.
    """
    return repository.what_helped(me, competency_id)


@action(
    Scope.PLANS_WRITE,
    GoalView,
    raises=(NotFound, Forbidden, GapRoleUnknown, GapNotThere),
    creates=True,
)
async def begin_goal_from_gap(
    tx: Transaction, person_id: UUID, command: BeginGoalFromGap
) -> Entity:
    """Make a goal of what a role takes and somebody does not have yet, from level to level.

    It goes into their open plan; a draft is begun if there is none. The person may, and their
    manager of today.
    """
    if not await repository.may_read(tx, person_id):
        raise NotFound
    title = await repository.title_of(tx, command.role_profile_id)
    if title is None:
        raise GapRoleUnknown(Fault("/roleProfileId", GapRoleUnknown.explanation()))
    wanted = await repository.unmet(tx, person_id, command.role_profile_id)
    ids = list(dict.fromkeys(command.competency_ids))
    closed = [
        Fault(f"/competencyIds/{at}", GapNotThere.explanation())
        for at, id in enumerate(command.competency_ids)
        if id not in wanted
    ]
    if closed:
        raise GapNotThere(*closed)
    described = AddGoal(title=command.title or title, aspiration=command.aspiration)
    goal: Entity = await plans.begin_goal(tx, person_id, described)
    items = [
        {
            "competency_id": id,
            "from_level": wanted[id].from_level,
            "to_level": wanted[id].to_level,
        }
        for id in ids
    ]
    about = SetGoalCompetencies.model_validate({"items": items})
    await plans.set_goal_competencies(tx, goal.id, about)
    return goal
