"""What can be asked of objectives."""

from uuid import UUID

from pydantic import Field

from app.domain.objectives.states import ObjectiveKind, ObjectiveStatus
from app.domain.page import Variant
from app.domain.shape import Change, Command, Filters, absent
from app.domain.values import Day, Key, Line, Text


class PutObjective(Command):
    """An objective as another system has it. What is left out is emptied."""

    title: Line = Field(description="What is wanted.")
    description: Text | None = Field(default=None, description="What it means in more words.")
    kind: ObjectiveKind = Field(description="Whose it is: the whole organisation's, or a team's.")
    owner_id: UUID = Field(description="Who answers for it.")
    parent_id: UUID | None = Field(default=None, description="The objective it is a part of.")
    starts_on: Day = Field(description="The first day of its period.")
    ends_on: Day = Field(description="The last day of its period.")


class CreateObjective(PutObjective):
    external_id: Key | None = Field(
        default=None,
        description="What another system calls it: unique, and for machine clients to give.",
    )


class ChangeObjective(Change):
    """A merge patch: absent fields stay as they are, `null` clears."""

    title: Line = absent("What is wanted.")
    description: Text | None = absent("What it means, and how everybody will know.")
    owner_id: UUID = absent("Who answers for it from now on; only machine clients hand it over.")
    parent_id: UUID | None = absent("The objective it is a part of.")
    starts_on: Day = absent("The first day of its period.")
    ends_on: Day = absent("The last day of its period.")


class ObjectiveOrder(Variant):
    """In which order objectives are listed.

    `created`: The oldest first. `endsOn`: What ends first, first. `-endsOn`: What ends last,
    first.
    """

    CREATED = "created"
    ENDS_FIRST = "endsOn"
    ENDS_LAST = "-endsOn"


class ObjectiveFilters(Filters):
    status: ObjectiveStatus | None = Field(default=None, description="Only of this status.")
    kind: ObjectiveKind | None = Field(
        default=None, description="Only of the organisation, or only of teams."
    )
    owner_id: UUID | None = Field(default=None, description="For which this person answers.")
    parent_id: UUID | None = Field(default=None, description="Parts of this objective.")
    day: Day | None = Field(default=None, description="Whose period has this day in it.")
    sort: ObjectiveOrder | None = Field(default=None, description="The default is `created`.")
