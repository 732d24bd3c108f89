"""How a conversation template looks from outside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.conversation_templates import policy
from app.domain.conversation_templates.models import ConversationTemplate, TemplateVersion
from app.domain.conversation_templates.states import TemplateStatus, VersionStatus
from app.domain.policy import Me
from app.domain.view import Computed, View


def newest(status: VersionStatus) -> Computed:
    """The one of its versions in this state that has the highest number."""

    def found(me: Me, template: Any) -> ColumnElement[Any]:
        version: Any = aliased(TemplateVersion)
        query = select(version.id).where(
            version.tenant_id == template.tenant_id,
            version.template_id == template.id,
            version.status == status,
            policy.may_read_version(me, version),
        )
        highest = query.order_by(version.number.desc()).limit(1)
        return highest.correlate_except(version).scalar_subquery()

    return found


class ConversationTemplateView(
    View,
    of=ConversationTemplate,
    guard=policy.may_read,
    scope=Scope.CONVERSATIONS_READ,
    computed={
        "current_version_id": newest(VersionStatus.PUBLISHED),
        "draft_id": newest(VersionStatus.DRAFT),
    },
):
    """Questions that conversations go by, in versions."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the template.")
    key: str = Field(description="Its name for programs, unique in the organisation.")
    title: str = Field(
        description="As its newest version has it, in that version's default locale."
    )
    status: TemplateStatus = Field(description="Whether new conversations may go by it.")
    is_builtin: bool = Field(description="Whether it came with the product.")
    keeper_id: UUID | None = Field(
        description="The person or machine client that keeps it up to date, if there is one."
    )
    current_version_id: UUID | None = Field(
        description="The published version with the highest number, if there is one: while the "
        "template is active, conversations begin with it."
    )
    draft_id: UUID | None = Field(
        description="The version that is being written; null for those who do not write it."
    )
    created_at: datetime = Field(description="When it was begun.")
