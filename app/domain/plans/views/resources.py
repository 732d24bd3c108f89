"""How what milestones need looks from outside."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.plans import policy
from app.domain.plans.models import MilestoneResource, ResourceKind
from app.domain.view import View, for_people


class MilestoneResourceView(
    View,
    of=MilestoneResource,
    guard=policy.may_read_of_milestone,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed={"title": for_people("title"), "note": for_people("note")},
):
    """What a milestone needs: time, a budget, a link, a course, or somebody's approval."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the resource.")
    milestone_id: UUID = Field(description="The milestone that needs it.")
    person_id: UUID = Field(description="Whose plan it is part of.")
    kind: ResourceKind = Field(description="What is needed.")
    title: str | None = Field(description="Null for machine clients.")
    note: str | None = Field(description="What it is for; null for machine clients.")
    minutes: int | None = Field(description="Of time: how much, in minutes.")
    amount_minor: int | None = Field(
        description="Of a budget: how much, in the smallest unit of the currency, such as cents."
    )
    currency: str | None = Field(description="Of a budget: its currency, ISO 4217.")
    url: str | None = Field(description="Of a link: http or https.")
    course_id: str | None = Field(description="Of a course: the learning system's own id.")
    approver_id: UUID | None = Field(description="Of an approver: who is asked to approve.")
    approved_at: datetime | None = Field(description="Of an approver: when they did.")
