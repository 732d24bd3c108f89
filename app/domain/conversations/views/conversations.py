"""How a conversation as a whole looks from outside."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    false,
    func,
    literal_column,
    not_,
    select,
)
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import (
    AHEAD,
    Conversation,
    ConversationStatus,
    Preparation,
    TalkingPoint,
)
from app.domain.conversations.states import EndedBecause
from app.domain.conversations.views.cadences import Reminder, effective
from app.domain.policy import Me
from app.domain.view import Computed, View, for_people

SOON: Final = timedelta(days=14)


def is_ahead(conversation: Any) -> ColumnElement[bool]:
    """It can still take place: in words, not in parameters, or no partial index is found."""
    words: list[Any] = [literal_column(f"'{status.value}'") for status in AHEAD]
    clause: ColumnElement[bool] = conversation.status.in_(words)
    return clause


def missed(me: Me, conversation: Any) -> ColumnElement[bool]:
    """Still ahead after the last day on which they could meet: `Conversation.is_missed`."""
    is_over = and_(
        conversation.reckoned_for == conversation.scheduled_at, conversation.missed_at <= me.now
    )
    return and_(is_ahead(conversation), func.coalesce(is_over, false()))


def missed_at(_me: Me, conversation: Any) -> ColumnElement[Any]:
    """Of the date there is, not of the one before."""
    current = conversation.reckoned_for == conversation.scheduled_at
    return case((current, conversation.missed_at))


def reminders(me: Me, conversation: Any) -> ColumnElement[Any]:
    return func.coalesce(
        conversation.reminders,
        effective(me, "reminders", conversation.tenant_id, conversation.person_id),
    )


def for_participants(column: str) -> Computed:
    """What was written for the two alone: null for everybody else who may read the row."""

    def shown(me: Me, row: Any) -> ColumnElement[Any]:
        return case((policy.takes_part(me, row), getattr(row, column)))

    return shown


class ConversationView(
    View,
    of=Conversation,
    guard=policy.may_read,
    scope=Scope.CONVERSATIONS_READ,
    about=("person_id", "partner_id"),
    computed={
        "missed": missed,
        "missed_at": missed_at,
        "reminders": reminders,
        "topic": for_people("topic"),
        "objection": for_participants("objection"),
        "ending_reason": for_participants("ending_reason"),
    },
):
    """One career conversation between two people."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the conversation.")
    person_id: UUID = Field(description="Whose career it is about.")
    partner_id: UUID = Field(description="With whom: a manager, a mentor, a peer.")
    topic: str | None = Field(description="Null for machine clients.")
    template_version_id: UUID | None = Field(
        description="The questions that it goes by: those of the day it was scheduled."
    )
    scheduled_at: datetime = Field(description="When it begins, or was to begin.")
    duration_minutes: int = Field(description="How long it takes, in minutes.")
    status: ConversationStatus = Field(description="Where it is on its way.")
    rescheduled_count: int = Field(description="How often it was given another date.")
    grace_days: int = Field(description="How many working days after the date they can still meet.")
    missed_at: datetime | None = Field(
        description="The end of the last of these days, where the person is. Null: it is being "
        "reckoned."
    )
    missed: bool = Field(
        description="Still ahead after that: a good moment to make another date, or to say that "
        "they met."
    )
    reminders: tuple[Reminder, ...] = Field(
        description="Who is reminded then, and when; none: nobody is."
    )
    held_at: datetime | None = Field(description="When they met.")
    held_by_id: UUID | None = Field(description="Who said that they met.")
    objected_by_id: UUID | None = Field(
        description="Who said that they did not meet: then it takes their word that they did."
    )
    objection: str | None = Field(description="What they said; only for the two.")
    ended_by_id: UUID | None = Field(description="Who skipped or cancelled it.")
    ending_reason: str | None = Field(description="Why; only for the two.")
    series_id: UUID | None = Field(description="The series that it is an occurrence of.")
    slot_at: datetime | None = Field(description="Where the rule of the series puts it.")
    ended_because: EndedBecause | None = Field(
        description="Why it was skipped or cancelled without either of the two doing it."
    )


def to_meet(me: Me, conversation: Any) -> ColumnElement[bool]:
    """I take part, and it is missed."""
    return and_(policy.takes_part(me, conversation), missed(me, conversation))


def to_prepare(me: Me, conversation: Any) -> ColumnElement[bool]:
    """Within two weeks from now, I take part, and said nothing yet of what I bring: what is carried
    over from before does not say that I am ready for this one.
    """
    point: Any = aliased(TalkingPoint)
    said = select(point.id).where(
        point.tenant_id == conversation.tenant_id,
        point.conversation_id == conversation.id,
        point.author_id == me.id,
        point.carried_count == 0,
    )
    mine: Any = aliased(Preparation)
    prepared = select(mine.id).where(
        mine.tenant_id == conversation.tenant_id,
        mine.conversation_id == conversation.id,
        mine.author_id == me.id,
    )
    return and_(
        policy.takes_part(me, conversation),
        is_ahead(conversation),
        conversation.scheduled_at >= me.now,
        conversation.scheduled_at < me.now + SOON,
        not_(prepared.correlate_except(mine).exists()),
        not_(said.correlate_except(point).exists()),
    )
