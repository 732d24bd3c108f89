"""Role profiles, pathways, and who has which role."""

from uuid import uuid4

from app.domain.role_profiles import service as roles
from tests.asking import DONE, Ask
from tests.cases.kit import ASKED, FORBIDDEN, case, of, person
from tests.scene import Scene

# Everybody reads them; whoever has the scope writes them.

of(roles.list_role_profiles, DONE)
of(roles.get_role_profile, DONE, role_profile_id="role_profile")
of(roles.list_role_profile_versions, DONE, role_profile_id="role_profile")
of(roles.get_role_profile_version, DONE, role_profile_version_id="role_profile_version")
of(roles.list_pathways, DONE)
of(roles.get_pathway, DONE, pathway_id="pathway")
of(roles.list_role_assignments, DONE)
of(roles.get_role_assignment, DONE, role_assignment_id="role_assignment")


@case(roles.create_role_profile, DONE)
async def _create_role_profile(scene: Scene) -> Ask:
    body = {
        "code": f"c-{uuid4()}",
        "title": f"{ASKED} role",
        "family": f"{ASKED} family",
        "track": "leadership",
        "rank": 4,
        "description": f"{ASKED} description",
        "frameworkId": scene.ids["framework"],
    }
    return Ask(roles.create_role_profile, body=body)


@case(roles.change_role_profile, DONE)
async def _change_role_profile(scene: Scene) -> Ask:
    ids = {"role_profile_id": await scene.a_role_profile()}
    return Ask(roles.change_role_profile, ids, {"title": f"{ASKED} role"}, version=1)


@case(roles.set_role_requirements, DONE)
async def _set_role_requirements(scene: Scene) -> Ask:
    ids = {"role_profile_id": await scene.a_role_profile()}
    items = [{"competencyId": scene.ids["competency"], "isEssential": False}]
    return Ask(roles.set_role_requirements, ids, {"items": items}, version=1)


@case(roles.publish_role_profile, DONE)
async def _publish_role_profile(scene: Scene) -> Ask:
    ids = {"role_profile_id": await scene.a_role_profile()}
    return Ask(roles.publish_role_profile, ids, version=1)


@case(roles.retire_role_profile, DONE)
async def _retire_role_profile(scene: Scene) -> Ask:
    ids = {"role_profile_id": await scene.a_role_profile()}
    return Ask(roles.retire_role_profile, ids, {"evenIfHeld": False}, version=1)


@case(roles.create_pathway, DONE)
async def _create_pathway(scene: Scene) -> Ask:
    body = {
        "fromRoleId": scene.ids["role_profile"],
        "toRoleId": await scene.a_role_profile(),
        "kind": "lateral",
        "description": f"{ASKED} way",
    }
    return Ask(roles.create_pathway, body=body)


@case(roles.retire_pathway, DONE)
async def _retire_pathway(scene: Scene) -> Ask:
    return Ask(roles.retire_pathway, {"pathway_id": await scene.a_pathway()}, version=1)


# amina, jonas, priya, olga, tomas, vendor: priya is amina's people partner.

_ASSIGNS = (FORBIDDEN, FORBIDDEN, DONE, FORBIDDEN, FORBIDDEN, DONE)


@case(roles.assign_role, *_ASSIGNS)
async def _assign_role(scene: Scene) -> Ask:
    body = {
        "personId": person(scene, "amina"),
        "roleProfileId": scene.ids["role_profile"],
        "startsOn": scene.another_day(),
    }
    return Ask(roles.assign_role, body=body)


@case(roles.end_role_assignment, *_ASSIGNS)
async def _end_role_assignment(scene: Scene) -> Ask:
    ids = {"role_assignment_id": await scene.a_role_assignment()}
    body = {"endsOn": "2199-12-31"}
    return Ask(roles.end_role_assignment, ids, body, version=1)
