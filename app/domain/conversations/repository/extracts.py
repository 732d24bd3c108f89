"""The SQL of extracts."""

from typing import ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.models import ReflectionExtract
from app.domain.conversations.views import ReflectionExtractView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


def extracts(conversation_id: UUID) -> Many:
    where = (col(ReflectionExtract.conversation_id) == conversation_id,)
    return Many(ReflectionExtractView, where)


def extract(extract_id: UUID) -> One:
    return One(ReflectionExtractView, (col(ReflectionExtract.id) == extract_id,))


class ReflectionExtracts(Repository[ReflectionExtract]):
    entity = ReflectionExtract
    guard: ClassVar[Rule] = policy.may_read_extract

    async def remove(self, extract: ReflectionExtract) -> None:
        await self.session.delete(extract)
