"""How milestones look from outside."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, and_, func, not_, or_

from app.domain.actor import Scope
from app.domain.people import ties
from app.domain.plans import policy
from app.domain.plans.models import (
    OPEN,
    Milestone,
    MilestoneKind,
    MilestoneStatus,
    OwnerStatus,
)
from app.domain.policy import Me
from app.domain.view import View, for_people


def overdue(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Open, and its day has passed. `Milestone.is_overdue` says the same of one in memory."""
    return and_(or_(*(milestone.status == status for status in OPEN)), milestone.due_on < me.today)


def owner_needed(me: Me, milestone: Any) -> ColumnElement[bool]:
    """Open, and its owner declined, left, or is away until after the deadline.
    `Milestone.needs_owner` says the same of one in memory.
    """
    return and_(
        milestone.closed_on.is_(None),
        or_(*(milestone.status == status for status in OPEN)),
        or_(
            milestone.owner_status == OwnerStatus.DECLINED,
            not_(ties.is_here_by(me, milestone.owner_id, milestone.due_on)),
        ),
    )


def baseline(_me: Me, milestone: Any) -> ColumnElement[date]:
    """The deadline that was agreed first."""
    return func.coalesce(milestone.baseline_on, milestone.due_on)


class MilestoneView(
    View,
    of=Milestone,
    guard=policy.may_read_milestone,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed={
        "overdue": overdue,
        "needs_owner": owner_needed,
        "baseline_on": baseline,
        "evidence": for_people("evidence"),
        "closing_reason": for_people("closing_reason"),
    },
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
    needs_owner: bool = Field(
        description="Open, and its owner declined, has left, or is on leave and not known to be "
        "back by the deadline."
    )
    is_private: bool = Field(description="Whether its goal is private.")
    kind: MilestoneKind
    title: str
    success_measure: str | None = Field(description="How everybody will know that it is done.")
    due_on: date = Field(description="The deadline.")
    baseline_on: date = Field(description="The deadline that was agreed first.")
    status: MilestoneStatus
    overdue: bool = Field(description="Still open although its day has passed (UTC).")
    progress: int = Field(description="From 0 to 100.")
    evidence: str | None = Field(
        description="What shows that it is done; null for machine clients."
    )
    closing_reason: str | None = Field(description="Why it was waived; null for machine clients.")
    started_at: datetime | None
    reached_at: datetime | None
