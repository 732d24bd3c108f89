"""What you can do with summaries: hearing each other back."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.commands import RequestSummaryCorrection, WriteSummary
from app.domain.conversations.errors import ConversationNotHeld, SummaryConfirmed
from app.domain.conversations.lifecycle import SUMMARY
from app.domain.conversations.models import Conversation, Summary
from app.domain.conversations.repository import summaries as rows
from app.domain.conversations.repository.conversations import Conversations
from app.domain.conversations.repository.summaries import Summaries
from app.domain.conversations.views import SummaryView
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Me
from app.domain.statement import One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, SummaryView)
def get_summary(_me: Me, conversation_id: UUID) -> One:
    """Read what one of the two wrote down of a conversation, and what the other one says to it."""
    return rows.summary(conversation_id)


@action(
    Scope.CONVERSATIONS_WRITE,
    SummaryView,
    raises=(NotFound, Forbidden, ConversationNotHeld, SummaryConfirmed),
)
async def write_summary(tx: Transaction, conversation_id: UUID, command: WriteSummary) -> Summary:
    """Write down what you heard and agreed on, once you met. Either side may begin; whoever did may
    write it differently until the other one confirms it.
    """
    conversation = await _locked(tx, conversation_id)
    summaries = Summaries(tx)
    known = await summaries.of(conversation.id)
    if known is not None:
        known = await summaries.to_take(SUMMARY["write_summary"], known.id)
    conversation.check_under_way()
    if known is None:
        summary = summaries.add(
            Summary(conversation_id=conversation.id, author_id=tx.actor.id, body=command.body)
        )
    else:
        summary = known
        summary.rewrite(command.body)
    tx.record(*conversation.summary_goes("write_summary"))
    return summary


@action(
    Scope.CONVERSATIONS_WRITE,
    SummaryView,
    raises=(NotFound, Forbidden, ConversationNotHeld, SummaryConfirmed),
    versioned=True,
)
async def request_summary_correction(
    tx: Transaction, conversation_id: UUID, command: RequestSummaryCorrection
) -> Summary:
    """Say what you would put differently in the summary that the other side wrote. The version is
    the summary's.
    """
    conversation, summary = await _to_answer(tx, conversation_id, "request_summary_correction")
    summary.ask_for(command.what)
    tx.record(*conversation.summary_goes("request_summary_correction"))
    return summary


@action(
    Scope.CONVERSATIONS_WRITE,
    SummaryView,
    raises=(NotFound, Forbidden, ConversationNotHeld, SummaryConfirmed),
    versioned=True,
)
async def confirm_summary(tx: Transaction, conversation_id: UUID) -> Summary:
    """Say that you heard the same: the conversation is summarised. The version is that of the
    summary which you read.

    You may also confirm what you asked to have put differently before.
    """
    conversation, summary = await _to_answer(tx, conversation_id, "confirm_summary")
    summary.confirm(tx.actor.id, tx.now)
    tx.record(*conversation.summarise())
    return summary


async def _locked(tx: Transaction, conversation_id: UUID) -> Conversation:
    conversations = Conversations(tx)
    return await conversations.get(
        conversation_id, may=policy.takes_part, lock=True, decided_on=False
    )


async def _to_answer(
    tx: Transaction, conversation_id: UUID, step: str
) -> tuple[Conversation, Summary]:
    conversation = await _locked(tx, conversation_id)
    summaries = Summaries(tx)
    known = await summaries.of(conversation.id)
    if known is None:
        raise NotFound
    summary = await summaries.to_take(SUMMARY[step], known.id)
    conversation.check_under_way()
    return conversation, summary
