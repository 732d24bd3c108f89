"""What you can do with extracts."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.commands import ShareExtract
from app.domain.conversations.errors import ExtractedFromNothing, ExtractsSettled
from app.domain.conversations.models import ReflectionExtract
from app.domain.conversations.repository import extracts as rows
from app.domain.conversations.repository.conversations import Conversations
from app.domain.conversations.repository.extracts import ReflectionExtracts
from app.domain.conversations.views import ReflectionExtractView
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Me
from app.domain.shape import Removed
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, ReflectionExtractView)
def list_extracts(_me: Me, conversation_id: UUID) -> Many:
    """List what each side shared of its reflections in a conversation that you take part in."""
    return rows.extracts(conversation_id)


@query(Scope.CONVERSATIONS_READ, ReflectionExtractView)
def get_extract(_me: Me, extract_id: UUID) -> One:
    """Read what one side shared of a reflection."""
    return rows.extract(extract_id)


@action(
    Scope.CONVERSATIONS_WRITE,
    ReflectionExtractView,
    raises=(NotFound, Forbidden, ExtractsSettled, ExtractedFromNothing),
    creates=True,
)
async def share_extract(
    tx: Transaction, conversation_id: UUID, command: ShareExtract
) -> ReflectionExtract:
    """Share words of your choice from one of your reflections in a conversation.

    Both of you read these words. The reflection stays yours: the other side does not see which
    it is, nor whether you keep it. You can withdraw the words until the conversation is closed.
    """
    conversation = await Conversations(tx).get(conversation_id, may=policy.takes_part, lock=True)
    conversation.check_shareable()
    tx.concern(conversation.person_id, conversation.partner_id)
    return ReflectionExtracts(tx).add(
        ReflectionExtract(
            created_at=tx.now,
            conversation_id=conversation.id,
            author_id=tx.actor.id,
            **command.model_dump(),
        )
    )


@action(
    Scope.CONVERSATIONS_WRITE,
    Removed,
    raises=(NotFound, Forbidden, ExtractsSettled),
    versioned=True,
)
async def withdraw_extract(tx: Transaction, extract_id: UUID) -> Removed:
    """Take back what you shared, until the conversation is closed. It is gone for both of you.

    The other side may have read it: the audit knows that it was there, and not what it said.
    """
    extracts = ReflectionExtracts(tx)
    extract = await extracts.get(extract_id, may=policy.is_author, lock=True)
    conversation = await Conversations(tx).get(extract.conversation_id, lock=True, decided_on=False)
    conversation.check_open_for_withdrawal()
    tx.concern(conversation.person_id, conversation.partner_id)
    tx.record(*extract.withdrawn())
    await extracts.remove(extract)
    return Removed(id=extract_id)
