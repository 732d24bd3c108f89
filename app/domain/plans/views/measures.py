"""How what a plan was measured against looks from outside."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.plans import policy
from app.domain.plans.models import PlanMeasure
from app.domain.view import View


class PlanMeasureView(
    View,
    of=PlanMeasure,
    guard=policy.may_read_of_goal,
    scope=Scope.PLANS_READ,
    about=("person_id",),
):
    """A competency that a goal of a completed plan was about, as it was on that day; and the role
    that the goal was begun towards, if it was begun from the gap to one.

    Later changes of the competency, its framework and the role do not change it.
    """

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    plan_id: UUID = Field(description="The plan that was completed.")
    person_id: UUID = Field(description="Whose plan it is.")
    goal_id: UUID = Field(description="The goal that was about the competency.")
    competency_id: UUID = Field(description="It may have changed since, or be gone.")
    framework_id: UUID = Field(description="The framework of the competency.")
    framework_code: str = Field(description="The stable name of the framework.")
    framework_version: int = Field(description="The version of the framework on that day.")
    content_hash: str = Field(description="Of the framework: equal content, equal hash (SHA-256).")
    competency_code: str = Field(description="The code that the competency had.")
    competency_name: str = Field(description="What the competency was called.")
    from_level: str | None = Field(description="Where they were: a code of the scale.")
    to_level: str | None = Field(description="Where they wanted to be: a code of the scale.")
    role_profile_id: UUID | None = Field(description="Towards which role.")
    role_profile_code: str | None = Field(description="The stable name of that role.")
    role_profile_number: int | None = Field(
        description="The number of the version of that role that was in force on that day."
    )
    created_at: datetime = Field(description="When the plan was completed.")
