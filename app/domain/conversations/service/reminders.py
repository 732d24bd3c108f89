"""What you can do with reminders."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.commands.reminders import SetConversationReminders
from app.domain.conversations.errors import ConversationOver
from app.domain.conversations.models import Conversation
from app.domain.conversations.repository.conversations import Conversations
from app.domain.conversations.service.meeting import when_together
from app.domain.conversations.views import ConversationView
from app.domain.errors import Forbidden, NotFound
from app.domain.transaction import Transaction
from app.domain.use_case import action


@action(
    Scope.CONVERSATIONS_WRITE,
    ConversationView,
    raises=(NotFound, Forbidden, ConversationOver),
    versioned=True,
)
async def set_conversation_reminders(
    tx: Transaction, conversation_id: UUID, command: SetConversationReminders
) -> Conversation:
    """Say who is reminded, and when, if you have not met by the last day on which you can.

    Each step is a number of working days after that day, and is told as an event, for the
    calendar or chat of your organisation to act on; it has no text. An empty list switches
    reminders off for this conversation. Steps whose day has come already are left out.
    """
    conversation = await Conversations(tx).get(conversation_id, may=policy.takes_part, lock=True)
    [together] = await when_together(tx, [conversation])
    conversation.remind(command.steps(), tx.now, together)
    return conversation
