"""The words of coverage."""

from enum import StrEnum
from typing import Final


class GroupBy(StrEnum):
    """What people are put together by, the first of all before the others: see `anonymity`.

    `organisation`: All together. `department`: By department. `location`: By location. `manager`:
    By manager.
    """

    ORGANISATION = "organisation"
    DEPARTMENT = "department"
    LOCATION = "location"
    MANAGER = "manager"


class CoverageWindow(StrEnum):
    """Whole months in the past.

    `quarter`: The last three. `year`: The last twelve.
    """

    QUARTER = "quarter"
    YEAR = "year"


MONTHS: Final = {CoverageWindow.QUARTER: 3, CoverageWindow.YEAR: 12}
