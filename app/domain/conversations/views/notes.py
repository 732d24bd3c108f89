"""How notes look from outside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, case, cast, not_, null, select
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import Audience, Note, NoteTombstone, NoteWidening
from app.domain.conversations.states import WideningStatus
from app.domain.policy import Me
from app.domain.sealed.views import erased_at
from app.domain.view import Computed, View


def _while_read(column: str) -> Computed:
    """Null for who may read it no longer."""

    def shown(me: Me, note: Any) -> ColumnElement[Any]:
        kept: ColumnElement[Any] = getattr(note, column)
        return case((policy.may_read_note(me, note), kept), else_=cast(null(), kept.type))

    return shown


def _erased_at(me: Me, note: Any) -> ColumnElement[Any]:
    since = erased_at("body", "author_id")(me, note)
    return case((policy.may_read_note(me, note), since), else_=cast(null(), since.type))


def _version(me: Me, note: Any) -> ColumnElement[int]:
    """Whoever may read it no longer does not learn that it goes on changing."""
    seen = _of_tombstone(me, note, NoteTombstone.note_version)
    return case((policy.may_read_note(me, note), note.version), else_=seen)


def _is_tombstone(me: Me, note: Any) -> ColumnElement[bool]:
    return not_(policy.may_read_note(me, note))


def _left(*, removed: bool) -> Computed:
    """When one's own reading of it came to an end, by the one way or the other."""

    def at(me: Me, note: Any) -> ColumnElement[datetime]:
        found = _of_tombstone(me, note, NoteTombstone.created_at, removed=removed)
        return case((policy.may_read_note(me, note), cast(null(), found.type)), else_=found)

    return at


def _of_tombstone(
    me: Me, note: Any, column: Any, *, removed: bool | None = None
) -> ColumnElement[Any]:
    stone: Any = aliased(NoteTombstone)
    found = select(getattr(stone, column.key)).where(
        stone.tenant_id == me.tenant_id, stone.note_id == note.id, stone.reader_id == me.id
    )
    if removed is not None:
        found = found.where(stone.is_removed if removed else not_(stone.is_removed))
    return found.correlate_except(stone).scalar_subquery()


class NoteView(
    View,
    of=Note,
    guard=policy.may_know_of_note,
    scope=Scope.CONVERSATIONS_READ,
    about=("author_id",),
    sealed={"body": "author_id"},
    opened_to=policy.may_read_note,
    computed={
        "version": _version,
        "audience": _while_read("audience"),
        "erased_at": _erased_at,
        "edited_at": _while_read("edited_at"),
        "is_tombstone": _is_tombstone,
        "narrowed_at": _left(removed=False),
        "removed_at": _left(removed=True),
    },
):
    """Something written down about a conversation, for an audience that was chosen first.

    Whoever could read it, and can no longer, sees a tombstone: since when, and no word of it.
    """

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the note, as far as you could see it.")
    conversation_id: UUID = Field(description="The conversation that it is about.")
    author_id: UUID = Field(description="Who wrote it.")
    audience: Audience | None = Field(description="Who reads it; null for a tombstone.")
    body: str | None = Field(description="Null for a tombstone, and if it was erased.")
    erased_at: datetime | None = Field(
        description="When all that its author had written was erased; null if it is there."
    )
    created_at: datetime = Field(description="When it was written.")
    edited_at: datetime | None = Field(
        description="When the text was changed last, while others could read it."
    )
    is_tombstone: bool = Field(description="You could read this note, and can no longer.")
    narrowed_at: datetime | None = Field(
        description="Of a tombstone: since when the note is for fewer people."
    )
    removed_at: datetime | None = Field(description="Of a tombstone: when the note was removed.")


class NoteWideningView(
    View,
    of=NoteWidening,
    guard=policy.may_read_widening,
    scope=Scope.CONVERSATIONS_READ,
    about=("author_id",),
):
    """That more people are to read a note. Where the other participant reads it already, and
    others than the two would, it takes their consent.
    """

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(
        description="Counts the changes, those of the note's text before the answer included."
    )
    note_id: UUID = Field(description="The note that more people are to read.")
    author_id: UUID = Field(description="Who wrote the note.")
    asked_id: UUID | None = Field(
        description="Whose consent it takes; null where it takes nobody's but the author's."
    )
    audience: Audience = Field(description="Who is to read it from then on.")
    reader_ids: list[UUID] = Field(description="Whom the author names.")
    status: WideningStatus = Field(description="What became of it.")
    created_at: datetime = Field(description="When it was asked for.")
    decided_at: datetime | None = Field(description="When it was answered or withdrawn.")
