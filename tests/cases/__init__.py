"""How every use case behind a door is asked for, and what each kind of reader is answered.

A use case that gets a route needs a case here, or the tests say so. One file for each feature.
"""

from tests.cases import (
    access,
    accesses,
    assessments,
    calendars,
    competencies,
    conversation_templates,
    conversations,
    coverage,
    extracts,
    gaps,
    goals,
    handoffs,
    learning_moments,
    notes,
    objectives,
    organisation,
    owners,
    people,
    plan_templates,
    plans,
    reflections,
    reminders,
    role_profiles,
    search,
    series,
    summaries,
    talking_points,
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
    role_profiles,
    objectives,
    reflections,
    plans,
    goals,
    assessments,
    gaps,
    owners,
    plan_templates,
    conversation_templates,
    conversations,
    talking_points,
    summaries,
    handoffs,
    coverage,
    extracts,
    learning_moments,
    notes,
    series,
    reminders,
    organisation,
    access,
    calendars,
    work,
    search,
    accesses,
)
