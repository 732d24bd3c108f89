"""Competency models in the graph."""

from app.domain.competencies import service

queries = {
    "competency_framework": service.get_competency_framework,
    "competency_frameworks": service.list_competency_frameworks,
    "competencies": service.list_competencies,
}
mutations = [service.sync_competency_framework]
