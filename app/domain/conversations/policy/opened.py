"""To whom a conversation is opened by way of exception: who asks for it, who decides, who reads."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.domain.conversations.models import (
    AccessStatus,
    ConversationAccess,
)
from app.domain.conversations.policy.taking_part import talks_in
from app.domain.people import ties
from app.domain.policy import ANYBODY, NOBODY, Me


def may_request_access(me: Me, access: Any) -> ColumnElement[bool]:
    """People who do not take part in the conversation. Never a machine client."""
    return not_(talks_in(me, me.id, access)) if me.is_person else NOBODY


def may_read_access(me: Me, access: Any) -> ColumnElement[bool]:
    """The two who take part in the conversation; who asked, and who decided. Never a machine
    client: the reason is a text.
    """
    if not me.is_person:
        return NOBODY
    mine = or_(access.requester_id == me.id, access.decided_by_id == me.id)
    return or_(mine, talks_in(me, me.id, access))


def may_see_requests(me: Me, _access: Any) -> ColumnElement[bool]:
    """People whose token has the scope: any of them may be the second who decides. Never a machine
    client.
    """
    return ANYBODY if me.is_person else NOBODY


def may_decide_on_access(me: Me, access: Any) -> ColumnElement[bool]:
    """Somebody other than who asked, who does not take part in the conversation, and is neither
    their manager nor reports to them.
    """
    if not me.is_person:
        return NOBODY
    return and_(
        access.requester_id != me.id,
        not_(talks_in(me, me.id, access)),
        ties.manager_id_of(me, me.id).is_distinct_from(access.requester_id),
        ties.manager_id_of(me, access.requester_id).is_distinct_from(me.id),
    )


def may_end_access(me: Me, access: Any) -> ColumnElement[bool]:
    """Who asked for it, and who approved it."""
    if not me.is_person:
        return NOBODY
    return or_(
        access.requester_id == me.id,
        and_(access.decided_by_id.is_not(None), access.decided_by_id == me.id),
    )


def is_opened(me: Me, reader_id: Any, conversation_id: Any) -> ColumnElement[bool]:
    """This person has exceptional access to the conversation now. An array, so that a list is
    found by its index all the same.
    """
    access: Any = aliased(ConversationAccess)
    opened = select(access.conversation_id).where(
        access.tenant_id == me.tenant_id,
        access.requester_id == reader_id,
        access.status == AccessStatus.APPROVED,
        access.ends_at > me.now,
    )
    clause: ColumnElement[bool] = conversation_id == func.any(
        func.array(opened.correlate_except(access).scalar_subquery())
    )
    return clause
