"""What coverage can be asked for."""

from uuid import UUID

from pydantic import Field

from app.domain.coverage.states import CoverageWindow, GroupBy
from app.domain.shape import Filters
from app.domain.values import Line


class CoverageFilters(Filters):
    manager_id: UUID | None = Field(default=None, description="Whoever reports to this person.")
    department: Line | None = Field(default=None, description="Only people of this department.")
    not_met_for_days: int | None = Field(
        default=None,
        ge=0,
        le=36_500,
        description="Whoever did not meet their manager for so many days, or did not yet.",
    )
    has_next: bool | None = Field(default=None, description="Whether there is a date ahead.")


class CoverageSummaryFilters(Filters):
    group_by: GroupBy | None = Field(
        default=None, description="What people are put together by. All of these if absent."
    )
    window: CoverageWindow | None = Field(
        default=None, description="Which whole months. Both if absent."
    )
