"""What you can do with handoffs."""

from collections.abc import Collection, Iterator
from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations.commands import (
    HandoffFilters,
    ShareHandoff,
    WithdrawFromHandoff,
)
from app.domain.conversations.errors import (
    HandoffNotOpen,
    HandoffNotShared,
    HandoffOver,
    NotToHandOver,
)
from app.domain.conversations.lifecycle import HANDOFF
from app.domain.conversations.models import Handoff, HandoffItem
from app.domain.conversations.repository import handoffs as rows
from app.domain.conversations.repository.handoffs import HandoffItems, Handoffs
from app.domain.conversations.views import ConversationView, HandoffView, NoteView
from app.domain.errors import Fault, Forbidden, NotFound
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, HandoffView)
def get_handoff(_me: Me, handoff_id: UUID) -> One:
    """Read one handoff: between whom it is and how far. What goes along is in `items`."""
    return rows.handoff(handoff_id)


@query(Scope.CONVERSATIONS_READ, HandoffView)
def list_handoffs(_me: Me, filters: HandoffFilters) -> Many:
    """List your handoffs, and those that somebody shared with you or from your time.

    A people partner sees of their people whether one is open, and never what goes along.
    """
    return rows.handoffs(filters)


@query(Scope.CONVERSATIONS_READ, ConversationView)
def list_handoff_conversations(me: Me, handoff_id: UUID) -> Many:
    """List the conversations that you could hand over: those that you held with the former side.

    Only the person whose handoff it is sees them; for everybody else it is empty.
    """
    return rows.conversations(me, handoff_id)


@query(Scope.CONVERSATIONS_READ, NoteView)
def list_handoff_notes(me: Me, handoff_id: UUID) -> Many:
    """List the notes that you could hand over: your own of those conversations, and what the
    former side shared with you.

    Only the person whose handoff it is sees them; for everybody else it is empty.
    """
    return rows.notes(me, handoff_id)


@action(
    Scope.CONVERSATIONS_WRITE,
    HandoffView,
    raises=(NotFound, Forbidden, HandoffOver, NotToHandOver),
    versioned=True,
)
async def share_handoff(tx: Transaction, handoff_id: UUID, command: ShareHandoff) -> Handoff:
    """Choose what your new manager or mentor can read, or add to it. Nothing else goes along.

    They read notes as they are, for as long as these stay shared as widely as now. What the
    former side shared with you stays theirs, and they see that it goes along. Conversations
    ahead, preparations and drafts stay with whom they are.
    """
    handoffs, step = Handoffs(tx), HANDOFF["share_handoff"]
    handoff, beside = await handoffs.to_take_beside(step, handoff_id, handoffs.is_over)
    tx.record(*handoff.share(command.message, tx.now, is_over=beside["is_over"]))
    talks, notes = command.conversation_ids, command.note_ids
    unknown = [
        *_unknown("conversationIds", talks, await handoffs.conversations_of(handoff, talks)),
        *_unknown("noteIds", notes, await handoffs.notes_of(handoff, notes)),
    ]
    if unknown:
        raise NotToHandOver(*unknown)
    items = HandoffItems(tx)
    there = await items.of(handoff)
    for talk in _new(talks, {item.conversation_id for item in there}):
        items.add(HandoffItem(created_at=tx.now, handoff_id=handoff.id, conversation_id=talk))
    for note in _new(notes, {item.note_id for item in there}):
        items.add(HandoffItem(created_at=tx.now, handoff_id=handoff.id, note_id=note))
    tx.concern(handoff.from_id, handoff.to_id)
    return handoff


@action(
    Scope.CONVERSATIONS_WRITE,
    HandoffView,
    raises=(NotFound, Forbidden, HandoffNotShared),
    versioned=True,
)
async def withdraw_from_handoff(
    tx: Transaction, handoff_id: UUID, command: WithdrawFromHandoff
) -> Handoff:
    """Take back some of what you handed over: the new side cannot read it from now on."""
    step = HANDOFF["withdraw_from_handoff"]
    handoff = await Handoffs(tx).to_take(step, handoff_id)
    tx.record(*handoff.withdraw(message=command.message))
    items = HandoffItems(tx)
    named = {*command.conversation_ids, *command.note_ids}
    await items.remove(
        [one for one in await items.of(handoff) if named & {one.conversation_id, one.note_id}]
    )
    tx.concern(handoff.from_id, handoff.to_id)
    return handoff


@action(
    Scope.CONVERSATIONS_WRITE,
    HandoffView,
    raises=(NotFound, Forbidden, HandoffNotOpen),
    versioned=True,
)
async def decline_handoff(tx: Transaction, handoff_id: UUID) -> Handoff:
    """Choose that nothing goes along. Nobody is told but that it is no longer open; you can still
    share something later.
    """
    handoff = await Handoffs(tx).to_take(HANDOFF["decline_handoff"], handoff_id)
    tx.record(*handoff.decline())
    return handoff


def _unknown(name: str, named: Collection[UUID], known: set[UUID]) -> Iterator[Fault]:
    """Where something is named that cannot go along, whether or not there is such a thing."""
    for index, one in enumerate(named):
        if one not in known:
            yield Fault(f"/{name}/{index}", NotToHandOver.explanation())


def _new(named: Collection[UUID], there: set[UUID | None]) -> list[UUID]:
    return [one for one in dict.fromkeys(named) if one not in there]
