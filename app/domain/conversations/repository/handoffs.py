"""The SQL of handoffs: what goes along, and what could."""

from collections.abc import Collection
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, not_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.commands import HandoffFilters
from app.domain.conversations.models import (
    MET,
    Audience,
    Conversation,
    Handoff,
    HandoffItem,
    HandoffStatus,
    Note,
)
from app.domain.conversations.views import ConversationView, HandoffView, NoteView
from app.domain.people import ties
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


def handoff(handoff_id: UUID) -> One:
    return One(HandoffView, (col(Handoff.id) == handoff_id,))


def handoffs(filters: HandoffFilters) -> Many:
    where: list[Any] = []
    if filters.person_id is not None:
        where.append(col(Handoff.person_id) == filters.person_id)
    if filters.open is not None:
        is_open = col(Handoff.status) == HandoffStatus.OPEN
        where.append(is_open if filters.open else not_(is_open))
    return Many(HandoffView, tuple(where))


def conversations(me: Me, handoff_id: UUID) -> Many:
    """What could go along, for the person alone."""
    row: Any = aliased(Handoff)
    mine = select(row.id).where(*_mine(me, row, handoff_id), _held_before(row, Conversation))
    return Many(ConversationView, (mine.correlate_except(row).exists(),))


def notes(me: Me, handoff_id: UUID) -> Many:
    """The same of notes."""
    row: Any = aliased(Handoff)
    talk: Any = aliased(Conversation)
    mine = select(row.id).where(
        *_mine(me, row, handoff_id), talk.tenant_id == me.tenant_id, _noted_before(row, talk, Note)
    )
    return Many(NoteView, (mine.correlate_except(row, talk).exists(),))


def _mine(me: Me, row: Any, handoff_id: UUID) -> list[ColumnElement[bool]]:
    return [row.tenant_id == me.tenant_id, row.id == handoff_id, policy.hands_over(me, row)]


def _held_before(handoff: Any, talk: Any) -> ColumnElement[bool]:
    """The person held this conversation with the former side, about their own career."""
    return and_(
        talk.person_id == handoff.person_id,
        talk.partner_id == handoff.from_id,
        or_(*(talk.status == status for status in MET)),
    )


def _noted_before(handoff: Any, talk: Any, note: Any) -> ColumnElement[bool]:
    """A note of such a conversation: the person's own, or shared between the two."""
    return and_(
        _held_before(handoff, talk),
        note.conversation_id == talk.id,
        or_(note.author_id == handoff.person_id, note.audience == Audience.PARTICIPANTS),
    )


class Handoffs(Repository[Handoff]):
    entity = Handoff
    guard: ClassVar[Rule] = policy.may_read_handoff
    takers = policy.TAKERS

    @staticmethod
    def is_over(me: Me, handoff: Any) -> list[ColumnElement[Any]]:
        """Whether the relation that it is for has ended, to be read along with it."""
        return [not_(ties.holds_today(me, handoff.relationship_id)).label("is_over")]

    async def conversations_of(self, handoff: Handoff, ids: Collection[UUID]) -> set[UUID]:
        """Which of these conversations could go along."""
        talk: Any = aliased(Conversation)
        query = select(talk.id).where(
            talk.tenant_id == self.tx.me.tenant_id,
            talk.id == func.any(list(ids)),
            _held_before(handoff, talk),
        )
        return set(await self.rows(query))

    async def notes_of(self, handoff: Handoff, ids: Collection[UUID]) -> set[UUID]:
        """Which of these notes could."""
        talk: Any = aliased(Conversation)
        note: Any = aliased(Note)
        query = select(note.id).where(
            note.tenant_id == self.tx.me.tenant_id,
            note.id == func.any(list(ids)),
            talk.tenant_id == self.tx.me.tenant_id,
            _noted_before(handoff, talk, note),
        )
        return set(await self.rows(query))


class HandoffItems(Repository[HandoffItem]):
    entity = HandoffItem
    guard: ClassVar[Rule] = policy.may_read_handoff_item

    async def of(self, handoff: Handoff) -> list[HandoffItem]:
        return await self.rows(self.select().where(col(HandoffItem.handoff_id) == handoff.id))

    async def remove(self, items: Collection[HandoffItem]) -> None:
        ids = [item.id for item in items]
        await self.session.execute(
            delete(HandoffItem).where(
                col(HandoffItem.tenant_id) == self.tx.actor.tenant_id,
                col(HandoffItem.id) == func.any(ids),
            )
        )
