"""How series look from outside."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import MET, Conversation, ConversationStatus, Series
from app.domain.conversations.states import PauseReason, SeriesEnding, SeriesKind, SeriesStatus
from app.domain.policy import Me
from app.domain.view import View, for_people


def skipped_in_a_row(_me: Me, series: Any) -> ColumnElement[Any]:
    """What was left out by itself, for leave or a pause, does not count."""
    row, met = aliased(Conversation), aliased(Conversation)
    one: Any = row
    other: Any = met
    since = select(func.max(other.slot_at)).where(
        other.tenant_id == series.tenant_id,
        other.series_id == series.id,
        or_(*(other.status == status for status in MET)),
    )
    last = since.correlate_except(met).scalar_subquery()
    found = select(func.count()).where(
        one.tenant_id == series.tenant_id,
        one.series_id == series.id,
        one.status == ConversationStatus.SKIPPED,
        one.ended_because.is_(None),
        one.slot_at > func.coalesce(last, func.to_timestamp(0)),
    )
    return found.correlate_except(row).scalar_subquery()


class SeriesView(
    View,
    of=Series,
    guard=policy.may_read,
    scope=Scope.CONVERSATIONS_READ,
    about=("person_id", "partner_id"),
    computed={
        "topic": for_people("topic"),
        "pause_reason": for_people("pause_reason"),
        "ending_words": for_people("ending_words"),
        "skipped_in_a_row": skipped_in_a_row,
    },
):
    """Two people who have career conversations again and again."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the series.")
    person_id: UUID = Field(description="Whose career it is about.")
    partner_id: UUID = Field(description="With whom.")
    kind: SeriesKind = Field(description="What the partner is to the person.")
    topic: str | None = Field(description="Null for machine clients.")
    rule: str | None = Field(description="A rule of RFC 5545; null: what the settings say.")
    zone: str | None = Field(description="An IANA time zone; null: where the person is.")
    starts_on: date = Field(description="No conversation comes before this day.")
    at: str | None = Field(description="The time on the wall; null: what the settings say.")
    duration_minutes: int | None = Field(description="In minutes; null: what the settings say.")
    template_key: str | None = Field(
        description="Which template's questions its conversations go by, each by those of the day "
        "it is made; null: none."
    )
    status: SeriesStatus = Field(description="Whether it goes on.")
    paused_on: date | None = Field(description="Since when it is paused.")
    paused_until: date | None = Field(description="From when on the two meet again, if known.")
    pause_reason: PauseReason | None = Field(description="Null for machine clients.")
    ended_on: date | None = Field(description="The day on which it ended; null while it goes on.")
    ended_reason: SeriesEnding | None = Field(description="What it ended with.")
    ending_words: str | None = Field(
        description="What who ended it said; null for machine clients."
    )
    skipped_in_a_row: int = Field(
        description="How many conversations one of the two skipped since they met last."
    )
