"""Answers to the questions of a conversation: their table, and whether they fit."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint

from app.domain.conversation_templates.content import TemplateQuestion
from app.domain.conversation_templates.states import HIGHEST, LOWEST, QuestionKind
from app.domain.entity import Entity, belongs_to

WAYS = {QuestionKind.TEXT: "text", QuestionKind.SCALE: "value", QuestionKind.CHOICE: "option"}
"""Which column holds the answer to a question of each kind."""


class Answer(Entity, table=True):
    """What one side brings to one question."""

    __tablename__ = "answer"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("person", "author_id"),
        UniqueConstraint("tenant_id", "conversation_id", "author_id", "question_key"),
        CheckConstraint("num_nonnulls(text, value, option) = 1", name="one_way"),
        CheckConstraint(f"value BETWEEN {LOWEST} AND {HIGHEST}", name="value"),
    )

    conversation_id: UUID
    author_id: UUID
    question_key: str
    text: str | None = None
    value: int | None = None
    option: str | None = None


def misfit(question: TemplateQuestion, given: dict[str, Any]) -> str | None:
    """What is wrong with an answer to this question, if anything is."""
    way = WAYS[question.kind]
    if [name for name in WAYS.values() if given[name] is not None] != [way]:
        return f"is answered with `{way}`, and with nothing else"
    if question.kind is QuestionKind.CHOICE:
        keys = [one.key for one in question.options]
        if given["option"] not in keys:
            return f"is answered with one of {', '.join(keys)}"
    return None
