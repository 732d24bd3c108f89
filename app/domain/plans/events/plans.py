"""What happens to plans."""

from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class PlanEvent(Event):
    """What every event about a plan says."""

    person_id: UUID
    status: str


class PlanCreated(PlanEvent):
    """A development plan was begun."""

    name: ClassVar[str] = "plan.created"


class PlanProposed(PlanEvent):
    """One side, the person or their manager, proposed the plan to the other."""

    name: ClassVar[str] = "plan.proposed"


class PlanChangesRequested(PlanEvent):
    """The other side would like the plan to be different before they agree."""

    name: ClassVar[str] = "plan.changes_requested"


class PlanActivated(PlanEvent):
    """Both sides agreed: a development plan is being worked on from now on."""

    name: ClassVar[str] = "plan.activated"


class PlanReviewStarted(PlanEvent):
    """The two sides look together at how the plan goes."""

    name: ClassVar[str] = "plan.review_started"


class PlanReviewed(PlanEvent):
    """A review of the plan was written down."""

    name: ClassVar[str] = "plan.reviewed"


class PlanCompleted(PlanEvent):
    """The plan has come to its end, and what it was measured against is kept with it."""

    name: ClassVar[str] = "plan.completed"


class PlanClosed(PlanEvent):
    """The plan ended before its end: there was a reason, which is kept with it."""

    name: ClassVar[str] = "plan.closed"


class PlanReopened(PlanEvent):
    """A plan that had ended is worked on again."""

    name: ClassVar[str] = "plan.reopened"
