"""What came of the conversations of two people, as clauses over several tables."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import aliased

from app.domain.conversations.models import AHEAD, AgreedStep, Conversation
from app.domain.plans.views import MilestoneView, is_open
from app.domain.policy import Me


def open_steps(_me: Me, conversation: Any, milestone: Any) -> ColumnElement[bool]:
    """Agreed by the same two in a conversation that was held before this one, and still open."""
    step: Any = aliased(AgreedStep)
    earlier: Any = aliased(Conversation)
    agreed = select(step.milestone_id).where(
        earlier.tenant_id == conversation.tenant_id,
        earlier.person_id == conversation.person_id,
        earlier.partner_id == conversation.partner_id,
        earlier.id != conversation.id,
        or_(conversation.held_at.is_(None), earlier.held_at < conversation.held_at),
        step.tenant_id == earlier.tenant_id,
        step.conversation_id == earlier.id,
    )
    return and_(is_open(milestone), milestone.id.in_(agreed.correlate_except(step, earlier)))


def goals_of_steps(_me: Me, conversation: Any, goal: Any) -> ColumnElement[bool]:
    """What the steps agreed in this conversation serve today."""
    step: Any = aliased(AgreedStep)
    milestone: Any = aliased(MilestoneView.table)
    served = select(milestone.goal_id).where(
        step.tenant_id == conversation.tenant_id,
        step.conversation_id == conversation.id,
        milestone.tenant_id == step.tenant_id,
        milestone.id == step.milestone_id,
    )
    clause: ColumnElement[bool] = goal.id.in_(served.correlate_except(step, milestone))
    return clause


def next_of_pair(me: Me, conversation: Any, other: Any) -> ColumnElement[bool]:
    """Of one that is ahead itself, the one after it; of any other, the one that takes over its open
    points: the earliest whose date has not passed, or else the earliest that nobody held yet.
    """
    row: Any = aliased(Conversation)
    is_ahead = or_(*(conversation.status == status for status in AHEAD))
    comes_later = tuple_(row.scheduled_at, row.id) > tuple_(
        conversation.scheduled_at, conversation.id
    )
    first = (
        select(row.id)
        .where(
            row.tenant_id == conversation.tenant_id,
            row.person_id == conversation.person_id,
            row.partner_id == conversation.partner_id,
            row.id != conversation.id,
            or_(*(row.status == status for status in AHEAD)),
            or_(~is_ahead, comes_later),
        )
        .order_by(row.scheduled_at < me.now, row.scheduled_at, row.id)
        .limit(1)
    )
    clause: ColumnElement[bool] = other.id == first.correlate_except(row).scalar_subquery()
    return clause
