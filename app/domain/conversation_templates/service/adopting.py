"""What comes with the product reaches every organisation."""

from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.conversation_templates.builtin import BUILTIN, Builtin
from app.domain.conversation_templates.models import ConversationTemplate, TemplateVersion
from app.domain.conversation_templates.repository import templates as rows
from app.domain.conversation_templates.repository.templates import Templates
from app.domain.conversation_templates.repository.versions import Versions
from app.domain.conversation_templates.states import TemplateStatus, VersionStatus
from app.domain.shape import Shape
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action


async def tenants(database: Database) -> list[UUID]:
    """Every organisation. For the worker's role only."""
    return [row["tenant_id"] for row in await database.fetch(rows.TENANTS)]


class Adopted(Shape):
    count: int = Field(description="The versions that were published.")


@action(Scope.SYSTEM, Adopted, audited=False)
async def adopt_builtin_templates(tx: Transaction) -> Adopted:
    """Publish those of the product's own templates that the organisation does not have yet.

    Twice is once. Newer words of ours are a new version. They stay away where the organisation
    has words of its own, published or in a draft, where it retired the template or took our words
    back, and where another template has the key.
    """
    there = await Templates(tx).keyed()
    published = [one for one in BUILTIN if await _adopt(tx, one, there.get(one.key))]
    if published:
        tx.leave_fact(adopt_builtin_templates.name, None)
    return Adopted(count=len(published))


async def _adopt(tx: Transaction, builtin: Builtin, there: ConversationTemplate | None) -> bool:
    template, number = there, 1
    if template is None:
        template = Templates(tx).add(
            ConversationTemplate(key=builtin.key, title=builtin.title, is_builtin=True)
        )
        await tx.flush()
    else:
        if not template.is_builtin or template.status is not TemplateStatus.ACTIVE:
            return False
        newest, *_ = await Versions(tx).of(template.id)
        is_ours = newest.status is VersionStatus.PUBLISHED and newest.builtin_revision is not None
        if not is_ours or (newest.builtin_revision or 0) >= builtin.revision:
            return False
        number = newest.number + 1
    version = Versions(tx).add(
        TemplateVersion(
            template_id=template.id,
            number=number,
            default_locale=builtin.content.default_locale,
            content=builtin.content.stored(),
            builtin_revision=builtin.revision,
        )
    )
    tx.record(*version.publish(template, (), tx.now))
    return True
