"""What you can do with a conversation as a whole."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.commands import (
    ConversationFilters,
    EndConversation,
    HoldConversation,
    ObjectToConversation,
    RescheduleConversation,
    ScheduleConversation,
)
from app.domain.conversations.errors import (
    ConversationNotHeld,
    ConversationOver,
    ConversationTemplateUnknown,
    ConversationUnmoved,
    HeldInFuture,
    HoldingObjected,
    ParticipantUnknown,
    PartnerUnknown,
    TalksToThemselves,
)
from app.domain.conversations.lifecycle import CONVERSATION
from app.domain.conversations.models import Conversation, ConversationMove
from app.domain.conversations.repository import conversations as rows
from app.domain.conversations.repository.conversations import ConversationMoves, Conversations
from app.domain.conversations.repository.series import AllSeries
from app.domain.conversations.repository.talking_points import carry_over
from app.domain.conversations.service.meeting import settle, when_together
from app.domain.conversations.service.questions import chosen
from app.domain.conversations.views import ConversationView
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, ConversationView)
def get_conversation(_me: Me, conversation_id: UUID) -> One:
    """Read one conversation: who, when, and how far it is. Notes are apart."""
    return rows.conversation(conversation_id)


@query(Scope.CONVERSATIONS_READ, ConversationView)
def list_conversations(me: Me, filters: ConversationFilters) -> Many:
    """List the conversations you take part in, that were handed over to you, or that you have
    exceptional access to, the oldest first.
    """
    return rows.conversations(me, filters)


@action(
    Scope.CONVERSATIONS_WRITE,
    ConversationView,
    raises=(
        Forbidden,
        TalksToThemselves,
        PartnerUnknown,
        ParticipantUnknown,
        ConversationTemplateUnknown,
    ),
    creates=True,
)
async def schedule_conversation(tx: Transaction, command: ScheduleConversation) -> Conversation:
    """Make a date for a conversation that you will take part in.

    It keeps the questions that its template has now. Points that the two left open in earlier
    ones are carried over to the next that is ahead. Until `missedAt`, which is some working days
    later, you can still meet. Whom the settings have reminded after that is taken over, and can be
    changed for each conversation.
    """
    is_named = "template_key" in command.model_fields_set
    version_id = await chosen(tx, command.template_key, is_named=is_named)
    given = command.model_dump(exclude={"template_key", "grace_days"})
    conversation = Conversation(**given, template_version_id=version_id)
    await settle(tx, conversation, command.grace_days)
    Conversations(tx).add(conversation)
    tx.record(*conversation.scheduled())
    await Conversations(tx).check_new(conversation, policy.takes_part)
    await carry_over(tx, [conversation.id])
    return conversation


@action(
    Scope.CONVERSATIONS_WRITE,
    ConversationView,
    raises=(NotFound, Forbidden, ConversationOver, ConversationUnmoved),
    versioned=True,
)
async def reschedule_conversation(
    tx: Transaction, conversation_id: UUID, command: RescheduleConversation
) -> Conversation:
    """Make another date, and say why. What was prepared stays, and nothing is missed any more.

    The dates that there were are kept with the conversation, and how often it was moved.
    """
    step = CONVERSATION["reschedule_conversation"]
    conversation = await Conversations(tx).to_take(step, conversation_id)
    was = conversation.scheduled_at
    tx.record(*conversation.reschedule(command.scheduled_at, command.duration_minutes))
    [together] = await when_together(tx, [conversation])
    conversation.reckon(together)
    ConversationMoves(tx).add(
        ConversationMove(
            created_at=tx.now,
            conversation_id=conversation.id,
            from_at=was,
            to_at=conversation.scheduled_at,
            reason=command.reason,
            moved_by_id=tx.actor.id,
        )
    )
    await AllSeries(tx).look_again(conversation)
    return conversation


@action(
    Scope.CONVERSATIONS_WRITE,
    ConversationView,
    raises=(NotFound, Forbidden, ConversationOver),
    versioned=True,
)
async def skip_conversation(
    tx: Transaction, conversation_id: UUID, command: EndConversation
) -> Conversation:
    """Leave this one out, and say why. The next one stands, and takes over the open points."""
    step = CONVERSATION["skip_conversation"]
    conversation = await Conversations(tx).to_take(step, conversation_id)
    tx.record(*conversation.skip(tx.actor.id, command.reason))
    await AllSeries(tx).look_again(conversation)
    await carry_over(tx, [conversation.id])
    return conversation


@action(
    Scope.CONVERSATIONS_WRITE,
    ConversationView,
    raises=(NotFound, Forbidden, ConversationOver),
    versioned=True,
)
async def cancel_conversation(
    tx: Transaction, conversation_id: UUID, command: EndConversation
) -> Conversation:
    """Call a conversation off, and say why. Open points go on to the next one."""
    step = CONVERSATION["cancel_conversation"]
    conversation = await Conversations(tx).to_take(step, conversation_id)
    tx.record(*conversation.cancel(tx.actor.id, command.reason))
    await AllSeries(tx).look_again(conversation)
    await carry_over(tx, [conversation.id])
    return conversation


@action(
    Scope.CONVERSATIONS_WRITE,
    ConversationView,
    raises=(NotFound, Forbidden, ConversationOver, HeldInFuture, HoldingObjected),
    versioned=True,
)
async def hold_conversation(
    tx: Transaction, conversation_id: UUID, command: HoldConversation
) -> Conversation:
    """Say that you met, now or before. One side's word is enough; the other one can object."""
    conversation = await Conversations(tx).to_take(
        CONVERSATION["hold_conversation"], conversation_id
    )
    tx.record(*conversation.hold(tx.actor.id, command.held_at or tx.now, tx.now))
    await AllSeries(tx).look_again(conversation)
    return conversation


@action(
    Scope.CONVERSATIONS_WRITE,
    ConversationView,
    raises=(NotFound, Forbidden, ConversationNotHeld),
    versioned=True,
)
async def object_to_conversation(
    tx: Transaction, conversation_id: UUID, command: ObjectToConversation
) -> Conversation:
    """Say that you did not meet, though the other side said so. It is ahead again.

    After that it takes your word that you met, or another date.
    """
    step = CONVERSATION["object_to_conversation"]
    conversation = await Conversations(tx).to_take(step, conversation_id)
    tx.record(*conversation.object(tx.actor.id, command.reason))
    await AllSeries(tx).look_again(conversation)
    await carry_over(tx, [conversation.id])
    return conversation
