"""The SQL of supporters."""

from typing import ClassVar

from app.domain.plans import policy
from app.domain.plans.models import MilestoneSupporter
from app.domain.policy import Rule
from app.domain.repository import Repository


class Supporters(Repository[MilestoneSupporter]):
    entity = MilestoneSupporter
    guard: ClassVar[Rule] = policy.may_read_of_milestone

    async def remove(self, supporter: MilestoneSupporter) -> None:
        await self.session.delete(supporter)
