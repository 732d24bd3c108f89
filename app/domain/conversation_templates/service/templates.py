"""What you can do with a conversation template as a whole."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversation_templates.commands import (
    ConversationTemplateFilters,
    CreateConversationTemplate,
)
from app.domain.conversation_templates.errors import (
    ConversationTemplateKeyTaken,
    ConversationTemplateRetiredAlready,
)
from app.domain.conversation_templates.lifecycle import TEMPLATE
from app.domain.conversation_templates.models import ConversationTemplate, TemplateVersion
from app.domain.conversation_templates.repository import templates as rows
from app.domain.conversation_templates.repository.templates import Templates
from app.domain.conversation_templates.repository.versions import Versions
from app.domain.conversation_templates.views import ConversationTemplateView
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, ConversationTemplateView)
def get_conversation_template(_me: Me, conversation_template_id: UUID) -> One:
    """Read one conversation template: its versions are apart."""
    return rows.template(conversation_template_id)


@query(Scope.CONVERSATIONS_READ, ConversationTemplateView)
def list_conversation_templates(_me: Me, filters: ConversationTemplateFilters) -> Many:
    """List the conversation templates of the organisation, by their keys.

    A template of yours that was never published is in your list alone.
    """
    return rows.templates(filters)


@action(
    Scope.CONVERSATIONS_WRITE,
    ConversationTemplateView,
    raises=(ConversationTemplateKeyTaken,),
    creates=True,
)
async def create_conversation_template(
    tx: Transaction, command: CreateConversationTemplate
) -> ConversationTemplate:
    """Write down questions for conversations, as a draft that you alone see.

    Everybody reads it when it is published. You and machine clients change it.
    """
    [title] = (one.title for one in command.texts if one.locale == command.default_locale)
    template = Templates(tx).add(
        ConversationTemplate(key=command.key, title=title, keeper_id=tx.actor.id)
    )
    await tx.flush()
    Versions(tx).add(
        TemplateVersion(
            template_id=template.id,
            number=1,
            default_locale=command.default_locale,
            content=command.stored(),
        )
    )
    return template


@action(
    Scope.CONVERSATIONS_WRITE,
    ConversationTemplateView,
    raises=(NotFound, Forbidden, ConversationTemplateRetiredAlready),
    versioned=True,
)
async def retire_conversation_template(
    tx: Transaction, conversation_template_id: UUID
) -> ConversationTemplate:
    """Have no more conversations begin with a template. Those that have it keep its questions."""
    step = TEMPLATE["retire_conversation_template"]
    template = await Templates(tx).to_take(step, conversation_template_id)
    tx.record(*template.retire())
    return template


@action(
    Scope.ADMIN,
    ConversationTemplateView,
    raises=(NotFound, ConversationTemplateRetiredAlready),
    versioned=True,
)
async def take_over_conversation_template(
    tx: Transaction, conversation_template_id: UUID
) -> ConversationTemplate:
    """Keep a template from now on: one that came with the product, or whose keeper is gone.

    Whoever kept it before does not change it any more.
    """
    template = await Templates(tx).get(conversation_template_id, lock=True)
    template.take_over(tx.actor.id)
    return template
