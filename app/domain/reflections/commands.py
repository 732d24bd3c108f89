"""What can be asked of reflections."""

from pydantic import Field

from app.domain.page import Variant
from app.domain.shape import Change, Command, Filters, absent
from app.domain.values import Day, Line, Text


class WriteReflection(Command):
    body: Text
    prompt: Line | None = Field(default=None, description="The question that it answers.")
    happened_on: Day | None = Field(
        default=None, description="The day that it is about; the default is today (UTC)."
    )


class ChangeReflection(Change):
    """A merge patch: absent fields stay as they are, `null` clears."""

    body: Text = absent("What you want to remember.")
    prompt: Line | None = absent("The question that it answers.")
    happened_on: Day = absent("The day that it is about.")


class ReflectionOrder(Variant):
    CREATED = "created"
    FIRST = "happenedOn"
    LAST = "-happenedOn"


class ReflectionFilters(Filters):
    happened_from: Day | None = Field(default=None, description="About this day or a later one.")
    happened_before: Day | None = Field(default=None, description="About a day before this one.")
    sort: ReflectionOrder | None = Field(default=None, description="The default is `created`.")
