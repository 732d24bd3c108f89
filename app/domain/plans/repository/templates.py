"""The SQL of plan templates, and of the people that one is applied to."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, Date, Uuid, bindparam, cast, func, literal_column, null, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.people import ties
from app.domain.people.views import PersonView
from app.domain.plans import policy
from app.domain.plans.commands.templates import PlanTemplateFilters
from app.domain.plans.models import Plan
from app.domain.plans.models.template import PlanTemplate
from app.domain.plans.states import OPEN_PLAN
from app.domain.plans.views.templates import PlanTemplateView
from app.domain.policy import Me, Rule, anybody
from app.domain.repository import Repository
from app.domain.rowstatement import rows_statement
from app.domain.statement import Many, One, Statement


def plan_template(plan_template_id: UUID) -> One:
    return One(PlanTemplateView, (col(PlanTemplate.id) == plan_template_id,))


def plan_templates(filters: PlanTemplateFilters) -> Many:
    where: list[Any] = []
    if filters.retired is not None:
        retired = col(PlanTemplate.retired_at)
        where.append(retired.is_not(None) if filters.retired else retired.is_(None))
    return Many(PlanTemplateView, tuple(where))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whose plan could be begun."""

    person_id: UUID
    has_left: bool
    is_mine: bool
    """Whether the actor may begin a plan for them."""
    has_one: bool
    manager_id: UUID | None


class Templates(Repository[PlanTemplate]):
    entity = PlanTemplate
    guard: ClassVar[Rule] = anybody

    async def candidates(
        self, plan_template_id: UUID, people: Collection[UUID]
    ) -> dict[UUID, Candidate]:
        """Those of the people who are known here, in one statement."""
        given = {"people": list(people), "plan_template_id": plan_template_id}
        rows = await self.tx.read(_candidates(self.tx.me), {**self.tx.parameters, **given})
        return {row["person_id"]: Candidate(**dict(row)) for row in rows}


@cache
def _candidates(me: Me) -> Statement:
    """Whether a plan may be begun is asked of the plan that would be: open, and that person's."""
    given = func.unnest(bindparam("people", type_=ARRAY(Uuid())))
    named = select(given.label("id")).subquery("named")
    person: Any = aliased(PersonView.table)
    # OFFSET 0: the rule is asked of these people only, whatever it leads to.
    there = (
        select(
            person.id.label("person_id"),
            person.status.label("status"),
            cast(null(), Date).label("closed_on"),
        )
        .join_from(named, person, person.id == named.c.id)
        .where(person.tenant_id == me.tenant_id)
        .offset(literal_column("0"))
        .subquery("there")
    )
    plan: Any = aliased(Plan)
    open_one = select(plan.id).where(
        plan.tenant_id == me.tenant_id,
        plan.template_id == bindparam("plan_template_id", type_=Uuid()),
        plan.person_id == there.c.person_id,
        or_(*(plan.status == status for status in OPEN_PLAN)),
    )
    query = select(
        there.c.person_id,
        (there.c.status == "left").label("has_left"),
        policy.may_shape(me, there.c).label("is_mine"),
        open_one.correlate_except(plan).exists().label("has_one"),
        ties.manager_id_of(me, there.c.person_id).label("manager_id"),
    )
    return rows_statement(query)
