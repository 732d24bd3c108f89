"""How the rhythm, and the question that waits, look to the one person whose they are."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Date, Text, and_, case, cast, func, null

from app.domain.actor import Scope
from app.domain.people import ties
from app.domain.policy import Me
from app.domain.reflections import policy
from app.domain.reflections.models import ReflectionRhythm
from app.domain.reflections.prompts import PROMPTS
from app.domain.reflections.states import Every
from app.domain.view import Computed, View


def waits(me: Me, rhythm: Any) -> ColumnElement[bool]:
    """`ReflectionRhythm.waits` in SQL: the day has come, where they are."""
    zone = func.coalesce(rhythm.time_zone, ties.zone_of(rhythm.tenant_id, rhythm.person_id))
    today = cast(func.timezone(zone, me.now), Date)
    return and_(rhythm.next_on.is_not(None), rhythm.next_on <= today)


def question(_me: Me, rhythm: Any) -> ColumnElement[str]:
    """The words of the question whose turn it is."""
    return cast(case({one.id: one.question for one in PROMPTS}, value=rhythm.prompt_id), Text)


def since(me: Me, rhythm: Any) -> ColumnElement[Any]:
    return case((waits(me, rhythm), rhythm.next_on), else_=cast(null(), Date))


def next_on(me: Me, rhythm: Any) -> ColumnElement[Any]:
    return case((waits(me, rhythm), cast(null(), Date)), else_=rhythm.next_on)


COMPUTED: Final[dict[str, Computed]] = {
    "question": question,
    "waits": waits,
    "since": since,
    "next_on": next_on,
}


class ReflectionPromptView(
    View,
    of=ReflectionRhythm,
    guard=policy.may_read_rhythm,
    scope=Scope.CONVERSATIONS_READ,
    about=("person_id",),
    computed=COMPUTED,
):
    """The question whose turn it is. Nobody else knows that you are asked anything."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of your rhythm and the questions since.")
    prompt_id: str = Field(description="Name it when you answer, put it off or leave it out.")
    question: str = Field(
        description="What you are asked, in your language as far as there is one."
    )
    waits: bool = Field(description="Whether you are asked it now. You may answer before, too.")
    since: date | None = Field(description="The day since which it waits; null if it does not.")
    next_on: date | None = Field(
        description="The day on which you are going to be asked; null while a question waits, and "
        "if you want none."
    )


class ReflectionRhythmView(
    View,
    of=ReflectionRhythm,
    guard=policy.may_read_rhythm,
    scope=Scope.CONVERSATIONS_READ,
    about=("person_id",),
):
    """How often you want to be asked. Nobody else knows."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of your rhythm and the questions since.")
    person_id: UUID = Field(description="Whose it is: yours.")
    every: Every = Field(description="How often you are asked.")
    weekday: int = Field(description="On which day: 1 (Monday) to 7 (Sunday).")
    time_zone: str | None = Field(
        description="Where that day begins; null for where you live, as HR knows it."
    )
    next_on: date | None = Field(
        description="The day from which on a question waits; null if you want none."
    )
