"""What you can do to be done with a conversation, and afterwards."""

from datetime import datetime
from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.commands import AddAddendum, CloseConversation
from app.domain.conversations.errors import (
    ConversationNotClosed,
    ConversationNotHeld,
    SummaryUnconfirmed,
)
from app.domain.conversations.lifecycle import CONVERSATION
from app.domain.conversations.models import Addendum, Conversation
from app.domain.conversations.repository import addenda, snapshots
from app.domain.conversations.repository.addenda import Addenda
from app.domain.conversations.repository.conversations import Conversations
from app.domain.conversations.repository.pairs import is_anything_ahead, lock_pairs
from app.domain.conversations.repository.snapshots import Snapshots
from app.domain.conversations.repository.summaries import Summaries
from app.domain.conversations.repository.talking_points import carry_over
from app.domain.conversations.service.meeting import settle
from app.domain.conversations.service.questions import same_questions
from app.domain.conversations.views import (
    AddendumView,
    ConversationSnapshotView,
    ConversationView,
)
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, ConversationSnapshotView)
def get_conversation_snapshot(_me: Me, conversation_id: UUID) -> One:
    """Read a closed conversation as it was when it was closed. The two who took part may."""
    return snapshots.snapshot(conversation_id)


@query(Scope.CONVERSATIONS_READ, AddendumView)
def get_addendum(_me: Me, addendum_id: UUID) -> One:
    """Read what one of the two added to a closed conversation."""
    return addenda.addendum(addendum_id)


@query(Scope.CONVERSATIONS_READ, AddendumView)
def list_addenda(_me: Me, conversation_id: UUID) -> Many:
    """List what the two added to a closed conversation, the oldest first."""
    return addenda.addenda(conversation_id)


@action(
    Scope.CONVERSATIONS_WRITE,
    ConversationView,
    raises=(NotFound, Forbidden, ConversationNotHeld, SummaryUnconfirmed),
    versioned=True,
)
async def close_conversation(
    tx: Transaction, conversation_id: UUID, command: CloseConversation
) -> Conversation:
    """Be done with a conversation that was held: what was said stays as it is, and is kept as a
    snapshot. Later words are addenda.

    Points that are open go on to your next conversation; `nextAt` makes a date for it, with the
    same topic, duration and template, unless you have one ahead already. Where one side wrote a
    summary, the other one confirms it first.
    """
    step = CONVERSATION["close_conversation"]
    conversation = await Conversations(tx).to_take(step, conversation_id)
    summary_waits = await Summaries(tx).waits(conversation.id)
    tx.record(*conversation.close(summary_waits=summary_waits))
    await lock_pairs(tx, [conversation.id])
    if command.next_at is not None and not await is_anything_ahead(tx, conversation.id):
        await _meet_again(tx, conversation, command.next_at)
    await Snapshots(tx).keep(conversation)
    await carry_over(tx, [conversation.id])
    return conversation


async def _meet_again(tx: Transaction, conversation: Conversation, at: datetime) -> None:
    following = conversation.followed_by(at)
    following.template_version_id = await same_questions(tx, conversation)
    await settle(tx, following, conversation.grace_days)
    Conversations(tx).add(following)
    tx.record(*following.scheduled())


@action(
    Scope.CONVERSATIONS_WRITE,
    AddendumView,
    raises=(NotFound, Forbidden, ConversationNotClosed),
    creates=True,
)
async def add_addendum(tx: Transaction, conversation_id: UUID, command: AddAddendum) -> Addendum:
    """Add something to a closed conversation, which itself stays as it is. Both of you read it, and
    neither can change it any more.
    """
    conversation = await Conversations(tx).get(conversation_id, may=policy.takes_part, lock=True)
    addendum = Addendum(conversation_id=conversation.id, author_id=tx.actor.id, body=command.body)
    tx.record(*conversation.add_later(addendum.id, addendum.author_id))
    return Addenda(tx).add(addendum)
