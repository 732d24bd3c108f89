"""Assessments in the graph."""

from app.domain.assessments import service

queries = {
    "assessment": service.get_assessment,
    "assessments": service.list_assessments,
    "given_assessment": service.get_given_assessment,
    "given_assessments": service.list_given_assessments,
    "competency_standings": service.list_competency_standings,
}
mutations = [
    service.record_assessment,
    service.share_assessment,
    service.withdraw_assessment,
]
