"""Gaps in the graph."""

from app.domain.gaps import service

queries = {
    "gaps": service.list_gaps,
    "reachable_roles": service.list_reachable_roles,
    "next_levels": service.list_next_levels,
    "what_helped": service.list_what_helped,
}
mutations = [service.begin_goal_from_gap]
