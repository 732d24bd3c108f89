"""Competency models in the graph."""

from app.domain.competencies import service

queries = {
    "competency_framework": service.get_competency_framework,
    "competency_frameworks": service.list_competency_frameworks,
    "framework_version": service.get_framework_version,
    "framework_versions": service.list_framework_versions,
    "version_competencies": service.list_version_competencies,
    "version_leftovers": service.list_version_leftovers,
    "competency": service.get_competency,
    "competencies": service.list_competencies,
    "competency_revisions": service.list_competency_revisions,
    "competency_associations": service.list_competency_associations,
}
mutations = [
    service.sync_competency_framework,
    service.publish_competency_framework,
    service.discard_framework_draft,
    service.deprecate_competency_framework,
    service.reinstate_competency_framework,
    service.retire_competency_framework,
]
