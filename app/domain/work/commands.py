"""What work can be asked for."""

from uuid import UUID

from pydantic import Field

from app.domain.page import Variant
from app.domain.plans.states import MilestoneKind
from app.domain.shape import Filters
from app.domain.values import Day
from app.domain.work.models import WorkKind, WorkStatus


class Whose(Variant):
    """Whose work.

    `mine`: It waits for me. `team`: It waits for the people who report to me today.
    """

    MINE = "mine"
    TEAM = "team"


class WorkOrder(Variant):
    """In which order work is listed.

    `dueOn`: What is due first, first. `-dueOn`: What is due last, first. `created`: The oldest
    first.
    """

    DUE_FIRST = "dueOn"
    DUE_LAST = "-dueOn"
    CREATED = "created"


class WorkFilters(Filters):
    whose: Whose | None = Field(
        default=None, description="`mine` by default; `team` is what waits for your reports."
    )
    kind: WorkKind | None = Field(
        default=None, description="Only what there is to do of this kind."
    )
    status: WorkStatus | None = Field(default=None, description="Only what is in this state.")
    person_id: UUID | None = Field(default=None, description="Of this person's plans and talks.")
    owner_id: UUID | None = Field(default=None, description="Milestones that this person owns.")
    milestone_kind: MilestoneKind | None = Field(
        default=None, description="Milestones of this kind."
    )
    competency_id: UUID | None = Field(
        default=None, description="Milestones of goals that are about this competency."
    )
    objective_id: UUID | None = Field(
        default=None, description="Milestones of goals that serve this objective."
    )
    due_from: Day | None = Field(default=None, description="Due on this day or later.")
    due_before: Day | None = Field(default=None, description="Due before this day.")
    missed: bool | None = Field(default=None, description="Whether their day has passed.")
    sort: WorkOrder | None = Field(
        default=None,
        description="The default is `dueOn`: the earliest first, and last what has no day.",
    )
