"""What can be asked of reflections."""

from typing import Self

from pydantic import Field, model_validator

from app.domain.page import Variant
from app.domain.shape import Change, Command, Filters, absent
from app.domain.values import Day, Key, Line, Text


class WriteReflection(Command):
    body: Text = Field(description="What you write for yourself.")
    prompt: Line | None = Field(default=None, description="The question that it answers.")
    prompt_id: Key | None = Field(
        default=None, description="Or: the id of our question that it answers."
    )
    happened_on: Day | None = Field(
        default=None, description="The day that it is about; the default is today (UTC)."
    )

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        if self.prompt is not None and self.prompt_id is not None:
            message = "answers one question: `prompt` or `promptId`"
            raise ValueError(message)
        return self


class ChangeReflection(Change):
    """A merge patch: absent fields stay as they are, `null` clears."""

    body: Text = absent("What you want to remember.")
    prompt: Line | None = absent("The question that it answers.")
    happened_on: Day = absent("The day that it is about.")


class ReflectionOrder(Variant):
    """In which order reflections are listed.

    `created`: As they were written. `happenedOn`: By the day of which they speak, the earliest
    first. `-happenedOn`: By the day of which they speak, the latest first.
    """

    CREATED = "created"
    FIRST = "happenedOn"
    LAST = "-happenedOn"


class ReflectionFilters(Filters):
    happened_from: Day | None = Field(default=None, description="About this day or a later one.")
    happened_before: Day | None = Field(default=None, description="About a day before this one.")
    sort: ReflectionOrder | None = Field(default=None, description="The default is `created`.")
