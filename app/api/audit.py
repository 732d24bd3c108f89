"""The audit over REST."""

from app.api.route import Route, get
from app.domain.audit import service

routes: list[Route] = [
    get("/people/{person_id}/access-log", service.list_accesses),
    get("/audit-entries", service.list_audit_entries),
]
