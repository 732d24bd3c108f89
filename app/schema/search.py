"""Search in the graph."""

from typing import Any

from app.domain.search import service

queries = {"search": service.search}
mutations: list[Any] = []
