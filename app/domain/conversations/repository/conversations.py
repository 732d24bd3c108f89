"""The SQL of conversations as a whole."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import func, not_
from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.commands import ConversationFilters
from app.domain.conversations.models import AgreedStep, Conversation, ConversationMove
from app.domain.conversations.views import ConversationView, missed
from app.domain.policy import Me, Rule, anybody
from app.domain.repository import Repository
from app.domain.statement import Many, One


def conversation(conversation_id: UUID) -> One:
    return One(ConversationView, (col(Conversation.id) == conversation_id,))


def conversations(me: Me, filters: ConversationFilters) -> Many:
    where: list[Any] = []
    if filters.person_id is not None:
        where.append(col(Conversation.person_id) == filters.person_id)
    if filters.partner_id is not None:
        where.append(col(Conversation.partner_id) == filters.partner_id)
    if filters.series_id is not None:
        where.append(col(Conversation.series_id) == filters.series_id)
    if filters.status is not None:
        where.append(col(Conversation.status) == func.any(filters.status))
    if filters.scheduled_from is not None:
        where.append(col(Conversation.scheduled_at) >= filters.scheduled_from)
    if filters.scheduled_before is not None:
        where.append(col(Conversation.scheduled_at) < filters.scheduled_before)
    if filters.missed is not None:
        where.append(missed(me, Conversation) if filters.missed else not_(missed(me, Conversation)))
    return Many(ConversationView, tuple(where))


class Conversations(Repository[Conversation]):
    entity = Conversation
    guard: ClassVar[Rule] = policy.may_read
    takers = policy.TAKERS


class ConversationMoves(Repository[ConversationMove]):
    entity = ConversationMove
    guard: ClassVar[Rule] = policy.may_read_move


class AgreedSteps(Repository[AgreedStep]):
    entity = AgreedStep
    guard: ClassVar[Rule] = anybody
