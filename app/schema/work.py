"""Work in the graph."""

from typing import Any

from app.domain.work import service

queries = {"work": service.list_work}
mutations: list[Any] = []
