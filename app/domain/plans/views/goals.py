"""How goals look from outside."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.plans import policy
from app.domain.plans.models import Goal, GoalStatus
from app.domain.view import View, for_people


class GoalView(
    View,
    of=Goal,
    guard=policy.may_read_goal,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed={
        "aspiration": for_people("aspiration"),
        "closing_reason": for_people("closing_reason"),
    },
):
    """What a person wants to achieve, and why."""

    id: UUID
    version: int = Field(description="Counts the changes of the goal.")
    plan_id: UUID
    person_id: UUID = Field(description="Whose goal it is.")
    title: str
    aspiration: str | None = Field(description="Why it matters to them; null for machine clients.")
    success_criteria: str | None = Field(description="How they will know.")
    horizon_on: date | None = Field(description="By when, roughly.")
    status: GoalStatus
    is_private: bool = Field(description="Whether only the person whose goal it is sees it.")
    closing_reason: str | None = Field(
        description="Why it was adjusted or released; null for machine clients."
    )
    succeeded_by_id: UUID | None = Field(description="The goal that took its place.")
