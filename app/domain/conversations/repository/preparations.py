"""The SQL of preparations."""

from typing import ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.models import Preparation
from app.domain.conversations.views import PreparationView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import Many


def preparations(conversation_id: UUID) -> Many:
    return Many(PreparationView, (col(Preparation.conversation_id) == conversation_id,))


class Preparations(Repository[Preparation]):
    entity = Preparation
    guard: ClassVar[Rule] = policy.may_read_preparation

    async def mine(self, conversation_id: UUID) -> Preparation | None:
        query = self.select().where(
            col(Preparation.conversation_id) == conversation_id,
            col(Preparation.author_id) == self.tx.actor.id,
        )
        return next(iter(await self.rows(query)), None)
