"""What goals are for, from outside; and how many goals an objective has."""

from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.people import ties
from app.domain.plans import policy
from app.domain.plans.models import Goal, GoalCompetency, GoalObjective, GoalStatus
from app.domain.policy import Me
from app.domain.view import View


class GoalCompetencyView(
    View, of=GoalCompetency, guard=policy.may_read_of_goal, scope=Scope.PLANS_READ
):
    """What a goal makes somebody better at."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    goal_id: UUID = Field(description="The goal.")
    competency_id: UUID = Field(description="The competency that the goal is about.")
    from_level: str | None = Field(description="Where they were: a code of the scale.")
    to_level: str | None = Field(description="Where they want to be: a code of the scale.")


def objectives_of(_me: Me, goal: Any, objective: Any) -> ColumnElement[bool]:
    link: Any = aliased(GoalObjective)
    ids = select(link.objective_id).where(link.tenant_id == goal.tenant_id, link.goal_id == goal.id)
    clause: ColumnElement[bool] = objective.id.in_(ids.correlate_except(link))
    return clause


def goals_of(_me: Me, objective: Any, goal: Any) -> ColumnElement[bool]:
    link: Any = aliased(GoalObjective)
    ids = select(link.goal_id).where(
        link.tenant_id == objective.tenant_id, link.objective_id == objective.id
    )
    clause: ColumnElement[bool] = goal.id.in_(ids.correlate_except(link))
    return clause


def about_competency(me: Me, goal_id: Any, competency_id: Any) -> ColumnElement[bool]:
    """The goal is about a competency, as far as I may know of the goal."""
    return _linked(me, goal_id, GoalCompetency, competency_id=competency_id)


def towards_objective(me: Me, goal_id: Any, objective_id: Any) -> ColumnElement[bool]:
    """The goal serves an objective, as far as I may know of the goal."""
    return _linked(me, goal_id, GoalObjective, objective_id=objective_id)


def _linked(me: Me, goal_id: Any, kind: Any, **to: Any) -> ColumnElement[bool]:
    link: Any = aliased(kind)
    [(column, value)] = to.items()
    found = select(link.goal_id).where(
        link.tenant_id == me.tenant_id,
        getattr(link, column) == value,
        policy.may_read_of_goal(me, link),
    )
    clause: ColumnElement[bool] = goal_id.in_(found.correlate_except(link))
    return clause


def goal_count(me: Me, objective: Any) -> ColumnElement[int]:
    """Every reader is told the same number, so that comparing them tells nothing; it holds the
    private goals of a group of people or of nobody.
    """
    link, goal, count, private = _aligned(objective)
    hidden = private(goal.id.is_not(None))
    enough = _people(goal, goal.is_private) >= ties.anonymity_threshold(me)
    return _number(link, goal, objective, count + case((enough, hidden), else_=0))


def achieved_goal_count(me: Me, objective: Any) -> ColumnElement[int]:
    """The difference to the other number says how many were not: that is a group too, or nobody."""
    link, goal, _, private = _aligned(objective)
    achieved = goal.status == GoalStatus.ACHIEVED
    shown = func.count().filter(and_(achieved, not_(goal.is_private)))
    others = _people(goal, and_(goal.is_private, not_(achieved)))
    enough = and_(
        _people(goal, and_(goal.is_private, achieved)) >= ties.anonymity_threshold(me),
        or_(others == 0, others >= ties.anonymity_threshold(me)),
    )
    return _number(link, goal, objective, shown + case((enough, private(achieved)), else_=0))


def _aligned(_objective: Any) -> Any:
    link: Any = aliased(GoalObjective)
    goal: Any = aliased(Goal)
    shown = func.count().filter(not_(goal.is_private))
    return link, goal, shown, lambda which: func.count().filter(and_(goal.is_private, which))


def _people(goal: Any, which: Any) -> ColumnElement[int]:
    counted: ColumnElement[int] = func.count(goal.person_id.distinct()).filter(which)
    return counted


def _number(link: Any, goal: Any, objective: Any, value: Any) -> ColumnElement[int]:
    counted = (GoalStatus.PLANNED, GoalStatus.ACTIVE, GoalStatus.ACHIEVED)
    found = select(value).where(
        link.tenant_id == objective.tenant_id,
        link.objective_id == objective.id,
        goal.tenant_id == link.tenant_id,
        goal.id == link.goal_id,
        or_(*(goal.status == status for status in counted)),
    )
    return found.correlate_except(link, goal).scalar_subquery()
