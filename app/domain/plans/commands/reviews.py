"""What can be asked of reviews."""

from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from app.domain.shape import Command, Filters
from app.domain.values import Day, Text


class ReviewPlan(Command):
    held_on: Day = Field(description="The day on which you looked at it together.")
    summary: Text = Field(description="What was reviewed.")
    changes: Text | None = Field(default=None, description="What changes.")
    next_review_on: Day | None = Field(
        default=None, description="When you look at it next: a day after this one."
    )

    @model_validator(mode="after")
    def _goes_on(self) -> Self:
        if self.next_review_on is not None and self.next_review_on <= self.held_on:
            message = "the next review is after this one"
            raise ValueError(message)
        return self


class ReviewFilters(Filters):
    author_id: UUID | None = Field(default=None, description="Written by this person.")
    held_from: Day | None = Field(default=None, description="Held on this day or later.")
    held_before: Day | None = Field(default=None, description="Held before this day.")
