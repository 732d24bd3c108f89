"""How objectives look from outside."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.objectives import policy
from app.domain.objectives.models import Objective
from app.domain.objectives.states import ObjectiveKind, ObjectiveStatus
from app.domain.people.views import PersonView
from app.domain.view import View, many, one


class ObjectiveView(
    View,
    of=Objective,
    guard=policy.may_read,
    scope=Scope.PLANS_READ,
    above=("goal_count", "achieved_goal_count"),
):
    """What the organisation or a team wants in a period."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the objective.")
    external_id: str | None = Field(description="What another system calls it.")
    title: str = Field(description="What is wanted.")
    description: str | None = Field(description="What it means in more words; null if nobody said.")
    kind: ObjectiveKind = Field(description="Whose it is: the whole organisation's, or a team's.")
    owner_id: UUID = Field(description="Who answers for it.")
    parent_id: UUID | None = Field(description="The objective that it is a part of.")
    starts_on: date = Field(description="The first day of its period.")
    ends_on: date = Field(description="The last day of its period.")
    status: ObjectiveStatus = Field(description="Where it is in its life.")
    goal_count: int = Field(
        description="How many goals of people are aligned with it and planned, active or "
        "achieved; the same number for every reader. Private ones are added only when at least "
        "as many people have some as the organisation's `anonymityThreshold` says."
    )
    achieved_goal_count: int = Field(
        description="How many of these were achieved. Private ones are added only when at least "
        "`anonymityThreshold` people have achieved some, and as many have others, or nobody."
    )
    created_at: datetime = Field(description="When it was set.")


ObjectiveView.relates(
    owner=one(PersonView, "owner_id", "Who answers for it."),
    parent=one(ObjectiveView, "parent_id", "The objective that it is a part of."),
    parts=many(
        ObjectiveView, "parent_id", "The objectives that are parts of it.", order=("ends_on", "id")
    ),
)
