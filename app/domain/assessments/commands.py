"""What can be asked of assessments."""

from uuid import UUID

from pydantic import Field

from app.domain.assessments.states import AssessmentKind, Confidence
from app.domain.shape import Command, Filters
from app.domain.values import Day, Key


class RecordAssessment(Command):
    """How far somebody is. Who will see it: see `kind`, `isShared` and `isNamed`."""

    person_id: UUID = Field(description="Of whom you say it.")
    competency_id: UUID = Field(description="Of which competency.")
    kind: AssessmentKind = Field(
        description="`self`: theirs alone until they share it. `manager` and `evidence`: the "
        "person and their manager see it at once. `peer`: nobody sees it, until as many peers as "
        "the organisation's `anonymityThreshold` said something of the same; then the person and "
        "their manager see all of these together, without author, confidence or day."
    )
    level: Key | None = Field(
        default=None, description="A code of the framework's scale; absent where it has none."
    )
    confidence: Confidence = Field(description="How sure you are.")
    assessed_on: Day | None = Field(
        default=None, description="When it was so, today or earlier; absent means today."
    )
    milestone_id: UUID | None = Field(
        default=None, description="Of evidence: the milestone that was reached."
    )
    is_shared: bool = Field(
        default=False, description="Of what one says of oneself: the manager of today sees it, too."
    )
    is_named: bool = Field(
        default=False,
        description="Of a peer: the person and their manager see it at once, and who said it.",
    )


class AssessmentFilters(Filters):
    person_id: UUID | None = Field(default=None, description="Only of this person.")
    competency_id: UUID | None = Field(default=None, description="Only of this competency.")
    kind: AssessmentKind | None = Field(
        default=None, description="Only what this kind of voice says."
    )


class StandingFilters(Filters):
    competency_id: UUID | None = Field(default=None, description="Only of this competency.")
