"""Trusted issuers in the graph."""

from typing import Any

from app.domain.issuers import service

queries = {"trusted_issuers": service.list_trusted_issuers}
mutations: list[Any] = []
