"""The SQL of the questions that conversations go by."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from app.domain.conversation_templates.views import TemplateVersionView
from app.domain.conversations import policy
from app.domain.conversations.models import Conversation
from app.domain.policy import Me


def of_conversation(me: Me, conversation_id: UUID) -> ColumnElement[bool]:
    """The version that this conversation has, if I may read the conversation."""
    row: Any = aliased(Conversation)
    version: Any = TemplateVersionView.table
    found = select(row.id).where(
        row.tenant_id == me.tenant_id,
        row.id == conversation_id,
        row.template_version_id == version.id,
        policy.may_read(me, row),
    )
    return found.correlate_except(row).exists()
