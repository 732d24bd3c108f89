"""Coverage over REST."""

from app.api.route import Route, get
from app.domain.coverage import service

routes: list[Route] = [
    get("/coverage", service.list_coverage),
    get("/coverage/summary", service.list_coverage_summary),
]
