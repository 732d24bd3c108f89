"""Assessments over REST."""

from app.api.route import Route, get, post
from app.domain.assessments import service

routes: list[Route] = [
    get("/assessments", service.list_assessments),
    get("/assessments/{assessment_id}", service.get_assessment),
    get("/given-assessments", service.list_given_assessments),
    post("/given-assessments", service.record_assessment),
    get("/given-assessments/{assessment_id}", service.get_given_assessment),
    post("/given-assessments/{assessment_id}/share", service.share_assessment),
    post("/given-assessments/{assessment_id}/withdraw", service.withdraw_assessment),
    get("/people/{person_id}/competency-standings", service.list_competency_standings),
]
