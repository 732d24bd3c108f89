"""With which kinds of milestones people achieved goals about a competency, as one query."""

from typing import Any

from sqlalchemy import String as Text
from sqlalchemy import Subquery, Uuid, and_, cast, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from app.domain.people import ties
from app.domain.plans.states import GoalStatus, MilestoneStatus
from app.domain.plans.views import GoalCompetencyView, GoalView, MilestoneView
from app.domain.policy import Me


def helped(me: Me, competency_id: Any) -> Subquery:
    """Nobody is singled out: as many people as the threshold stand behind each number, and as many
    behind what it leaves of all, or nobody.
    """
    link: Any = aliased(GoalCompetencyView.table)
    goal: Any = aliased(GoalView.table)
    step: Any = aliased(MilestoneView.table)
    reached = (
        select(step.kind, goal.id.label("goal_id"), goal.person_id)
        .where(
            link.tenant_id == me.tenant_id,
            link.competency_id == competency_id,
            goal.tenant_id == link.tenant_id,
            goal.id == link.goal_id,
            goal.status == GoalStatus.ACHIEVED,
            goal.is_private.is_(False),
            step.tenant_id == goal.tenant_id,
            step.goal_id == goal.id,
            step.status == MilestoneStatus.REACHED,
        )
        .cte("reached")
    )
    everybody = select(func.count(reached.c.person_id.distinct())).scalar_subquery()
    people = func.count(reached.c.person_id.distinct())
    others = everybody - people
    threshold = ties.anonymity_threshold(me)
    name = func.concat(cast(competency_id, Text), reached.c.kind)
    query = (
        select(
            me.tenant_id.label("tenant_id"),
            cast(func.md5(name), Uuid()).label("id"),
            competency_id.label("competency_id"),
            reached.c.kind,
            func.count(reached.c.goal_id.distinct()).label("goals"),
        )
        .group_by(reached.c.kind)
        .having(
            and_(
                people >= threshold,
                or_(others == literal_column("0"), others >= threshold),
            )
        )
    )
    return query.subquery("helped")
