"""The audit in the graph."""

from typing import Any

from app.domain.audit import service

queries = {
    "accesses": service.list_accesses,
    "auditEntries": service.list_audit_entries,
}
mutations: list[Any] = []
