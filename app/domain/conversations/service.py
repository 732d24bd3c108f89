"""What you can do with conversations. One function, one transaction, one scope."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations import policy, repository
from app.domain.conversations.commands import (
    AgreeNextStep,
    AudienceFilters,
    ConversationFilters,
    PrepareConversation,
    ScheduleConversation,
    WriteNote,
)
from app.domain.conversations.errors import (
    ConversationNotHeld,
    ConversationOver,
    ParticipantUnknown,
    PartnerUnknown,
    TalksToThemselves,
)
from app.domain.conversations.models import AgreedStep, Conversation, Note, Preparation
from app.domain.conversations.repository import AgreedSteps, Conversations, Notes, Preparations
from app.domain.conversations.views import ConversationView, NoteView, PreparationView
from app.domain.entity import Entity
from app.domain.errors import Forbidden, NotFound
from app.domain.people.views import PersonView
from app.domain.plans import service as plans
from app.domain.plans.errors import GoalElsewhere, OwnerGone, OwnerUnknown
from app.domain.plans.views import MilestoneView
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, ConversationView)
def get_conversation(_me: Me, conversation_id: UUID) -> One:
    """Read one conversation: who, when, and how far it is. Notes are apart."""
    return repository.conversation(conversation_id)


@query(Scope.CONVERSATIONS_READ, ConversationView)
def list_conversations(_me: Me, filters: ConversationFilters) -> Many:
    """List the conversations you take part in, the oldest first."""
    return repository.conversations(filters)


@query(Scope.CONVERSATIONS_READ, PreparationView)
def list_preparations(_me: Me, conversation_id: UUID) -> Many:
    """List what each side brings to a conversation that you take part in."""
    return repository.preparations(conversation_id)


@query(Scope.CONVERSATIONS_READ, NoteView)
def list_notes(_me: Me, conversation_id: UUID) -> Many:
    """List the notes of a conversation that you may read: yours, and those shared with you."""
    return repository.notes(conversation_id)


@query(Scope.CONVERSATIONS_READ, NoteView)
def get_note(_me: Me, note_id: UUID) -> One:
    """Read one note."""
    return repository.note(note_id)


@query(Scope.CONVERSATIONS_READ, PersonView)
def preview_audience(me: Me, conversation_id: UUID, filters: AudienceFilters) -> Many:
    """See who will read a note before you write it."""
    return repository.audience(me, conversation_id, filters)


@action(
    Scope.CONVERSATIONS_WRITE,
    ConversationView,
    raises=(Forbidden, TalksToThemselves, PartnerUnknown, ParticipantUnknown),
    creates=True,
)
async def schedule_conversation(tx: Transaction, command: ScheduleConversation) -> Conversation:
    """Make a date for a conversation that you will take part in."""
    conversation = Conversations(tx).add(Conversation(**command.model_dump()))
    tx.record(*conversation.scheduled())
    return await Conversations(tx).check_new(conversation, policy.takes_part)


@action(
    Scope.CONVERSATIONS_WRITE,
    PreparationView,
    raises=(NotFound, Forbidden, ConversationOver),
)
async def prepare_conversation(
    tx: Transaction, conversation_id: UUID, command: PrepareConversation
) -> Preparation:
    """Say what you want to talk about, or say it differently. The other side sees it."""
    conversation = await Conversations(tx).get(conversation_id, may=policy.takes_part, lock=True)
    conversation.prepare()
    preparations = Preparations(tx)
    mine = await preparations.mine(conversation_id)
    if mine is None:
        return preparations.add(
            Preparation(
                conversation_id=conversation_id, author_id=tx.actor.id, **command.model_dump()
            )
        )
    mine.talking_points, mine.hopes = command.talking_points, command.hopes
    return mine


@action(
    Scope.CONVERSATIONS_WRITE,
    ConversationView,
    raises=(NotFound, Forbidden, ConversationOver),
    versioned=True,
)
async def hold_conversation(tx: Transaction, conversation_id: UUID) -> Conversation:
    """Say that you met."""
    conversation = await Conversations(tx).get(conversation_id, may=policy.takes_part, lock=True)
    tx.record(*conversation.hold(at=tx.now))
    return conversation


@action(Scope.CONVERSATIONS_WRITE, NoteView, raises=(NotFound, Forbidden), creates=True)
async def write_note(tx: Transaction, conversation_id: UUID, command: WriteNote) -> Note:
    """Write a note about a conversation, for yourself or for both of you.

    `preview_audience` says beforehand who will read it.
    """
    conversation = await Conversations(tx).get(conversation_id, may=policy.takes_part)
    return Notes(tx).add(
        Note(conversation_id=conversation.id, author_id=tx.actor.id, **command.model_dump())
    )


@action(
    Scope.CONVERSATIONS_WRITE,
    MilestoneView,
    raises=(
        NotFound,
        Forbidden,
        ConversationNotHeld,
        GoalElsewhere,
        OwnerUnknown,
        OwnerGone,
    ),
    creates=True,
)
async def agree_next_step(tx: Transaction, conversation_id: UUID, command: AgreeNextStep) -> Entity:
    """Agree on a next step: a milestone in the person's plan, with one owner and one deadline.

    It goes into the person's open plan; a draft is begun if there is none. The person and
    their manager may do this.
    """
    conversation = await Conversations(tx).get(conversation_id, may=policy.takes_part, lock=True)
    conversation.check_held()
    milestone = await plans.agree_step(
        tx, conversation.person_id, command.milestone(), command.goal()
    )
    AgreedSteps(tx).add(AgreedStep(conversation_id=conversation.id, milestone_id=milestone.id))
    return milestone
