"""Roles over REST."""

from app.api.route import Route, get, patch, post, put
from app.domain.role_profiles import service

routes: list[Route] = [
    get("/role-profiles", service.list_role_profiles),
    post("/role-profiles", service.create_role_profile),
    get("/role-profiles/{role_profile_id}", service.get_role_profile),
    patch("/role-profiles/{role_profile_id}", service.change_role_profile),
    put("/role-profiles/{role_profile_id}/requirements", service.set_role_requirements),
    post("/role-profiles/{role_profile_id}/publish", service.publish_role_profile),
    post("/role-profiles/{role_profile_id}/retire", service.retire_role_profile),
    get("/role-profiles/{role_profile_id}/versions", service.list_role_profile_versions),
    get("/role-profile-versions/{role_profile_version_id}", service.get_role_profile_version),
    get("/pathways", service.list_pathways),
    post("/pathways", service.create_pathway),
    get("/pathways/{pathway_id}", service.get_pathway),
    post("/pathways/{pathway_id}/retire", service.retire_pathway),
    get("/role-assignments", service.list_role_assignments),
    post("/role-assignments", service.assign_role),
    get("/role-assignments/{role_assignment_id}", service.get_role_assignment),
    post("/role-assignments/{role_assignment_id}/end", service.end_role_assignment),
]
