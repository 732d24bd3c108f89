"""How assessments look from outside, and how far somebody is by them."""

from app.domain.assessments.views.assessments import (
    AssessmentView,
    CompetencyStandingView,
    GivenAssessmentView,
)

__all__ = ["AssessmentView", "CompetencyStandingView", "GivenAssessmentView"]
