"""The SQL of snapshots: a closed conversation as one document, made in one statement.

A noun that belongs into the document has a line in `PARTS`: its name, and what makes its JSON of
the row of the conversation. Whatever is told there is read by both, so a part has to leave out what
only one of the two may see. Answers to the questions of a template belong there as `answers`, next
to `preparations`, wherever there is a table of them.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.models import (
    AgreedStep,
    Answer,
    Conversation,
    ConversationSnapshot,
    Preparation,
    ReflectionExtract,
    Summary,
    TalkingPoint,
)
from app.domain.conversations.repository.pairs import next_of, pairs
from app.domain.conversations.views import ConversationSnapshotView
from app.domain.people.views import PersonView
from app.domain.plans.views import MilestoneView
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.rowstatement import rows_statement
from app.domain.shown import RFC_3339
from app.domain.statement import One, Statement

FORMAT: Final = "1"
Part = Callable[[Me, Any], ColumnElement[Any]]


class OtherOfTheTwo(Me):
    """Whoever closes a conversation is one; what both read has to be visible to the other, too."""

    __slots__ = ()

    @property
    def id(self) -> BindParameter[UUID]:
        return bindparam("other_id", type_=Uuid())


def snapshot(conversation_id: UUID) -> One:
    return One(
        ConversationSnapshotView, (col(ConversationSnapshot.conversation_id) == conversation_id,)
    )


class Snapshots(Repository[ConversationSnapshot]):
    entity = ConversationSnapshot
    guard: ClassVar[Rule] = policy.may_read_snapshot

    async def keep(self, conversation: Conversation) -> None:
        """What there is of a conversation now, for good."""
        await self._flush()
        [other_id] = {conversation.person_id, conversation.partner_id} - {self.tx.actor.id}
        ids = {"conversation_id": conversation.id, "conversations": [conversation.id]}
        values = self.tx.parameters | ids | {"other_id": other_id}
        await self.tx.read(_keep(self.tx.me), values)


def _conversation(_me: Me, row: Any) -> ColumnElement[Any]:
    return _object(
        id=row.id,
        personId=row.person_id,
        personName=_name(row, row.person_id),
        partnerId=row.partner_id,
        partnerName=_name(row, row.partner_id),
        topic=row.topic,
        templateVersionId=row.template_version_id,
        scheduledAt=row.scheduled_at,
        durationMinutes=row.duration_minutes,
        heldAt=row.held_at,
        heldById=row.held_by_id,
    )


def _preparations(_me: Me, row: Any) -> ColumnElement[Any]:
    of: Any = aliased(Preparation)
    shown = _object(authorId=of.author_id, hopes=of.hopes)
    return _list(of, of.conversation_id == row.id, shown, row, of.created_at)


def _answers(_me: Me, row: Any) -> ColumnElement[Any]:
    of: Any = aliased(Answer)
    shown = _object(
        authorId=of.author_id,
        questionKey=of.question_key,
        text=of.text,
        value=of.value,
        option=of.option,
    )
    return _list(of, of.conversation_id == row.id, shown, row, of.question_key)


def _extracts(_me: Me, row: Any) -> ColumnElement[Any]:
    """The words; what they are from is their author's alone."""
    of: Any = aliased(ReflectionExtract)
    shown = _object(id=of.id, authorId=of.author_id, body=of.body)
    return _list(of, of.conversation_id == row.id, shown, row, of.created_at)


def _talking_points(_me: Me, row: Any) -> ColumnElement[Any]:
    of: Any = aliased(TalkingPoint)
    shown = _object(
        id=of.id,
        authorId=of.author_id,
        body=of.body,
        tickedAt=of.ticked_at,
        tickedById=of.ticked_by_id,
        carriedCount=of.carried_count,
    )
    return _list(of, of.conversation_id == row.id, shown, row, of.position)


def _summary(_me: Me, row: Any) -> ColumnElement[Any]:
    of: Any = aliased(Summary)
    shown = _object(
        authorId=of.author_id,
        body=of.body,
        confirmedAt=of.confirmed_at,
        confirmedById=of.confirmed_by_id,
    )
    mine = select(shown).where(of.tenant_id == row.tenant_id, of.conversation_id == row.id)
    return mine.correlate_except(of).scalar_subquery()


def _agreed_steps(me: Me, row: Any) -> ColumnElement[Any]:
    """Those that both may see: a step can have become private since it was agreed."""
    step: Any = aliased(AgreedStep)
    of: Any = aliased(MilestoneView.table)
    shown = _object(
        milestoneId=of.id,
        title=of.title,
        ownerId=of.owner_id,
        ownerName=_name(of, of.owner_id),
        dueOn=of.due_on,
        status=of.status,
    )
    agreed = (
        select(step.milestone_id)
        .where(step.tenant_id == row.tenant_id, step.conversation_id == row.id)
        .correlate_except(step)
    )
    both = [MilestoneView.guard(one, of) for one in (me, OtherOfTheTwo(me.kind))]
    return _list(of, of.id.in_(agreed), shown, row, of.due_on, *both)


def _next_at(_me: Me, _row: Any) -> ColumnElement[Any]:
    following = next_of(pairs())
    ahead: Any = aliased(Conversation)
    found = select(_shown(ahead.scheduled_at)).where(
        ahead.tenant_id == _me.tenant_id, ahead.id == following.c.id
    )
    return func.to_jsonb(found.scalar_subquery())


PARTS: Final[dict[str, Part]] = {
    "conversation": _conversation,
    "preparations": _preparations,
    "answers": _answers,
    "extracts": _extracts,
    "talkingPoints": _talking_points,
    "summary": _summary,
    "agreedSteps": _agreed_steps,
    "nextAt": _next_at,
}


@cache
def _keep(me: Me) -> Statement:
    row: Any = aliased(Conversation)
    parts = {name: part(me, row) for name, part in PARTS.items()}
    made = (
        select(
            row.tenant_id,
            row.id.label("conversation_id"),
            _object(format=literal_column(FORMAT), **parts).label("document"),
        )
        .where(
            row.tenant_id == me.tenant_id,
            row.id == bindparam("conversation_id", type_=Uuid()),
        )
        .cte("made")
    )
    words = func.convert_to(cast(made.c.document, Text), literal_column("'UTF8'"))
    values: dict[str, Any] = {
        "tenant_id": made.c.tenant_id,
        "id": func.gen_random_uuid(),
        "version": literal_column("1"),
        "created_at": me.now,
        "conversation_id": made.c.conversation_id,
        "closed_by_id": me.id,
        "document": made.c.document,
        "sha256": func.encode(func.sha256(words), literal_column("'hex'")),
    }
    query = insert(ConversationSnapshot).from_select(
        [*values], select(*values.values()), include_defaults=False
    )
    return rows_statement(query)


def _object(**values: ColumnElement[Any]) -> ColumnElement[Any]:
    parts: list[Any] = []
    for name, value in values.items():
        parts += [literal_column(f"'{name}'"), _shown(value)]
    return func.jsonb_build_object(*parts)


def _shown(value: Any) -> Any:
    """Moments as everywhere outside."""
    if isinstance(value.type, DateTime):
        utc = func.timezone(literal_column("'UTC'"), value)
        return func.to_char(utc, literal_column(f"'{RFC_3339}'"))
    return value


def _list(
    of: Any, where: Any, shown: ColumnElement[Any], row: Any, order: Any, *more: Any
) -> ColumnElement[Any]:
    listed = func.jsonb_agg(aggregate_order_by(shown, order, of.id))
    query = select(func.coalesce(listed, literal_column("'[]'::jsonb"))).where(
        of.tenant_id == row.tenant_id, where, *more
    )
    return query.correlate_except(of).scalar_subquery()


def _name(row: Any, person_id: Any) -> ColumnElement[Any]:
    person: Any = aliased(PersonView.table)
    named = select(person.display_name).where(
        person.tenant_id == row.tenant_id, person.id == person_id
    )
    return named.correlate_except(person).scalar_subquery()
