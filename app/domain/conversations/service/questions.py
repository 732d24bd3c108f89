"""Which questions a conversation goes by."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversation_templates import service as templates
from app.domain.conversation_templates.commands import LocaleFilters
from app.domain.conversation_templates.views import TemplateVersionView
from app.domain.conversations.errors import ConversationTemplateUnknown
from app.domain.conversations.models import Conversation
from app.domain.conversations.repository import questions as rows
from app.domain.errors import Fault
from app.domain.policy import Me
from app.domain.statement import One
from app.domain.transaction import Transaction
from app.domain.use_case import query


@query(Scope.CONVERSATIONS_READ, TemplateVersionView)
def get_conversation_questions(me: Me, conversation_id: UUID, filters: LocaleFilters) -> One:
    """Read the questions that a conversation goes by, in your language as far as there are texts.

    They are those of the day it was scheduled. A conversation without a template has none.
    """
    return templates.version_shown(rows.of_conversation(me, conversation_id), filters=filters)


async def chosen(tx: Transaction, key: str | None, *, is_named: bool) -> UUID | None:
    """The version that a new conversation begins with now. A template that was named has to be
    there; the usual one may be missing.
    """
    if key is None:
        return None
    found = await templates.current_version_id(tx, key)
    if found is None and is_named:
        wrong = ConversationTemplateUnknown
        raise wrong(Fault("/templateKey", wrong.explanation()))
    return found


async def same_questions(tx: Transaction, conversation: Conversation) -> UUID | None:
    """What its template asks now: none where that was retired since."""
    if conversation.template_version_id is None:
        return None
    return await templates.latest_version_id(tx, conversation.template_version_id)
