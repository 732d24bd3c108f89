"""What can be asked of learning records."""

from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field, StringConstraints

from app.domain.learning_records.states import LearningOutcome
from app.domain.shape import Command, Filters, Shape

MOST_STATEMENTS: Final = 500
LATEST_VERSION: Final = "2.0.0"

XapiVersion = Annotated[str, StringConstraints(pattern=r"^(1|2)\.0(\.[0-9]{1,4})?$", max_length=8)]
"""A version of xAPI: 1.0.x or 2.0.x."""


class RecordStatements(Command):
    """Statements of xAPI, in their own words. All of them are recorded, or none."""

    statements: tuple[dict[str, Any], ...] = Field(
        min_length=1,
        max_length=MOST_STATEMENTS,
        description="As xAPI has them: `actor`, `verb`, `object`, and what else there is to say.",
    )
    xapi_version: XapiVersion = Field(
        default=LATEST_VERSION, description="By which rules they are read: 1.0.x or 2.0.x."
    )


class RecordedStatements(Shape):
    """What was recorded, or had been before."""

    statement_ids: tuple[UUID, ...] = Field(
        description="In the order in which the statements came."
    )


class LearningRecordFilters(Filters):
    outcome: LearningOutcome | None = Field(default=None, description="What became of it.")
    person_id: UUID | None = Field(default=None, description="About this person.")
    statement_id: UUID | None = Field(default=None, description="The statement with this id.")
