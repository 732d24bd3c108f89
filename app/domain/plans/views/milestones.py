"""How milestones look from outside."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, String, and_, case, cast, func, or_

from app.domain.actor import Scope
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


def overdue(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Open, and its day has passed. `Milestone.is_overdue` says the same of one in memory."""
    return and_(or_(*(milestone.status == status for status in OPEN)), milestone.due_on < me.today)


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
    "overdue": overdue,
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

    id: UUID
    version: int = Field(description="Counts the changes of the milestone.")
    plan_id: UUID
    goal_id: UUID | None = Field(description="The goal it serves, if it serves one.")
    person_id: UUID = Field(description="Whose plan it is part of.")
    owner_id: UUID = Field(description="Who makes sure that it happens.")
    owner_status: OwnerStatus = Field(description="Whether the owner took it on.")
    proposed_owner_id: UUID | None = Field(
        description="Whom it is offered to; the owner stays until they accept."
    )
    is_private: bool = Field(description="Whether its goal is private.")
    kind: MilestoneKind
    title: str
    success_measure: str | None = Field(description="How everybody will know that it is done.")
    due_on: date = Field(description="The deadline.")
    baseline_on: date = Field(description="The deadline that was agreed first.")
    status: MilestoneStatus
    overdue: bool = Field(description="Still open although its day has passed (UTC).")
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
    started_at: datetime | None
    reached_at: datetime | None


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
