"""The SQL of assessments."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Uuid, func, select
from sqlalchemy.dialects.postgresql import array
from sqlmodel import col

from app.domain.assessments import policy
from app.domain.assessments.commands import AssessmentFilters, StandingFilters
from app.domain.assessments.models import Assessment
from app.domain.assessments.views import (
    AssessmentView,
    CompetencyStandingView,
    GivenAssessmentView,
)
from app.domain.assessments.views.levels import levels_of
from app.domain.competencies.concerns import THRESHOLD, Concern
from app.domain.competencies.views import CompetencyFrameworkView, CompetencyView
from app.domain.people import ties
from app.domain.plans.states import MilestoneStatus
from app.domain.plans.views import MilestoneView
from app.domain.policy import Me, Rule, Way
from app.domain.repository import Repository
from app.domain.statement import Many, One
from app.domain.transaction import Transaction


def assessment(assessment_id: UUID) -> One:
    return One(AssessmentView, (col(Assessment.id) == assessment_id,))


def assessments(me: Me, filters: AssessmentFilters) -> Many:
    ways = (Way("person_id", ties.ever_mine(me, *ties.LEADS)), _mine(me)) if me.is_person else ()
    return Many(AssessmentView, _narrowed(filters), ways=ways)


def given(assessment_id: UUID) -> One:
    return One(GivenAssessmentView, (col(Assessment.id) == assessment_id,))


def all_given(me: Me, filters: AssessmentFilters) -> Many:
    ways = (_mine(me),) if me.is_person else ()
    return Many(GivenAssessmentView, _narrowed(filters), ways=ways)


def standings(me: Me, person_id: Any, filters: StandingFilters) -> Many:
    levels = levels_of(me, person_id)
    where = () if filters.competency_id is None else (levels.c.id == filters.competency_id,)
    return Many(CompetencyStandingView, where, rows=levels)


def _mine(me: Me) -> Way:
    return Way("assessor_id", array([me.id], type_=Uuid()))


def _narrowed(filters: AssessmentFilters) -> tuple[Any, ...]:
    return tuple(
        col(getattr(Assessment, name)) == value
        for name in ("person_id", "competency_id", "kind")
        if (value := getattr(filters, name)) is not None
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """What a competency is graded by today; no levels where there is no scale."""

    number: int
    ranks: dict[str, int]


async def scale_of(tx: Transaction, competency_id: UUID) -> Scale | None:
    """None if there is no such competency that is still in use."""
    competency: Any = CompetencyView.table
    framework: Any = CompetencyFrameworkView.table
    query = select(framework.published_number, framework.scale).where(
        competency.tenant_id == tx.actor.tenant_id,
        competency.id == competency_id,
        competency.status == "active",
        framework.tenant_id == competency.tenant_id,
        framework.id == competency.framework_id,
    )
    found = (await tx.session.execute(query)).one_or_none()
    if found is None:
        return None
    number, scale = found
    return Scale(number, {level["code"]: level["rank"] for level in scale})


async def is_reached(tx: Transaction, milestone_id: UUID, person_id: UUID) -> bool:
    """A milestone of this person that was reached, that I may read, and that is not private."""
    milestone: Any = MilestoneView.table
    query = select(milestone.id).where(
        milestone.tenant_id == tx.actor.tenant_id,
        milestone.id == milestone_id,
        milestone.person_id == person_id,
        milestone.status == MilestoneStatus.REACHED,
        milestone.is_private.is_(False),
        MilestoneView.guard(tx.me, milestone),
    )
    return await tx.session.scalar(query, tx.parameters) is not None


# Those of a group are opened at once, so that nobody is told from the others by when they came.
# Nobody's version counts that: what its author sees of it stays the same.
_OPEN_PEERS: Final = """
WITH waiting AS (
  SELECT id, assessor_id FROM assessment
  WHERE tenant_id = $1 AND person_id = $2 AND competency_id = $3
    AND kind = 'peer' AND open_on IS NULL AND withdrawn_at IS NULL
)
UPDATE assessment SET open_on = $4
WHERE tenant_id = $1 AND id IN (SELECT id FROM waiting)
  AND (SELECT count(DISTINCT assessor_id) FROM waiting) >=
    (SELECT anonymity_threshold FROM tenant WHERE tenant_id = $1)
"""


class Assessments(Repository[Assessment]):
    entity = Assessment
    guard: ClassVar[Rule] = policy.may_know

    async def open_peers(self, person_id: UUID, competency_id: UUID) -> None:
        """Show what peers said of this, if they are enough by now. One at a time: two who come
        together are counted together.
        """
        name = f"{self.tx.actor.tenant_id}:peers:{person_id}:{competency_id}"
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
        )
        await self.tx.flush()
        await self.tx.connection.execute(
            _OPEN_PEERS, self.tx.actor.tenant_id, person_id, competency_id, self.tx.now.date()
        )


_ASSESSED: Final = """
FROM assessment AS said
WHERE said.tenant_id = $1 AND said.withdrawn_at IS NULL
"""
_THIS: Final = f"{_ASSESSED} AND said.competency_id = one.id"
_NUMBER: Final = f"""
SELECT CASE
  WHEN count(DISTINCT said.person_id) >= {THRESHOLD} THEN count(DISTINCT said.person_id)
  WHEN count(*) FILTER (WHERE said.open_on IS NOT NULL) = 0 THEN 0
END
{_THIS}
"""
_OF_LEVEL: Final = f"""
EXISTS (
  SELECT {_ASSESSED} AND said.level = lost.code AND said.competency_id IN (
    SELECT known.id FROM competency AS known WHERE known.tenant_id = $1 AND known.framework_id = $2
  )
)
"""  # noqa: S608 - our own clauses

Concern(
    name="assessed_people",
    number=_NUMBER,
    exists=f"EXISTS (SELECT {_THIS} AND said.open_on IS NOT NULL)",
    of_level=_OF_LEVEL,
).register()
