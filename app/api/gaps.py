"""Gaps over REST."""

from app.api.route import Route, get, post
from app.domain.gaps import service

routes: list[Route] = [
    get("/people/{person_id}/gaps", service.list_gaps),
    get("/people/{person_id}/reachable-roles", service.list_reachable_roles),
    get("/people/{person_id}/next-levels", service.list_next_levels),
    post("/people/{person_id}/goals-from-gap", service.begin_goal_from_gap),
    get("/competencies/{competency_id}/what-helped", service.list_what_helped),
]
