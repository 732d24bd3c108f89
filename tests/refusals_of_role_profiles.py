"""How roles refuse: each error, by the shortest way to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from app.domain.role_profiles import service as roles
from app.domain.role_profiles.commands import EndRoleAssignment, RetireRoleProfile
from app.domain.use_case import UseCase
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

VERSIONED: Final[dict[Any, str]] = {
    roles.change_role_profile: "amina",
    roles.set_role_requirements: "amina",
    roles.publish_role_profile: "amina",
    roles.retire_role_profile: "amina",
    roles.retire_pathway: "amina",
    roles.end_role_assignment: "vendor",
}
for _versioned, _who in VERSIONED.items():
    changed("stale", _versioned, _who, version=9)

changed("invalid", roles.create_role_profile, rank=-1)
changed("invalid", roles.change_role_profile, title=None)
changed("invalid", roles.assign_role, "vendor", startsOn="soon")
changed("role_framework_unknown", roles.create_role_profile, frameworkId=uuid4())
changed(
    "role_competency_unknown",
    roles.set_role_requirements,
    items=[{"competencyId": str(uuid4())}],
)
changed("pathway_role_unknown", roles.create_pathway, toRoleId=uuid4())
changed("pathway_to_itself", roles.create_pathway, fromRoleId=None)
changed("assignee_unknown", roles.assign_role, "vendor", personId=uuid4())
changed("assigned_role_unknown", roles.assign_role, "vendor", roleProfileId=uuid4())
changed("assignment_ends_before", roles.assign_role, "vendor", endsOn="2000-01-01")


@refused("role_code_taken", roles.create_role_profile)
async def _code_taken(scene: Scene) -> Ask:
    ask = await of_case(roles.create_role_profile)(scene)
    await scene.world.rest("vendor", "POST", "/v1/role-profiles", ask.body)
    return ask


@refused("role_competency_twice", roles.set_role_requirements)
async def _named_twice(scene: Scene) -> Ask:
    ask = await of_case(roles.set_role_requirements)(scene)
    return replace(ask, body={"items": ask.body["items"] * 2})


@refused("role_level_unknown", roles.set_role_requirements)
async def _level_without_scale(scene: Scene) -> Ask:
    ask = await of_case(roles.set_role_requirements)(scene)
    return replace(ask, body={"items": [{**ask.body["items"][0], "level": "L1"}]})


async def _retired(scene: Scene, use_case: UseCase) -> Ask:
    ask = await of_case(use_case)(scene)
    given = {"command": RetireRoleProfile(), "if_version": 1}
    await scene.done("vendor", roles.retire_role_profile, **ask.ids, **given)
    return replace(ask, version=2)


@refused("role_retired", roles.change_role_profile)
async def _changed_too_late(scene: Scene) -> Ask:
    return await _retired(scene, roles.change_role_profile)


@refused("role_retired", roles.set_role_requirements)
async def _required_too_late(scene: Scene) -> Ask:
    return await _retired(scene, roles.set_role_requirements)


@refused("role_retired", roles.publish_role_profile)
async def _published_too_late(scene: Scene) -> Ask:
    return await _retired(scene, roles.publish_role_profile)


@refused("role_retired", roles.retire_role_profile)
async def _retired_twice(scene: Scene) -> Ask:
    return await _retired(scene, roles.retire_role_profile)


@refused("role_unchanged", roles.publish_role_profile)
async def _published_twice(scene: Scene) -> Ask:
    ids = {"role_profile_id": await scene.a_published_role()}
    return Ask(roles.publish_role_profile, ids, version=3)


@refused("role_held", roles.retire_role_profile)
async def _held(scene: Scene) -> Ask:
    ids = {"role_profile_id": scene.ids["role_profile"]}
    return Ask(roles.retire_role_profile, ids, version=3)


@refused("pathway_to_itself", roles.create_pathway)
async def _circle(scene: Scene) -> Ask:
    ask = await of_case(roles.create_pathway)(scene)
    return replace(ask, body={**ask.body, "toRoleId": ask.body["fromRoleId"]})


@refused("pathway_taken", roles.create_pathway)
async def _laid_twice(scene: Scene) -> Ask:
    ask = await of_case(roles.create_pathway)(scene)
    await scene.world.rest("vendor", "POST", "/v1/pathways", ask.body)
    return ask


@refused("pathway_retired", roles.retire_pathway)
async def _way_ended_twice(scene: Scene) -> Ask:
    ask = await of_case(roles.retire_pathway)(scene)
    await scene.done("vendor", roles.retire_pathway, **ask.ids, if_version=1)
    return replace(ask, version=2)


@refused("roles_overlap", roles.assign_role, "vendor")
async def _two_on_a_day(scene: Scene) -> Ask:
    ask = await of_case(roles.assign_role)(scene)
    await scene.world.rest("vendor", "POST", "/v1/role-assignments", ask.body)
    return ask


@refused("roles_overlap", roles.end_role_assignment, "vendor")
async def _into_the_next(scene: Scene) -> Ask:
    first = await scene.a_role_assignment()
    await scene.a_role_assignment()
    body = {"endsOn": "2199-12-31"}
    return Ask(roles.end_role_assignment, {"role_assignment_id": first}, body, version=2)


@refused("assignment_ends_before", roles.end_role_assignment, "vendor")
async def _before_it_began(scene: Scene) -> Ask:
    ask = await of_case(roles.end_role_assignment)(scene)
    return replace(ask, body={"endsOn": "2030-12-31"})


@refused("assignment_over", roles.end_role_assignment, "vendor")
async def _over(scene: Scene) -> Ask:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    body = {"personId": await scene.a_person(), "startsOn": "2020-01-01"}
    body |= {"roleProfileId": scene.ids["role_profile"]}
    made = await scene.world.rest("vendor", "POST", "/v1/role-assignments", body)
    ids = {"role_assignment_id": made.json()["id"]}
    command = EndRoleAssignment(ends_on=yesterday)
    given = {"command": command, "if_version": 1}
    await scene.done("vendor", roles.end_role_assignment, **ids, **given)
    return Ask(roles.end_role_assignment, ids, {"endsOn": yesterday.isoformat()}, version=2)
