"""Competency models over REST."""

from app.api.route import Route, get, post
from app.domain.competencies import service

routes: list[Route] = [
    get("/competency-frameworks", service.list_competency_frameworks),
    get("/competency-frameworks/{framework_id}", service.get_competency_framework),
    post("/competency-frameworks:sync", service.sync_competency_framework),
    get("/competencies", service.list_competencies),
]
