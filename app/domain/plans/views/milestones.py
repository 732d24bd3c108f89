"""How milestones look from outside."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy import (
    ColumnElement,
    Date,
    String,
    Time,
    and_,
    case,
    cast,
    func,
    literal_column,
    not_,
    or_,
)

from app.domain.actor import Scope
from app.domain.people import ties
from app.domain.plans import policy
from app.domain.plans.models import (
    OPEN,
    Horizon,
    Milestone,
    MilestoneKind,
    MilestoneStatus,
    OwnerStatus,
)
from app.domain.plans.views.dependencies import waits_on
from app.domain.policy import Me
from app.domain.view import Computed, View, for_people

_ONE_DAY: Final[Any] = literal_column("1")
_NIGHT: Final[Any] = literal_column("interval '12 hours'")
_TOLD_FROM: Final[Any] = literal_column("time '08:00'")


def is_open(milestone: Any) -> ColumnElement[bool]:
    """`Milestone.is_open` in SQL: in words, not in parameters, or no partial index is found."""
    words: list[Any] = [literal_column(f"'{status.value}'") for status in OPEN]
    return and_(milestone.closed_on.is_(None), milestone.status.in_(words))


def local_day(me: Me, zone: Any) -> ColumnElement[date]:
    """`deadlines.local_day` in SQL."""
    return cast(func.timezone(zone, me.now), Date)


def told_day(me: Me, zone: Any) -> ColumnElement[date]:
    """`deadlines.told_day` in SQL."""
    there = func.timezone(zone, me.now)
    before = cast(func.timezone(zone, me.now - _NIGHT), Date)
    return case((cast(there, Time) >= _TOLD_FROM, cast(there, Date)), else_=before)


def zone_of_owner(milestone: Any) -> ColumnElement[str]:
    return ties.zone_of(milestone.tenant_id, milestone.owner_id)


def is_past(me: Me, milestone: Any, today: Any) -> ColumnElement[bool]:
    """Its last day is before this one. The bound on the plain column, which an index has, comes
    first: no place on earth is a day ahead of tomorrow.
    """
    return and_(milestone.ends_on < me.today + _ONE_DAY, milestone.ends_on < today)


def is_near(me: Me, milestone: Any, today: Any) -> ColumnElement[bool]:
    return and_(
        milestone.soon_on <= me.today + _ONE_DAY,
        milestone.ends_on >= me.today - _ONE_DAY,
        milestone.soon_on <= today,
        milestone.ends_on >= today,
    )


def missed(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Open after its last day, where the owner is: `Milestone.is_missed`."""
    today = local_day(me, zone_of_owner(milestone))
    return and_(is_open(milestone), is_past(me, milestone, today))


def due_soon(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Open, and its last day is near, where the owner is: `Milestone.is_due_soon`."""
    today = local_day(me, zone_of_owner(milestone))
    return and_(is_open(milestone), is_near(me, milestone, today))


def owner_needed(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Open, and its owner declined, left, or is away until after the deadline.
    `Milestone.needs_owner` says the same of one in memory.
    """
    return and_(
        is_open(milestone),
        or_(
            milestone.owner_status == OwnerStatus.DECLINED,
            not_(ties.is_here_by(me, milestone.owner_id, milestone.due_on)),
        ),
    )


def baseline(_me: Me, milestone: Any) -> ColumnElement[date]:
    """The deadline that was agreed first."""
    return func.coalesce(milestone.baseline_on, milestone.due_on)


def horizon(me: Me, milestone: Any) -> ColumnElement[str]:
    """How far away the deadline is. A year is 365 days."""
    away = milestone.due_on - me.today
    found = case(
        (away < 0, Horizon.PAST.value),
        (away <= 30, Horizon.WITHIN_30_DAYS.value),  # noqa: PLR2004 - as the words say
        (away <= 90, Horizon.WITHIN_90_DAYS.value),  # noqa: PLR2004
        (away <= 365, Horizon.WITHIN_A_YEAR.value),  # noqa: PLR2004
        else_=Horizon.LATER.value,
    )
    return cast(found, String)


COMPUTED: Final[dict[str, Computed]] = {
    "due_soon": due_soon,
    "missed": missed,
    "needs_owner": owner_needed,
    "horizon": horizon,
    "waits_on": waits_on,
    "baseline_on": baseline,
    "closing_reason": for_people("closing_reason"),
}


class MilestoneView(
    View,
    of=Milestone,
    guard=policy.may_read_milestone,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed=COMPUTED,
):
    """One owned, dated, measurable step of a plan."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the milestone.")
    plan_id: UUID = Field(description="The plan that it is part of.")
    goal_id: UUID | None = Field(description="The goal it serves, if it serves one.")
    person_id: UUID = Field(description="Whose plan it is part of.")
    owner_id: UUID = Field(description="Who makes sure that it happens.")
    owner_status: OwnerStatus = Field(description="Whether the owner took it on.")
    proposed_owner_id: UUID | None = Field(
        description="Whom it is offered to; the owner stays until they accept."
    )
    needs_owner: bool = Field(
        description="Open, and its owner declined, has left, or is on leave and not known to be "
        "back by the deadline."
    )
    is_private: bool = Field(description="Whether its goal is private.")
    kind: MilestoneKind = Field(description="What kind of step it is.")
    title: str = Field(description="What is to be done.")
    success_measure: str | None = Field(description="How everybody will know that it is done.")
    due_on: date = Field(description="The deadline.")
    baseline_on: date = Field(description="The deadline that was agreed first.")
    status: MilestoneStatus = Field(description="How far it is.")
    due_soon: bool = Field(
        description="Open, and five working days or fewer before its last day, which is the "
        "deadline or the first working day after it. Of the owner's time zone and of the "
        "organisation's working days."
    )
    missed: bool = Field(
        description="Still open after its last day, in the owner's time zone: a good moment to "
        "ask what would help."
    )
    horizon: Horizon = Field(description="How far away the deadline is today (UTC).")
    waits_on: tuple[UUID, ...] = Field(
        description="What it depends on that is neither reached nor waived, as far as you may see "
        "it. It can be started all the same."
    )
    progress: int = Field(
        description="From 0 to 100. It may be above 0 before anybody says that it was begun, and "
        "is 100 once it was reached."
    )
    closing_reason: str | None = Field(description="Why it was waived; null for machine clients.")
    started_at: datetime | None = Field(description="When work on it began; null until then.")
    reached_at: datetime | None = Field(description="When it was reached; null until then.")


class SequencedMilestoneView(
    MilestoneView,
    of=Milestone,
    guard=policy.may_read_milestone,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed=COMPUTED,
    along=("wave",),
):
    """A milestone in the order in which those of a plan can be done."""

    wave: int = Field(
        description="1 waits for nothing; otherwise one more than the highest wave of what it "
        "depends on, as far as you may see that."
    )
