"""What has to be there for a request about competency frameworks to succeed."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import uuid4

from tests.world import World


async def synced(world: World, code: str, *competencies: str, **more: Any) -> dict[str, Any]:
    listed = [{"code": one, "name": one, "statement": f"Does {one}."} for one in competencies]
    document = {"framework": {"code": code, "title": "F"}, "competencies": listed}
    path = "/v1/competency-frameworks:sync"
    answer = await world.rest("vendor", "POST", path, {"document": document} | more)
    return dict(answer.json())


async def framework(world: World) -> dict[str, str]:
    return {"framework_id": (await synced(world, f"f-{uuid4()}", "A"))["frameworkId"]}


async def draft(world: World) -> dict[str, str]:
    code = f"f-{uuid4()}"
    await synced(world, code, "A")
    return {"framework_id": (await synced(world, code, "B", publish=False))["frameworkId"]}


async def two(world: World) -> dict[str, str]:
    """One, and another that may take its place."""
    other = (await framework(world))["framework_id"]
    return await framework(world) | {"other_framework_id": other}


async def deprecated(world: World) -> dict[str, str]:
    ids = await framework(world)
    path = f"/v1/competency-frameworks/{ids['framework_id']}/deprecate"
    await world.rest("vendor", "POST", path, {}, if_match="*")
    return ids


async def version(world: World) -> dict[str, str]:
    ids = await framework(world)
    path = f"/v1/competency-frameworks/{ids['framework_id']}/versions"
    [known] = (await world.rest("vendor", "GET", path)).json()["data"]
    return {"framework_version_id": known["id"]}


FRAMEWORKS: Final[dict[str, Callable[[World], Awaitable[dict[str, str]]]]] = {
    "deprecate_competency_framework": two,
    "retire_competency_framework": framework,
    **dict.fromkeys(("publish_competency_framework", "discard_framework_draft"), draft),
    "reinstate_competency_framework": deprecated,
    **dict.fromkeys(
        ("get_framework_version", "list_version_competencies", "list_version_leftovers"), version
    ),
}
