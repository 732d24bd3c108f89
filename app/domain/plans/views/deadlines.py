"""How moved deadlines look from outside."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.plans import policy
from app.domain.plans.models import DeadlineChange
from app.domain.view import View, for_people


class DeadlineChangeView(
    View,
    of=DeadlineChange,
    guard=policy.may_read_of_milestone,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed={
        "reason": for_people("reason"),
        "support_offered": for_people("support_offered"),
    },
):
    """A deadline that was moved, why, and who agreed."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts its changes: 2, once somebody agreed.")
    milestone_id: UUID = Field(description="The milestone whose deadline was moved.")
    person_id: UUID = Field(description="Whose plan the milestone is part of.")
    from_on: date = Field(description="The deadline there was.")
    to_on: date = Field(description="The deadline from then on.")
    reason: str | None = Field(description="Why it was moved; null for machine clients.")
    support_offered: str | None = Field(
        description="What helps to get there; null for machine clients."
    )
    moved_by_id: UUID = Field(description="Who moved it.")
    agreed_by_id: UUID | None = Field(description="Who of the other side agreed to it.")
    agreed_at: datetime | None = Field(description="When the other side agreed; null until then.")
    created_at: datetime = Field(description="When it was moved.")
