"""How every use case behind a door is asked for, and what each kind of reader is answered.

A use case that gets a route needs a case here, or the tests say so. One file for each feature.
"""

from tests.cases import (
    access,
    accesses,
    calendars,
    competencies,
    conversations,
    goals,
    notes,
    objectives,
    organisation,
    owners,
    people,
    plan_templates,
    plans,
    reflections,
    work,
)
from tests.cases.access import CLIENT_KEY
from tests.cases.kit import ASKED, CASES, FORBIDDEN, NOT_FOUND, WHO, Case, case, of, person

__all__ = [
    "ASKED",
    "CASES",
    "CLIENT_KEY",
    "FILES",
    "FORBIDDEN",
    "NOT_FOUND",
    "WHO",
    "Case",
    "case",
    "of",
    "person",
]


FILES = (
    people,
    competencies,
    objectives,
    reflections,
    plans,
    goals,
    owners,
    plan_templates,
    conversations,
    notes,
    organisation,
    access,
    calendars,
    work,
    accesses,
)
