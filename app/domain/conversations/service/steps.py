"""What you can do with next steps."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.commands import AgreeNextStep
from app.domain.conversations.errors import ConversationNotHeld
from app.domain.conversations.models import AgreedStep
from app.domain.conversations.repository.conversations import AgreedSteps, Conversations
from app.domain.entity import Entity
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import service as plans
from app.domain.plans.errors import GoalElsewhere, OwnerGone, OwnerUnknown
from app.domain.plans.views import MilestoneView
from app.domain.transaction import Transaction
from app.domain.use_case import action


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
    conversation.check_under_way()
    milestone = await plans.agree_step(
        tx, conversation.person_id, command.milestone(), command.goal()
    )
    AgreedSteps(tx).add(AgreedStep(conversation_id=conversation.id, milestone_id=milestone.id))
    return milestone
