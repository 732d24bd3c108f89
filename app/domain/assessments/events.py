"""What happens to assessments that other systems are told about. No level is in it.

Of what is the person's alone, and of what a peer says who is not named, nobody is told.
"""

from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class AssessmentEvent(Event):
    """What every event about an assessment says."""

    person_id: UUID
    competency_id: UUID
    kind: str


class AssessmentRecorded(AssessmentEvent):
    """Somebody said how far a person is in a competency, or shared that they said it."""

    name: ClassVar[str] = "assessment.recorded"


class AssessmentTakenBack(AssessmentEvent):
    """An assessment was withdrawn: it no longer counts."""

    name: ClassVar[str] = "assessment.withdrawn"
