"""What you can do about reading a conversation of others, when there is no other way.

It takes a reason, a second person, and ends by itself. The two who take part are told, and see who
asked, who approved, why and until when. What is opened is the conversation, what each side
prepared, and the notes that others than their author read; never a note of an author alone, and
never a change of anything.
"""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.commands import AccessFilters, RequestAccess
from app.domain.conversations.errors import AccessNotOpen, AccessNotRequested, ConversationUnknown
from app.domain.conversations.lifecycle import ACCESS
from app.domain.conversations.models import Conversation, ConversationAccess
from app.domain.conversations.repository import accesses as rows
from app.domain.conversations.repository.accesses import Accesses, ConversationsOfOthers
from app.domain.conversations.views import AccessRequestView, ConversationAccessView
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, ConversationAccessView)
def list_conversation_accesses(_me: Me, conversation_id: UUID) -> Many:
    """List who asked to read a conversation of yours without taking part, why, and until when."""
    return rows.accesses(conversation_id)


@query(Scope.CONVERSATIONS_INVESTIGATE, AccessRequestView)
def list_access_requests(_me: Me, filters: AccessFilters) -> Many:
    """List what was asked for in the organisation, for those who decide."""
    return rows.requests(filters)


@query(Scope.CONVERSATIONS_INVESTIGATE, AccessRequestView)
def get_access_request(_me: Me, conversation_access_id: UUID) -> One:
    """Read one request: who asked, why, and what became of it."""
    return rows.request(conversation_access_id)


@action(
    Scope.CONVERSATIONS_INVESTIGATE,
    AccessRequestView,
    raises=(Forbidden, ConversationUnknown),
    creates=True,
)
async def request_conversation_access(
    tx: Transaction, command: RequestAccess
) -> ConversationAccess:
    """Ask to read a conversation that you do not take part in, for some hours, and say why.

    Somebody else has to approve. The two who take part see that you asked.
    """
    if not tx.me.is_person:
        raise Forbidden
    accesses = Accesses(tx)
    access = ConversationAccess(created_at=tx.now, requester_id=tx.actor.id, **command.model_dump())
    await accesses.check_new(accesses.add(access), policy.may_request_access)
    await _concern_the_two(tx, access)
    return access


@action(
    Scope.CONVERSATIONS_INVESTIGATE,
    AccessRequestView,
    raises=(NotFound, Forbidden, AccessNotRequested),
    versioned=True,
)
async def approve_conversation_access(
    tx: Transaction, conversation_access_id: UUID
) -> ConversationAccess:
    """Approve what somebody else asked for: from now on, and for as long as they said, they read
    the conversation. The two who take part are told.
    """
    step = ACCESS["approve_conversation_access"]
    access = await Accesses(tx).to_take(step, conversation_access_id)
    conversation = await _concern_the_two(tx, access)
    tx.record(*access.approve(tx.actor.id, tx.now, conversation))
    return access


@action(
    Scope.CONVERSATIONS_INVESTIGATE,
    AccessRequestView,
    raises=(NotFound, Forbidden, AccessNotRequested),
    versioned=True,
)
async def decline_conversation_access(
    tx: Transaction, conversation_access_id: UUID
) -> ConversationAccess:
    """Decline what somebody else asked for. They read nothing."""
    step = ACCESS["decline_conversation_access"]
    access = await Accesses(tx).to_take(step, conversation_access_id)
    await _concern_the_two(tx, access)
    access.refuse(tx.actor.id, tx.now)
    return access


@action(
    Scope.CONVERSATIONS_INVESTIGATE,
    AccessRequestView,
    raises=(NotFound, Forbidden, AccessNotOpen),
    versioned=True,
)
async def revoke_conversation_access(
    tx: Transaction, conversation_access_id: UUID
) -> ConversationAccess:
    """End an access before its time, or take back a request. It holds at once."""
    step = ACCESS["revoke_conversation_access"]
    access = await Accesses(tx).to_take(step, conversation_access_id)
    conversation = await _concern_the_two(tx, access)
    tx.record(*access.revoke(tx.actor.id, tx.now, conversation))
    return access


async def _concern_the_two(tx: Transaction, access: ConversationAccess) -> Conversation:
    """Whose conversation it is: it stands in their audit, whatever is done."""
    conversation = await ConversationsOfOthers(tx).get(access.conversation_id)
    tx.concern(conversation.person_id, conversation.partner_id)
    return conversation
