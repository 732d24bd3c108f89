"""Role profiles, pathways between them, and who has which role."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from app.domain.role_profiles import service as roles
from app.domain.role_profiles.commands import (
    AssignRole,
    CreatePathway,
    CreateRoleProfile,
    SetRoleRequirements,
)
from app.domain.role_profiles.states import PathwayKind, RoleTrack
from tests.scene_of_plans import SECRET
from tests.world import World


class Roles:
    """By the machine client, of the framework without a scale."""

    world: World
    ids: dict[str, UUID]
    done: Callable[..., Awaitable[dict[str, Any]]]
    made: Callable[..., Awaitable[UUID]]
    another_day: Callable[[], str]
    a_graded_competency: Callable[[], Awaitable[UUID]]

    async def a_role_profile(self) -> UUID:
        """A draft, in version 1."""
        command = CreateRoleProfile(
            code=f"r-{uuid4()}",
            title=f"{SECRET} role",
            family=f"{SECRET} family",
            track=RoleTrack.EXPERT,
            rank=3,
            description=f"{SECRET} description",
            framework_id=self.ids["framework"],
        )
        return await self.made("vendor", roles.create_role_profile, command=command)

    async def a_published_role(self) -> UUID:
        """In version 3: it requires one competency."""
        id = await self.a_role_profile()
        items = [{"competencyId": self.ids["competency"]}]
        command = SetRoleRequirements.model_validate({"items": items})
        arguments = {"role_profile_id": id, "command": command, "if_version": 1}
        await self.done("vendor", roles.set_role_requirements, **arguments)
        await self.done("vendor", roles.publish_role_profile, role_profile_id=id, if_version=2)
        return id

    async def a_role_version(self, role_profile_id: UUID) -> UUID:
        path = f"/v1/role-profiles/{role_profile_id}/versions"
        [known] = (await self.world.rest("vendor", "GET", path)).json()["data"]
        return UUID(known["id"])

    async def a_pathway(self) -> UUID:
        """From the published role to a new draft."""
        command = CreatePathway(
            from_role_id=self.ids["role_profile"],
            to_role_id=await self.a_role_profile(),
            kind=PathwayKind.PROMOTION,
            description=f"{SECRET} way",
        )
        return await self.made("vendor", roles.create_pathway, command=command)

    async def a_next_role(self) -> UUID:
        """One that a pathway leads to from the published role, and that takes a level of a graded
        competency.
        """
        competency = self.ids["graded"] = await self.a_graded_competency()
        listed = (await self.world.rest("vendor", "GET", "/v1/competency-frameworks")).json()
        [framework] = [one["id"] for one in listed["data"] if one["code"] == "graded"]
        role = CreateRoleProfile(
            code=f"r-{uuid4()}",
            title=f"{SECRET} next role",
            track=RoleTrack.LEADERSHIP,
            rank=1,
            framework_id=framework,
        )
        id = await self.made("vendor", roles.create_role_profile, command=role)
        items = [{"competencyId": competency, "level": "L1"}]
        command = SetRoleRequirements.model_validate({"items": items})
        arguments = {"role_profile_id": id, "command": command, "if_version": 1}
        await self.done("vendor", roles.set_role_requirements, **arguments)
        await self.done("vendor", roles.publish_role_profile, role_profile_id=id, if_version=2)
        way = CreatePathway(
            from_role_id=self.ids["role_profile"], to_role_id=id, kind=PathwayKind.PROMOTION
        )
        await self.made("vendor", roles.create_pathway, command=way)
        return id

    async def a_role_assignment(self, starts_on: str | None = None) -> UUID:
        """Of amina; from a day on that was not given before, unless one is said."""
        command = AssignRole(
            person_id=self.world.id("amina"),
            role_profile_id=self.ids["role_profile"],
            starts_on=starts_on or self.another_day(),  # type: ignore[arg-type]
        )
        return await self.made("vendor", roles.assign_role, command=command)
