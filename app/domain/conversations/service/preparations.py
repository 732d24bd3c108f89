"""What you can do with preparations."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations.commands import PrepareConversation
from app.domain.conversations.errors import (
    AnswerDoesNotFit,
    ConversationOver,
    QuestionUnknown,
)
from app.domain.conversations.lifecycle import CONVERSATION
from app.domain.conversations.models import Preparation
from app.domain.conversations.repository import preparations as rows
from app.domain.conversations.repository.conversations import Conversations
from app.domain.conversations.repository.preparations import Preparations
from app.domain.conversations.service.answers import answer
from app.domain.conversations.views import PreparationView
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Me
from app.domain.statement import Many
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, PreparationView)
def list_preparations(_me: Me, conversation_id: UUID) -> Many:
    """List what each side brings to a conversation that you take part in."""
    return rows.preparations(conversation_id)


@action(
    Scope.CONVERSATIONS_WRITE,
    PreparationView,
    raises=(NotFound, Forbidden, ConversationOver, QuestionUnknown, AnswerDoesNotFit),
)
async def prepare_conversation(
    tx: Transaction, conversation_id: UUID, command: PrepareConversation
) -> Preparation:
    """Say what you hope for, or say it differently. The other side sees it. What to talk about has
    a list of its own: `add_talking_point`.
    """
    step = CONVERSATION["prepare_conversation"]
    conversation = await Conversations(tx).to_take(step, conversation_id)
    tx.record(*conversation.prepare())
    await answer(tx, conversation, command.answers)
    preparations = Preparations(tx)
    mine = await preparations.mine(conversation_id)
    if mine is None:
        return preparations.add(
            Preparation(
                conversation_id=conversation_id,
                author_id=tx.actor.id,
                **command.model_dump(exclude={"answers"}),
            )
        )
    mine.hopes = command.hopes
    return mine
