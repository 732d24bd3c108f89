"""The SQL of what milestones show."""

from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.plans import policy
from app.domain.plans.commands import EvidenceFilters
from app.domain.plans.models import Evidence
from app.domain.plans.views import EvidenceView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


def one_evidence(evidence_id: UUID) -> One:
    return One(EvidenceView, (col(Evidence.id) == evidence_id,))


def evidence(milestone_id: UUID, filters: EvidenceFilters) -> Many:
    where: list[Any] = [col(Evidence.milestone_id) == milestone_id]
    if filters.kind is not None:
        where.append(col(Evidence.kind) == filters.kind)
    if filters.author_id is not None:
        where.append(col(Evidence.author_id) == filters.author_id)
    return Many(EvidenceView, tuple(where))


class AllEvidence(Repository[Evidence]):
    entity = Evidence
    guard: ClassVar[Rule] = policy.may_read_of_milestone

    async def remove(self, evidence: Evidence) -> None:
        await self.session.delete(evidence)
