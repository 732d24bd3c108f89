"""How settings of cadences look from outside, and what comes of them for a person."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy import Boolean, ColumnElement, Integer, String, case, cast, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models.cadence_setting import BUILT_IN, CadenceSetting
from app.domain.conversations.states import CadenceLevel, RemindedRole
from app.domain.people import ties
from app.domain.people.views import PersonView
from app.domain.policy import Me
from app.domain.shape import Shape
from app.domain.view import View

_KINDS: Final[dict[str, Any]] = {
    "rule": String(),
    "at": String(),
    "duration_minutes": Integer(),
    "grace_days": Integer(),
    "reminders": JSONB(),
    "lookahead": Integer(),
    "starts_by_itself": Boolean(),
}

_GRACE: Final = "How many working days after its date the two can still meet."


def _of_levels(
    me: Me, name: str, tenant_id: Any, person_id: Any
) -> dict[CadenceLevel, ColumnElement[Any]]:
    """What each level says, the most specific one first."""

    def said(where: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[Any]:
        setting: Any = aliased(CadenceSetting)
        found = select(getattr(setting, name)).where(setting.tenant_id == tenant_id, where(setting))
        return found.correlate_except(setting).scalar_subquery()

    manager = ties.manager_id_of(me, person_id)
    return {
        CadenceLevel.PERSON: said(lambda one: one.person_id == person_id),
        CadenceLevel.TEAM: said(lambda one: one.manager_id == manager),
        CadenceLevel.ORGANISATION: said(lambda one: one.level == CadenceLevel.ORGANISATION),
    }


def effective(me: Me, name: str, tenant_id: Any, person_id: Any) -> ColumnElement[Any]:
    """What holds for a person: the most specific level that says something."""
    built_in = cast(literal(BUILT_IN[name], _KINDS[name]), _KINDS[name])
    return func.coalesce(*_of_levels(me, name, tenant_id, person_id).values(), built_in)


def _value(name: str) -> Callable[[Me, Any], ColumnElement[Any]]:
    return lambda me, person: effective(me, name, person.tenant_id, person.id)


def _level(name: str) -> Callable[[Me, Any], ColumnElement[Any]]:
    def level(me: Me, person: Any) -> ColumnElement[Any]:
        said = _of_levels(me, name, person.tenant_id, person.id)
        return case(
            *((value.is_not(None), literal(one.value)) for one, value in said.items()),
            else_=literal(CadenceLevel.BUILT_IN.value),
        )

    return level


class Reminder(Shape):
    """One step: who is reminded of a conversation that did not take place, and when."""

    after_days: int = Field(
        description="Working days after the last day on which the two can meet."
    )
    to: RemindedRole = Field(description="Who is reminded.")


class CadenceSettingView(
    View,
    of=CadenceSetting,
    guard=policy.may_read_cadence_setting,
    scope=Scope.CONVERSATIONS_READ,
):
    """What holds for the organisation, a team or a person. Null leaves it to the less specific
    levels.
    """

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the setting.")
    level: CadenceLevel = Field(description="For whom it is made.")
    manager_id: UUID | None = Field(description="It holds for whoever reports to them today.")
    person_id: UUID | None = Field(description="It holds for this person.")
    rule: str | None = Field(description="A rule of RFC 5545.")
    at: str | None = Field(description="The time on the wall.")
    duration_minutes: int | None = Field(
        description="How long a conversation takes; null leaves it to the less specific levels."
    )
    grace_days: int | None = Field(description=_GRACE)
    reminders: list[Reminder] | None = Field(description="Whom to remind.")
    lookahead: int | None = Field(description="How many conversations are kept made ahead.")
    starts_by_itself: bool | None = Field(
        description="Whether a new manager has a series from the first day on."
    )


class EffectiveCadenceView(
    View,
    of=PersonView.table,
    guard=policy.may_read_cadence_of,
    scope=Scope.CONVERSATIONS_READ,
    about=("id",),
    computed={name: _value(name) for name in _KINDS}
    | {f"{name}_from": _level(name) for name in _KINDS},
):
    """What holds for a person's series, and which level says so."""

    id: UUID = Field(description="The person.")
    version: int = Field(description="Counts the changes of the person's record.")
    time_zone: str = Field(description="Where the person is.")
    rule: str = Field(description="A rule of RFC 5545.")
    rule_from: CadenceLevel = Field(description="Which level says the rule.")
    at: str = Field(description="The time on the wall.")
    at_from: CadenceLevel = Field(description="Which level says the time of day.")
    duration_minutes: int = Field(description="How long a conversation takes.")
    duration_minutes_from: CadenceLevel = Field(description="Which level says how long it takes.")
    grace_days: int = Field(description=_GRACE)
    grace_days_from: CadenceLevel = Field(
        description="Which level says for how long they can still meet."
    )
    reminders: list[Reminder] = Field(description="Whom to remind.")
    reminders_from: CadenceLevel = Field(description="Which level says who is reminded.")
    lookahead: int = Field(description="How many conversations are kept made ahead.")
    lookahead_from: CadenceLevel = Field(
        description="Which level says how far ahead conversations are made."
    )
    starts_by_itself: bool = Field(
        description="Whether a new manager has a series from the first day on."
    )
    starts_by_itself_from: CadenceLevel = Field(
        description="Which level says whether a series starts by itself."
    )
