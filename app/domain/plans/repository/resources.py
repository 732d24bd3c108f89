"""The SQL of what milestones need."""

from typing import ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.plans import policy
from app.domain.plans.models import MilestoneResource
from app.domain.plans.views import MilestoneResourceView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import One


def resource(resource_id: UUID) -> One:
    return One(MilestoneResourceView, (col(MilestoneResource.id) == resource_id,))


class Resources(Repository[MilestoneResource]):
    entity = MilestoneResource
    guard: ClassVar[Rule] = policy.may_read_of_milestone

    async def remove(self, resource: MilestoneResource) -> None:
        await self.session.delete(resource)
