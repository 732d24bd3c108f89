"""Notes: their table, and who reads them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field

from app.domain.conversations.errors import (
    NoteNotNarrower,
    NoteNotWider,
    NoteRemoved,
    ReadersMismatch,
)
from app.domain.conversations.models.conversation import Conversation
from app.domain.conversations.states import Audience
from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.errors import Fault


class Note(Entity, table=True):
    __tablename__ = "note"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("person", "author_id"),
        CheckConstraint(words("audience", Audience), name="audience"),
        CheckConstraint(
            "removed_at IS NULL OR (body IS NULL AND sealed_body IS NULL)", name="removed"
        ),
        Index("note_conversation_ix", "tenant_id", "conversation_id", "id"),
        Index("note_plain_ix", "tenant_id", "id", postgresql_where=text("body IS NOT NULL")),
    )

    conversation_id: UUID
    author_id: UUID
    audience: Audience = Field(sa_type=choice(Audience))
    body: str | None = None
    """In plain, as versions before this one write it; null where `sealed_body` holds it."""
    sealed_body: bytes | None = Field(default=None, sa_type=LargeBinary)
    """Both are null once it was removed."""
    edited_at: datetime | None = Field(default=None, sa_type=Moment)
    """When it was changed last while others could read it."""
    removed_at: datetime | None = Field(default=None, sa_type=Moment)

    def edit(self, now: datetime) -> None:
        self.check_there()
        if self.audience is not Audience.AUTHOR:
            self.edited_at = now
        self.advance()

    def widen(self, audience: Audience) -> None:
        self.check_there()
        self.audience = audience
        self.advance()

    def narrow(self, audience: Audience) -> None:
        self.check_there()
        self.audience = audience
        self.advance()

    def remove(self, now: datetime) -> None:
        """Nothing of the text is kept."""
        self.check_there()
        self.body = self.sealed_body = None
        self.removed_at = now
        self.advance()

    def check_there(self) -> None:
        if self.removed_at is not None:
            raise NoteRemoved


def check_named(audience: Audience, named: Collection[UUID] | None) -> frozenset[UUID]:
    """Whom an author names: somebody, for the audience that is for people by name."""
    if (audience is Audience.NAMED) != bool(named):
        raise ReadersMismatch(Fault("/readerIds", ReadersMismatch.explanation()))
    return frozenset(named or ())


def chosen(
    conversation: Conversation, author_id: UUID, audience: Audience, named: Collection[UUID]
) -> frozenset[UUID]:
    """Whom an audience is meant for. Who reads a note in the end is what the policy says."""
    two = (conversation.person_id, conversation.partner_id)
    others = {Audience.AUTHOR: (), Audience.PARTICIPANTS: two, Audience.NAMED: tuple(named)}
    return frozenset({author_id, *others[audience]})


def check_wider(before: frozenset[UUID], after: frozenset[UUID]) -> None:
    if not before < after:
        raise NoteNotWider


def check_narrower(before: frozenset[UUID], after: frozenset[UUID]) -> None:
    if not after < before:
        raise NoteNotNarrower
