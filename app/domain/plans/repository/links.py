"""The SQL of what goals are for: objectives and competencies."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Uuid, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from app.domain.competencies.views import CompetencyFrameworkView, CompetencyView
from app.domain.plans import policy
from app.domain.plans.models import GoalCompetency, GoalObjective
from app.domain.policy import Rule, anybody
from app.domain.repository import Repository
from app.domain.rowstatement import columns_of
from app.domain.transaction import Transaction


class GoalObjectives(Repository[GoalObjective]):
    entity = GoalObjective
    guard: ClassVar[Rule] = anybody

    async def carry_over(self, goal_id: UUID, to_id: UUID) -> None:
        """The same objectives for the goal that takes the place of another one."""
        await _carry_over(self.tx, GoalObjective, goal_id, to_id)

    async def remove(self, goal_id: UUID, objective_id: UUID) -> bool:
        """Whether there was something to remove."""
        gone = (
            delete(GoalObjective)
            .where(
                col(GoalObjective.tenant_id) == self.tx.actor.tenant_id,
                col(GoalObjective.goal_id) == goal_id,
                col(GoalObjective.objective_id) == objective_id,
            )
            .returning(col(GoalObjective.id))
        )
        return await self.session.scalar(gone) is not None


class GoalCompetencies(Repository[GoalCompetency]):
    entity = GoalCompetency
    guard: ClassVar[Rule] = policy.may_read_of_goal

    async def carry_over(self, goal_id: UUID, to_id: UUID) -> None:
        """The same competencies for the goal that takes the place of another one."""
        await _carry_over(self.tx, GoalCompetency, goal_id, to_id)

    async def levels(self, competencies: Sequence[UUID]) -> Mapping[UUID, frozenset[str]]:
        """The codes of the scale behind each of these competencies; none without a scale."""
        competency: Any = CompetencyView.table
        framework: Any = CompetencyFrameworkView.table
        query = select(competency.id, framework.scale).where(
            competency.tenant_id == self.tx.actor.tenant_id,
            competency.id.in_(competencies),
            framework.tenant_id == competency.tenant_id,
            framework.id == competency.framework_id,
        )
        found = await self.session.execute(query)
        return {id: frozenset(one["code"] for one in scale) for id, scale in found}

    async def replace(self, goal_id: UUID, items: Sequence[GoalCompetency]) -> None:
        """These and no others, in one statement; what was there keeps its id."""
        tenant_id = self.tx.actor.tenant_id
        gone = delete(GoalCompetency).where(
            col(GoalCompetency.tenant_id) == tenant_id,
            col(GoalCompetency.goal_id) == goal_id,
            col(GoalCompetency.competency_id).not_in([one.competency_id for one in items]),
        )
        if not items:
            await self.session.execute(gone)
            return
        rows = [one.model_dump() | {"tenant_id": tenant_id} for one in items]
        new = insert(GoalCompetency).values(rows)
        named: dict[str, Any] = {
            name: new.excluded[name] for name in ("position", "from_level", "to_level")
        }
        kept = new.on_conflict_do_update(
            index_elements=["tenant_id", "goal_id", "competency_id"],
            set_=named | {"version": col(GoalCompetency.version) + 1},
        )
        others = gone.returning(col(GoalCompetency.id)).cte("others")
        await self.session.execute(kept.add_cte(others))


async def _carry_over(tx: Transaction, kind: Any, goal_id: UUID, to_id: UUID) -> None:
    made = {"id": func.gen_random_uuid(), "goal_id": literal(to_id, Uuid())}
    columns = {one.name: made.get(one.name, one) for one in columns_of(kind)}
    those = select(*columns.values()).where(
        col(kind.tenant_id) == tx.actor.tenant_id, col(kind.goal_id) == goal_id
    )
    await tx.session.execute(insert(kind).from_select(list(columns), those))
