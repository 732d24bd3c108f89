"""How coverage looks from outside."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.coverage import policy
from app.domain.coverage.models import Coverage, CoverageGroup
from app.domain.coverage.states import CoverageWindow, GroupBy
from app.domain.people.views import PersonView
from app.domain.view import View, one


class CoverageView(
    View,
    of=Coverage,
    guard=policy.may_read_coverage,
    scope=Scope.CONVERSATIONS_METADATA,
    about=("person_id",),
):
    """How regularly somebody meets their manager of today. Of other conversations of theirs
    nothing is counted here, and of none what it was about.
    """

    id: UUID = Field(description="The same as `personId`.")
    person_id: UUID = Field(description="Whose conversations they are.")
    manager_id: UUID = Field(description="To whom they report today.")
    manager_since: date = Field(description="Since when they do: before, nothing is counted.")
    last_held_on: date | None = Field(description="When the two last met; null if not yet.")
    days_since: int | None = Field(description="Days since then.")
    next_on: date | None = Field(description="The next date that they have; null if none.")
    held_in_90_days: int = Field(description="How often they met in the last 90 days.")
    held_in_365_days: int = Field(description="The same of the last 365 days.")
    skipped_in_365_days: int = Field(
        description="Dates of the last 365 days that they left out or called off."
    )
    missed_in_365_days: int = Field(
        description="Dates of the last 365 days that passed, and their days of grace with them, "
        "without a word that the two met."
    )


class CoverageGroupView(
    View,
    of=CoverageGroup,
    guard=policy.may_read_group,
    scope=Scope.CONVERSATIONS_METADATA,
    computed={"window": lambda _me, row: row.window_kind},
):
    """How regularly the people of a group met whoever was their manager, in whole months.

    It is counted once a month, on the 4th, and stays as it is until the next. Counts behind the
    shares are in steps of the organisation's `anonymityThreshold`, and never nobody or everybody.
    A group is left out where it, or what it leaves of others, would be fewer people than that.
    """

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    window: CoverageWindow = Field(description="Which whole months.")
    starts_on: date = Field(description="The first day of these months.")
    ends_on: date = Field(description="The day after the last one.")
    group_by: GroupBy = Field(description="What people are put together by.")
    name: str | None = Field(description="Of the department or location.")
    manager_id: UUID | None = Field(description="Whose team it is.")
    people: int = Field(description="Who works here and had a manager on the last of these days.")
    met_share: int | None = Field(
        description="Percent of the people who met their manager; null for groups that are smaller "
        "than twice the threshold."
    )
    in_time_share: int | None = Field(
        description="Percent of those who had a date in these months, who met by the day of each."
    )
    median_days: int | None = Field(
        description="Days between two conversations of a person, the median of the group, in "
        "steps of 5; of those who met more than once, if they are enough."
    )


CoverageView.relates(
    person=one(PersonView, "person_id", "Whose conversations they are."),
    manager=one(PersonView, "manager_id", "To whom they report today."),
)
CoverageGroupView.relates(manager=one(PersonView, "manager_id", "Whose team it is."))
