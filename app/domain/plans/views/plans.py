"""How plans look from outside."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.plans import policy
from app.domain.plans.models import Plan, PlanStatus
from app.domain.view import View, for_people


class PlanView(
    View,
    of=Plan,
    guard=policy.may_read,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed={
        "requested_changes": for_people("requested_changes"),
        "closing_reason": for_people("closing_reason"),
    },
):
    """The development plan of one person."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the plan itself.")
    person_id: UUID = Field(description="Whose plan it is.")
    title: str = Field(description="What the plan is called.")
    status: PlanStatus = Field(description="Where it is in its life.")
    proposed_by_id: UUID | None = Field(
        description="Who proposed it to the other side last: the person, or their manager."
    )
    proposed_at: datetime | None = Field(
        description="When it was proposed last; null if it never was."
    )
    agreed_by_id: UUID | None = Field(description="Who of the other side agreed to it.")
    agreed_at: datetime | None = Field(
        description="When the other side agreed to it; null until then."
    )
    next_review_on: date | None = Field(description="When the two sides look at it next.")
    template_id: UUID | None = Field(description="The template that it was begun from.")
    requested_changes: str | None = Field(
        description="What should be different before it is agreed; null for machine clients."
    )
    closing_reason: str | None = Field(description="Why it ended early; null for machine clients.")
    closed_on: date | None = Field(description="The day on which it ended.")
    created_at: datetime = Field(description="When it was begun.")
