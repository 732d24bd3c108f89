"""A framework with a scale, and roles that a model declares for it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.domain.role_profiles.declaring import (
    DeclaredPathway,
    DeclaredRole,
    RoleChange,
    declare_roles,
)
from tests.world import World

SCALE = [{"code": f"L{rank}", "name": f"Level {rank}", "rank": rank} for rank in range(1, 6)]


async def a_framework(world: World, *codes: str, scale: Any = SCALE, code: str = "craft") -> UUID:
    document = {
        "framework": {"code": code, "title": "Craft"},
        "scale": scale,
        "competencies": [
            {"code": one, "name": f"Name of {one}", "statement": f"Does {one}."} for one in codes
        ],
    }
    path = "/v1/competency-frameworks:sync"
    report = await world.rest("vendor", "POST", path, {"document": document})
    assert report.is_success, report.text
    return UUID(report.json()["frameworkId"])


async def competencies(world: World, framework_id: UUID) -> dict[str, str]:
    path = f"/v1/competencies?frameworkId={framework_id}&limit=200"
    listed = (await world.rest("vendor", "GET", path)).json()["data"]
    return {one["code"]: one["id"] for one in listed}


def role(code: str, *required: tuple[str, str | None, bool], **fields: Any) -> DeclaredRole:
    plain = DeclaredRole(
        code=code,
        title=f"Title of {code}",
        track="expert",
        rank=1,
        digest=code,
        place=f"/document/roles/{code}",
        requirements=required,
    )
    return replace(plain, **fields)


def way(origin: str | None, destination: str, kind: str = "promotion") -> DeclaredPathway:
    place = f"/document/pathways/{destination}"
    return DeclaredPathway(origin, destination, kind, f"{origin}>{destination}", place)


async def declared(
    world: World,
    framework_id: UUID,
    roles: list[DeclaredRole],
    ways: list[DeclaredPathway] | None = None,
    *,
    dry_run: bool = False,
) -> list[RoleChange]:
    """As a sync would, in one transaction."""
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        return await declare_roles(tx, framework_id, 1, roles, ways or [], dry_run)


async def roles(world: World) -> dict[str, dict[str, Any]]:
    path = "/v1/role-profiles?limit=200&expand=requirements,versions"
    listed = (await world.rest("amina", "GET", path)).json()["data"]
    return {one["code"]: one for one in listed}


async def told(world: World, kinds: str) -> list[str]:
    """The kinds of events that were told, in their order."""
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        rows = await tx.connection.fetch(
            "SELECT type FROM outbox_event WHERE type LIKE $1 ORDER BY id", kinds
        )
    return [row["type"] for row in rows]
