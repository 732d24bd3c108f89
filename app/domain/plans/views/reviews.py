"""How reviews look from outside."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.plans import policy
from app.domain.plans.models import Review
from app.domain.view import View, for_people


class ReviewView(
    View,
    of=Review,
    guard=policy.may_read_review,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed={"summary": for_people("summary"), "changes": for_people("changes")},
):
    """A review of a plan, as one side wrote it down."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Always 1: what was written down stays.")
    plan_id: UUID = Field(description="The plan that was reviewed.")
    person_id: UUID = Field(description="Whose plan it is.")
    author_id: UUID = Field(description="Who wrote it down.")
    held_on: date = Field(description="The day of the review.")
    summary: str | None = Field(description="What was reviewed; null for machine clients.")
    changes: str | None = Field(description="What changes; null for machine clients.")
    next_review_on: date | None = Field(description="When the plan is looked at next.")
    created_at: datetime = Field(description="When it was written down.")
