"""The SQL of answers."""

from typing import ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.models import Answer
from app.domain.policy import Rule
from app.domain.repository import Repository


class Answers(Repository[Answer]):
    entity = Answer
    guard: ClassVar[Rule] = policy.may_read_answer

    async def mine(self, conversation_id: UUID) -> dict[str, Answer]:
        """What I answered, by the keys of the questions."""
        query = self.select().where(
            col(Answer.conversation_id) == conversation_id,
            col(Answer.author_id) == self.tx.actor.id,
        )
        return {one.question_key: one for one in await self.rows(query)}

    async def remove(self, answer: Answer) -> None:
        await self.session.delete(answer)
