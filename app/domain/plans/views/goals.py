"""How goals look from outside."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Uuid, case, cast, null

from app.domain.actor import Scope
from app.domain.plans import policy
from app.domain.plans.models import Goal, GoalStatus
from app.domain.policy import Me
from app.domain.view import View, for_people


def reflection(me: Me, goal: Any) -> ColumnElement[Any]:
    """What it grew from is the person's to know: that there is something says a lot already."""
    if not me.is_person:
        return cast(null(), Uuid())
    return case((goal.person_id == me.id, goal.reflection_id), else_=null())


class GoalView(
    View,
    of=Goal,
    guard=policy.may_read_goal,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed={
        "aspiration": for_people("aspiration"),
        "closing_reason": for_people("closing_reason"),
        "reflection_id": reflection,
    },
):
    """What a person wants to achieve, and why."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the goal.")
    plan_id: UUID = Field(description="The plan that it is part of.")
    person_id: UUID = Field(description="Whose goal it is.")
    title: str = Field(description="What is to be achieved.")
    aspiration: str | None = Field(description="Why it matters to them; null for machine clients.")
    success_criteria: str | None = Field(description="How they will know.")
    horizon_on: date | None = Field(description="By when, roughly.")
    status: GoalStatus = Field(description="Where it is in its life.")
    is_private: bool = Field(description="Whether only the person whose goal it is sees it.")
    reflection_id: UUID | None = Field(
        description="The reflection it grew from; null for everybody but the person."
    )
    role_profile_id: UUID | None = Field(
        description="Towards which role, if it was begun from the gap to one."
    )
    closing_reason: str | None = Field(
        description="Why it was adjusted or released; null for machine clients."
    )
    succeeded_by_id: UUID | None = Field(description="The goal that took its place.")
