"""Coverage in the graph."""

from typing import Any

from app.domain.coverage import service

queries = {"coverage": service.list_coverage, "coverage_summary": service.list_coverage_summary}
mutations: list[Any] = []
