"""What came of the conversations of two people, as clauses over several tables."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from app.domain.conversations.models import AgreedStep, Conversation
from app.domain.plans.views import is_open
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
