"""Roles in the graph."""

from app.domain.role_profiles import service

queries = {
    "role_profile": service.get_role_profile,
    "role_profiles": service.list_role_profiles,
    "role_profile_version": service.get_role_profile_version,
    "role_profile_versions": service.list_role_profile_versions,
    "pathway": service.get_pathway,
    "pathways": service.list_pathways,
    "role_assignment": service.get_role_assignment,
    "role_assignments": service.list_role_assignments,
}
mutations = [
    service.create_role_profile,
    service.change_role_profile,
    service.set_role_requirements,
    service.publish_role_profile,
    service.retire_role_profile,
    service.create_pathway,
    service.retire_pathway,
    service.assign_role,
    service.end_role_assignment,
]
