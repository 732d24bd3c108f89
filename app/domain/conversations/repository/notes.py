"""The SQL of notes, and of who reads them."""

from collections.abc import Collection, Iterable
from functools import cache
from types import SimpleNamespace
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, bindparam, func, literal, null, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.commands import AudienceFilters
from app.domain.conversations.models import (
    Conversation,
    ConversationAccess,
    Note,
    NoteReader,
    NoteTombstone,
)
from app.domain.conversations.views import NoteView
from app.domain.people import ties
from app.domain.people.views import PersonView
from app.domain.policy import ANYBODY, NOBODY, Me, Rule, Way, anybody
from app.domain.repository import Repository
from app.domain.rowstatement import rows_statement
from app.domain.statement import Many, One, Statement


def notes(conversation_id: UUID) -> Many:
    return Many(NoteView, (col(Note.conversation_id) == conversation_id,))


def notes_for(me: Me) -> Many:
    """Those that others named me for."""
    named: Any = aliased(NoteReader)
    mine = select(named.note_id).where(named.tenant_id == me.tenant_id, named.reader_id == me.id)
    ids = func.array(mine.correlate(None).scalar_subquery())
    is_mine: ColumnElement[bool] = col(Note.id) == func.any(ids)
    return Many(NoteView, (is_mine if me.is_person else NOBODY,), ways=(Way("id", ids),))


def note(note_id: UUID) -> One:
    return One(NoteView, (col(Note.id) == note_id,))


# Who reads a note is what the policy says of each person. So that it is not asked of everybody
# who works here, it is asked of those who can come into question.


def audience(me: Me, conversation_id: UUID, filters: AudienceFilters) -> Many:
    """The people who would read a note of mine about this conversation."""
    row: Any = aliased(Conversation)
    mine = select(row.id).where(
        row.tenant_id == me.tenant_id, row.id == conversation_id, policy.takes_part(me, row)
    )
    draft = SimpleNamespace(
        id=null(),
        conversation_id=conversation_id,
        author_id=me.id,
        audience=literal(filters.audience.value),
        removed_at=null(),
    )
    reader: Any = PersonView.table
    given = filters.reader_ids
    named = NOBODY if given is None else reader.id == func.any(given)
    where = (mine.correlate(None).exists(), policy.reads_note(me, reader.id, draft, named))
    more = () if given is None else (select(func.unnest(given)),)
    return Many(PersonView, where, ways=(_in_question(me, conversation_id, *more),))


def audience_of(me: Me, note_id: UUID) -> Many:
    """The people who read a note that I read."""
    reader: Any = PersonView.table
    may_ask = policy.may_read_note
    return Many(
        PersonView,
        (_reads(me, note_id, reader.id, may_ask),),
        ways=(_in_question(me, _conversation_of(me, note_id), _named_for(me, note_id)),),
    )


def _reads(me: Me, note_id: Any, reader_id: Any, may_ask: Rule) -> ColumnElement[bool]:
    row: Any = aliased(Note)
    named = policy.is_named(me, reader_id, row)
    found = select(row.id).where(
        row.tenant_id == me.tenant_id,
        row.id == note_id,
        may_ask(me, row),
        policy.reads_note(me, reader_id, row, named),
    )
    return found.correlate_except(row).exists()


def _in_question(me: Me, conversation_id: Any, *more: Any) -> Way:
    """The two who take part, whoever is named or asked for access, and me."""
    row: Any = aliased(Conversation)
    two = (
        select(one).where(row.tenant_id == me.tenant_id, row.id == conversation_id).correlate(None)
        for one in (row.person_id, row.partner_id)
    )
    access: Any = aliased(ConversationAccess)
    opened = (
        select(access.requester_id)
        .where(access.tenant_id == me.tenant_id, access.conversation_id == conversation_id)
        .correlate(None)
    )
    people = union_all(*two, opened, *more)
    return Way("id", func.array_append(func.array(people.scalar_subquery()), me.id))


def _conversation_of(me: Me, note_id: Any) -> ColumnElement[UUID]:
    row: Any = aliased(Note)
    found = select(row.conversation_id).where(row.tenant_id == me.tenant_id, row.id == note_id)
    return found.correlate(None).scalar_subquery()


def _named_for(me: Me, note_id: Any) -> Any:
    named: Any = aliased(NoteReader)
    return (
        select(named.reader_id)
        .where(named.tenant_id == me.tenant_id, named.note_id == note_id)
        .correlate(None)
    )


class Notes(Repository[Note]):
    entity = Note
    guard: ClassVar[Rule] = policy.may_know_of_note

    async def reader_ids(self, note_id: UUID) -> frozenset[UUID]:
        """Who reads this note, as it is in this transaction."""
        await self._flush()
        found = await self.tx.read(_reader_ids(self.tx.me), self.tx.parameters | {"id": note_id})
        return frozenset(row["id"] for row in found)

    async def remove(self, note: Note) -> None:
        """The row itself, and what belongs to it."""
        await self.session.delete(note)


@cache
def _reader_ids(me: Me) -> Statement:
    id: Any = bindparam("id", type_=Uuid())
    reader: Any = PersonView.table
    way = _in_question(me, _conversation_of(me, id), _named_for(me, id))
    return rows_statement(
        select(reader.id).where(
            reader.tenant_id == me.tenant_id,
            reader.id == func.any(way.values),
            _reads(me, id, reader.id, _anyone),
        )
    )


def _anyone(_me: Me, _row: Any) -> ColumnElement[bool]:
    return ANYBODY


class NoteReaders(Repository[NoteReader]):
    entity = NoteReader
    guard: ClassVar[Rule] = anybody

    async def of(self, note_id: UUID) -> list[NoteReader]:
        return await self.rows(self.select().where(col(NoteReader.note_id) == note_id))

    async def work_here(self, people: Collection[UUID]) -> bool:
        """Whether all of these are people who work here."""
        given = self.tx.parameters | {"people": list(people)}
        found = await self.tx.read(_standings(self.tx.me), given)
        return {row["id"] for row in found if not row["left"]} == set(people)

    async def become(self, note_id: UUID, people: Collection[UUID]) -> None:
        """Name these, and nobody else."""
        known = {one.reader_id: one for one in await self.of(note_id)}
        for gone in known.keys() - set(people):
            await self.session.delete(known[gone])
        for new in sorted(set(people) - known.keys()):
            self.add(NoteReader(note_id=note_id, reader_id=new))


@cache
def _standings(me: Me) -> Statement:
    return rows_statement(ties.standings(me, bindparam("people", type_=ARRAY(Uuid()))))


class NoteTombstones(Repository[NoteTombstone]):
    entity = NoteTombstone
    guard: ClassVar[Rule] = anybody

    async def of(self, note_id: UUID) -> list[NoteTombstone]:
        return await self.rows(self.select().where(col(NoteTombstone.note_id) == note_id))

    async def lay(self, note: Note, people: Iterable[UUID], *, removed: bool) -> None:
        """For those who could read a note until now."""
        for person in sorted(people):
            stone = NoteTombstone(
                created_at=self.tx.now,
                note_id=note.id,
                reader_id=person,
                note_version=note.version,
                is_removed=removed,
            )
            self.add(stone)

    async def lift(self, note_id: UUID, people: Collection[UUID]) -> None:
        """From those who read it again."""
        for stone in await self.of(note_id):
            if stone.reader_id in people:
                await self.session.delete(stone)
