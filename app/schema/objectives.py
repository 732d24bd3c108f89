"""Objectives in the graph."""

from app.domain.objectives import service

queries = {"objective": service.get_objective, "objectives": service.list_objectives}
mutations = [
    service.create_objective,
    service.put_objective,
    service.change_objective,
    service.achieve_objective,
    service.release_objective,
    service.reopen_objective,
]
