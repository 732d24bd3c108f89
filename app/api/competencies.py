"""Competency models over REST."""

from app.api.route import Route, get, post
from app.domain.competencies import service

routes: list[Route] = [
    get("/competency-frameworks", service.list_competency_frameworks),
    get("/competency-frameworks/{framework_id}", service.get_competency_framework),
    get("/competency-frameworks/{framework_id}/versions", service.list_framework_versions),
    post("/competency-frameworks/{framework_id}/deprecate", service.deprecate_competency_framework),
    post("/competency-frameworks/{framework_id}/reinstate", service.reinstate_competency_framework),
    post("/competency-frameworks:sync", service.sync_competency_framework),
    post("/competency-frameworks/{framework_id}/publish", service.publish_competency_framework),
    post("/competency-frameworks/{framework_id}/discard-draft", service.discard_framework_draft),
    post("/competency-frameworks/{framework_id}/retire", service.retire_competency_framework),
    get("/framework-versions/{framework_version_id}", service.get_framework_version),
    get(
        "/framework-versions/{framework_version_id}/competencies",
        service.list_version_competencies,
    ),
    get("/framework-versions/{framework_version_id}/leftovers", service.list_version_leftovers),
    get("/competencies", service.list_competencies),
    get("/competencies/{competency_id}", service.get_competency),
    get("/competencies/{competency_id}/revisions", service.list_competency_revisions),
    get("/competency-associations", service.list_competency_associations),
]
