"""The SQL of summaries."""

from typing import ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.models import Summary
from app.domain.conversations.states import NOT_CONFIRMED
from app.domain.conversations.views import SummaryView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import One


def summary(conversation_id: UUID) -> One:
    return One(SummaryView, (col(Summary.conversation_id) == conversation_id,))


class Summaries(Repository[Summary]):
    """What becomes of a summary happens while the row of its conversation is locked."""

    entity = Summary
    guard: ClassVar[Rule] = policy.may_read_summary
    takers = policy.SUMMARY_TAKERS

    async def of(self, conversation_id: UUID) -> Summary | None:
        query = self.select().where(col(Summary.conversation_id) == conversation_id)
        return next(iter(await self.rows(query)), None)

    async def waits(self, conversation_id: UUID) -> bool:
        """Whether one side wrote down what the other one did not confirm yet."""
        summary = await self.of(conversation_id)
        return summary is not None and summary.status in NOT_CONFIRMED
