"""The SQL of conversation templates."""

from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from app.domain.conversation_templates import policy
from app.domain.conversation_templates.commands import ConversationTemplateFilters
from app.domain.conversation_templates.models import ConversationTemplate
from app.domain.conversation_templates.views import ConversationTemplateView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One

TENANTS: Final = "SELECT tenant_id FROM tenant"
"""For the worker's role, which knows that much of all of them."""


def template(template_id: UUID) -> One:
    return One(ConversationTemplateView, (col(ConversationTemplate.id) == template_id,))


def templates(filters: ConversationTemplateFilters) -> Many:
    where: list[Any] = []
    if filters.status is not None:
        where.append(col(ConversationTemplate.status) == filters.status)
    if filters.key is not None:
        where.append(col(ConversationTemplate.key) == filters.key)
    return Many(ConversationTemplateView, tuple(where), order=("key", "id"))


class Templates(Repository[ConversationTemplate]):
    entity = ConversationTemplate
    guard: ClassVar[Rule] = policy.may_read
    takers = policy.TAKERS

    async def keyed(self) -> dict[str, ConversationTemplate]:
        """All that there are. Until we commit, nobody else puts in what is missing."""
        name = f"{self.tx.actor.tenant_id}:conversation-templates"
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
        )
        return {one.key: one for one in await self.rows(self.select().with_for_update())}
