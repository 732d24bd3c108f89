"""The SQL of conversations."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.commands import AudienceFilters, ConversationFilters
from app.domain.conversations.models import (
    AgreedStep,
    Audience,
    Conversation,
    Note,
    Preparation,
)
from app.domain.conversations.views import ConversationView, NoteView, PreparationView
from app.domain.people.views import PersonView
from app.domain.policy import Me, Rule, anybody
from app.domain.repository import Repository
from app.domain.statement import Many, One


def conversation(conversation_id: UUID) -> One:
    return One(ConversationView, (col(Conversation.id) == conversation_id,))


def conversations(filters: ConversationFilters) -> Many:
    where: list[Any] = []
    if filters.person_id is not None:
        where.append(col(Conversation.person_id) == filters.person_id)
    if filters.partner_id is not None:
        where.append(col(Conversation.partner_id) == filters.partner_id)
    if filters.status is not None:
        where.append(col(Conversation.status) == filters.status)
    return Many(ConversationView, tuple(where))


def notes(conversation_id: UUID) -> Many:
    return Many(NoteView, (col(Note.conversation_id) == conversation_id,))


def note(note_id: UUID) -> One:
    return One(NoteView, (col(Note.id) == note_id,))


def preparations(conversation_id: UUID) -> Many:
    return Many(PreparationView, (col(Preparation.conversation_id) == conversation_id,))


def audience(me: Me, conversation_id: UUID, filters: AudienceFilters) -> Many:
    """The people who would read a note of mine about this conversation."""
    row: Any = aliased(Conversation)
    reader: Any = PersonView.table
    found = select(row.id).where(
        row.tenant_id == me.tenant_id,
        row.id == conversation_id,
        policy.takes_part(me, row),
        reader.id == me.id
        if filters.audience is Audience.AUTHOR
        else or_(reader.id == row.person_id, reader.id == row.partner_id),
    )
    return Many(PersonView, (found.correlate_except(row).exists(),))


class Conversations(Repository[Conversation]):
    entity = Conversation
    guard: ClassVar[Rule] = policy.may_read


class Preparations(Repository[Preparation]):
    entity = Preparation
    guard: ClassVar[Rule] = policy.may_read_preparation

    async def mine(self, conversation_id: UUID) -> Preparation | None:
        query = self.select().where(
            col(Preparation.conversation_id) == conversation_id,
            col(Preparation.author_id) == self.tx.actor.id,
        )
        return next(iter(await self.rows(query)), None)


class Notes(Repository[Note]):
    entity = Note
    guard: ClassVar[Rule] = policy.may_read_note


class AgreedSteps(Repository[AgreedStep]):
    entity = AgreedStep
    guard: ClassVar[Rule] = anybody
