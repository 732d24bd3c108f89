"""How answers look from outside, and which questions are open."""

from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Boolean, ColumnElement, and_, cast, func, literal_column, not_, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.conversation_templates.views import TemplateVersionView, questions_of
from app.domain.conversations import policy
from app.domain.conversations.models import Answer, Conversation
from app.domain.policy import Me
from app.domain.view import View


class AnswerView(
    View,
    of=Answer,
    guard=policy.may_read_answer,
    scope=Scope.CONVERSATIONS_READ,
    about=("author_id",),
):
    """What one side brings to one question of the conversation. Both sides see both."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the answer.")
    conversation_id: UUID = Field(description="The conversation that it belongs to.")
    author_id: UUID = Field(description="Whose answer it is.")
    question_key: str = Field(description="The key of the question in its template.")
    text: str | None = Field(description="Of a question of the kind `text`.")
    value: int | None = Field(description="Of a `scale`: from 1 to 5.")
    option: str | None = Field(description="Of a `choice`: the key of the option.")


def belongs_to_preparation(_me: Me, preparation: Any, answer: Any) -> ColumnElement[bool]:
    return and_(
        answer.conversation_id == preparation.conversation_id,
        answer.author_id == preparation.author_id,
    )


def open_questions(me: Me, preparation: Any) -> ColumnElement[Any]:
    """The keys of those that are required and not answered, in their order."""
    conversation: Any = aliased(Conversation)
    version: Any = aliased(TemplateVersionView.table)
    answer: Any = aliased(Answer)
    question = questions_of(version)
    answered = select(answer.id).where(
        answer.tenant_id == preparation.tenant_id,
        belongs_to_preparation(me, preparation, answer),
        answer.question_key == question.c.value["key"].astext,
    )
    keys = aggregate_order_by(question.c.value["key"], question.c.place)
    nothing = literal_column("'[]'::jsonb", JSONB)
    query = (
        select(func.coalesce(func.jsonb_agg(keys, type_=JSONB), nothing))
        .select_from(conversation)
        .join(
            version,
            and_(
                version.tenant_id == conversation.tenant_id,
                version.id == conversation.template_version_id,
            ),
        )
        .join(question, literal_column("true"))
        .where(
            conversation.tenant_id == preparation.tenant_id,
            conversation.id == preparation.conversation_id,
            cast(question.c.value["required"].astext, Boolean),
            not_(answered.correlate_except(answer).exists()),
        )
    )
    return query.correlate_except(conversation, version, question).scalar_subquery()
