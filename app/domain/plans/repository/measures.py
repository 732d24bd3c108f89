"""The SQL of what completed plans were measured against: competencies, and versions of roles."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, select
from sqlmodel import col

from app.domain.competencies.views import CompetencyFrameworkView, CompetencyView
from app.domain.entity import Moment
from app.domain.plans import policy
from app.domain.plans.models import Goal, GoalCompetency, PlanMeasure
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.role_profiles.views import RoleProfileView


class PlanMeasures(Repository[PlanMeasure]):
    entity = PlanMeasure
    guard: ClassVar[Rule] = policy.may_read_of_goal

    async def keep(self, plan_id: UUID, at: datetime) -> None:
        """What all goals of a plan are about, private ones too, as it is now: one statement."""
        link: Any = GoalCompetency
        goal: Any = Goal
        competency: Any = CompetencyView.table
        framework: Any = CompetencyFrameworkView.table
        role: Any = RoleProfileView.table
        tenant_id = self.tx.actor.tenant_id
        values: dict[str, Any] = {
            "tenant_id": goal.tenant_id,
            "id": func.gen_random_uuid(),
            "version": literal(1),
            "created_at": literal(at, Moment),
            "plan_id": goal.plan_id,
            "person_id": goal.person_id,
            "goal_id": goal.id,
            "competency_id": competency.id,
            "framework_id": framework.id,
            "framework_code": framework.code,
            "framework_version": func.coalesce(framework.published_number, framework.version),
            "content_hash": framework.content_hash,
            "competency_code": competency.code,
            "competency_name": competency.name,
            "from_level": link.from_level,
            "to_level": link.to_level,
            "role_profile_id": role.id,
            "role_profile_code": role.code,
            "role_profile_number": role.number,
        }
        found = (
            select(*values.values())
            .join_from(goal, link, and_(link.tenant_id == goal.tenant_id, link.goal_id == goal.id))
            .join(competency, _points(link.competency_id, competency, goal.tenant_id))
            .join(framework, _points(competency.framework_id, framework, goal.tenant_id))
            .join(role, _points(goal.role_profile_id, role, goal.tenant_id), isouter=True)
            .where(goal.tenant_id == tenant_id, goal.plan_id == plan_id)
        )
        kept = insert(PlanMeasure).from_select([*values], found, include_defaults=False)
        await self.session.execute(kept)

    async def forget(self, plan_id: UUID) -> None:
        """The plan goes on, and is measured anew when it is completed again."""
        gone = delete(PlanMeasure).where(
            col(PlanMeasure.tenant_id) == self.tx.actor.tenant_id,
            col(PlanMeasure.plan_id) == plan_id,
        )
        await self.session.execute(gone)


def _points(column: Any, to: Any, tenant_id: Any) -> ColumnElement[bool]:
    """Inside the tenant, as everything does."""
    return and_(to.tenant_id == tenant_id, to.id == column)
