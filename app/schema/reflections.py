"""Reflections in the graph."""

from app.domain.reflections import service

queries = {"reflection": service.get_reflection, "reflections": service.list_reflections}
mutations = [service.write_reflection, service.change_reflection, service.delete_reflection]
