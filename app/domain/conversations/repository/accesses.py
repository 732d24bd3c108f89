"""The SQL of exceptional access to conversations."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.commands import AccessFilters
from app.domain.conversations.models import Conversation, ConversationAccess
from app.domain.conversations.views import AccessRequestView, ConversationAccessView
from app.domain.policy import Rule, anybody
from app.domain.repository import Repository
from app.domain.statement import Many, One


def accesses(conversation_id: UUID) -> Many:
    return Many(
        ConversationAccessView, (col(ConversationAccess.conversation_id) == conversation_id,)
    )


def request(access_id: UUID) -> One:
    return One(AccessRequestView, (col(ConversationAccess.id) == access_id,))


def requests(filters: AccessFilters) -> Many:
    where: list[Any] = []
    if filters.conversation_id is not None:
        where.append(col(ConversationAccess.conversation_id) == filters.conversation_id)
    if filters.requester_id is not None:
        where.append(col(ConversationAccess.requester_id) == filters.requester_id)
    if filters.status is not None:
        where.append(col(ConversationAccess.status) == func.any(filters.status))
    return Many(AccessRequestView, tuple(where))


class Accesses(Repository[ConversationAccess]):
    entity = ConversationAccess
    guard: ClassVar[Rule] = policy.may_see_requests
    takers = policy.TAKERS


class ConversationsOfOthers(Repository[Conversation]):
    """Whose they are, for those who decide about reading them, and may not read them."""

    entity = Conversation
    guard: ClassVar[Rule] = anybody
