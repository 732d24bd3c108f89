"""What can be asked about the owners of milestones, and how it is answered."""

from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from app.domain.shape import Command, Made, Shape
from app.domain.values import Text


class OfferMilestone(Command):
    owner_id: UUID = Field(description="Who should own it; anyone who works here.")
    reason: Text | None = Field(default=None, description="Why they are asked.")


class DeclineMilestone(Command):
    reason: Text = Field(description="Why not, or what would have to be different.")


class OfferDeclined(Made):
    """The milestone, of which whoever declined may see no more than this."""


class Handover(Command):
    """Who should own one of the milestones."""

    milestone_id: UUID = Field(description="The milestone.")
    owner_id: UUID = Field(description="Who should own it; anyone who works here.")


class ReassignMilestones(Command):
    """Either everything to one person, or each milestone to somebody."""

    to_id: UUID | None = Field(default=None, description="Who should own all of them.")
    milestones: list[Handover] | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="In place of `toId`: who should own which.",
    )
    reason: Text | None = Field(default=None, description="Why they are asked.")
    dry_run: bool = Field(default=False, description="Only say what would change.")

    @model_validator(mode="after")
    def _says_whom_once(self) -> Self:
        if (self.to_id is None) == (self.milestones is None):
            message = "say once who should own them: toId or milestones"
            raise ValueError(message)
        return self


class ReassignOutcome(StrEnum):
    """What becomes of a milestone.

    `offered`: Somebody is asked. `taken_on`: You took it on yourself. `unchanged`: It stays as it
    is.
    """

    OFFERED = "offered"
    TAKEN_ON = "taken_on"
    UNCHANGED = "unchanged"


class Unchanged(StrEnum):
    """Why a milestone stays as it is.

    `owner_already`: They own it, or are asked already. `not_found`: There is no such open
    milestone, as far as you may know.
    """

    OWNER_ALREADY = "owner_already"
    NOT_FOUND = "not_found"


class ReassignedMilestone(Shape):
    """What becomes of one milestone."""

    milestone_id: UUID = Field(description="The milestone.")
    owner_id: UUID = Field(description="Who should own it.")
    outcome: ReassignOutcome = Field(
        description="`offered`: they are asked; `taken_on`: you took it on yourself."
    )
    why: Unchanged | None = Field(
        description="Why it is unchanged: they own it or are asked already, or among the open "
        "milestones of the person that you may hand on there is no such one."
    )


class Reassignment(Shape):
    """What changed, or would change."""

    dry_run: bool = Field(description="Whether this was only said, and nothing done.")
    offered: int = Field(description="How many were offered or taken on.")
    unchanged: int = Field(description="How many stay as they are.")
    has_more: bool = Field(description="Whether there are more than 1000: ask again.")
    milestones: tuple[ReassignedMilestone, ...] = Field(description="What becomes of each.")


class OwnersNeeded(Shape):
    """How many milestones were said to need an owner, and how many need none any more."""

    told: int
    settled: int
