"""What can be asked of learning moments."""

from uuid import UUID

from pydantic import Field

from app.domain.reflections.states import LearningAudience, LearningMomentStatus
from app.domain.shape import Change, Command, Filters, absent
from app.domain.values import Line, Text


class WriteLearningMoment(Command):
    title: Line = Field(description="What it is about, in a line.")
    body: Text = Field(description="What you learned, in words for others.")
    audience: LearningAudience = Field(
        description="Who will read it once it is published: the people who report to you, or "
        "everybody. There is no default: choose."
    )
    reflection_id: UUID | None = Field(
        default=None, description="Your reflection that it grows from. Nobody else sees which."
    )


class ChangeLearningMoment(Change):
    """A merge patch: absent fields stay as they are."""

    title: Line = absent("What it is about.")
    body: Text = absent("What you learned, in words for others.")
    audience: LearningAudience = absent("Who will read it once it is published.")


class LearningMomentFilters(Filters):
    author_id: UUID | None = Field(default=None, description="By this person.")
    audience: LearningAudience | None = Field(default=None, description="Only for this audience.")
    status: LearningMomentStatus | None = Field(
        default=None, description="Drafts and what was withdrawn are your own."
    )
