"""Who may do what with a conversation and with what belongs to it, besides notes."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from app.domain.conversations.policy.handoffs import handed_to_me
from app.domain.conversations.policy.opened import is_opened
from app.domain.conversations.policy.taking_part import takes_part, takes_part_in
from app.domain.policy import ANYBODY, NOBODY, Me


def may_read(me: Me, conversation: Any) -> ColumnElement[bool]:
    """The two who take part, and to whom it was handed over; who has exceptional access, while it
    lasts. Machine clients see that it is planned or was held, and no text: notes and preparations
    have rules of their own.
    """
    if not me.is_person:
        return ANYBODY
    opened = is_opened(me, me.id, conversation.id)
    return or_(takes_part(me, conversation), handed_to_me(me, conversation), opened)


def may_object(me: Me, conversation: Any) -> ColumnElement[bool]:
    """The one of the two who did not say that they met."""
    is_mine = and_(takes_part(me, conversation), conversation.held_by_id.is_distinct_from(me.id))
    return is_mine if me.is_person else NOBODY


def may_read_move(me: Me, move: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return takes_part_in(me, move.conversation_id)


def may_read_talking_point(me: Me, point: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return takes_part_in(me, point.conversation_id)


def may_change_talking_point(me: Me, point: Any) -> ColumnElement[bool]:
    """Who wrote it."""
    wrote: ColumnElement[bool] = point.author_id == me.id
    return wrote if me.is_person else NOBODY


def may_read_summary(me: Me, summary: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return takes_part_in(me, summary.conversation_id)


def may_rewrite_summary(me: Me, summary: Any) -> ColumnElement[bool]:
    """Who wrote it."""
    wrote: ColumnElement[bool] = summary.author_id == me.id
    return wrote if me.is_person else NOBODY


def may_answer_summary(me: Me, summary: Any) -> ColumnElement[bool]:
    """The one of the two who did not write it."""
    return and_(may_read_summary(me, summary), summary.author_id != me.id)


def may_read_snapshot(me: Me, snapshot: Any) -> ColumnElement[bool]:
    """The two who took part in the conversation. Never a machine client."""
    return takes_part_in(me, snapshot.conversation_id)


def may_read_addendum(me: Me, addendum: Any) -> ColumnElement[bool]:
    """The two who took part in the conversation. Never a machine client."""
    return takes_part_in(me, addendum.conversation_id)


def may_read_preparation(me: Me, preparation: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation; who has exceptional access to that, while it
    lasts. Never a machine client.
    """
    if not me.is_person:
        return NOBODY
    conversation_id = preparation.conversation_id
    opened = is_opened(me, me.id, conversation_id)
    return or_(takes_part_in(me, conversation_id), opened)


def may_read_extract(me: Me, extract: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return takes_part_in(me, extract.conversation_id)


def may_read_answer(me: Me, answer: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return takes_part_in(me, answer.conversation_id)
