"""How exceptional access to a conversation looks from outside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, and_

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import AccessStatus, ConversationAccess
from app.domain.policy import Me
from app.domain.view import View


def _is_open(me: Me, access: Any) -> ColumnElement[bool]:
    return and_(access.status == AccessStatus.APPROVED, access.ends_at > me.now)


class ConversationAccessView(
    View,
    of=ConversationAccess,
    guard=policy.may_read_access,
    scope=Scope.CONVERSATIONS_READ,
    about=("requester_id",),
    computed={"is_open": _is_open},
):
    """That somebody who does not take part asked to read a conversation: why, and until when they
    may. The two who take part see all of it.
    """

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes.")
    conversation_id: UUID = Field(description="The conversation that it is about.")
    requester_id: UUID = Field(description="Who asked.")
    reason: str = Field(description="Why, in their words.")
    hours: int = Field(description="For how long, from the approval on.")
    status: AccessStatus = Field(description="What became of the request.")
    is_open: bool = Field(description="They may read it now: approved, and its time is not over.")
    created_at: datetime = Field(description="When they asked.")
    decided_by_id: UUID | None = Field(description="Who approved or declined it.")
    decided_at: datetime | None = Field(
        description="When it was approved or declined; null while nobody decided."
    )
    ends_at: datetime | None = Field(description="When it is over, if nobody ends it before.")
    ended_by_id: UUID | None = Field(description="Who ended it before its time, or took it back.")
    ended_at: datetime | None = Field(description="When it was revoked; null if it was not.")


class AccessRequestView(
    ConversationAccessView,
    of=ConversationAccess,
    guard=policy.may_see_requests,
    scope=Scope.CONVERSATIONS_INVESTIGATE,
    about=("requester_id",),
    computed={"is_open": _is_open},
):
    """The same, for those who ask and decide."""
