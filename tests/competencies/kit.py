"""How tests declare small models in our own format, sync them, and see what came of it."""

from typing import Any
from uuid import UUID

from app.domain.competencies import service
from app.domain.competencies.commands import SyncFramework
from app.domain.plans import service as plans
from app.domain.plans.commands import AddGoal, SetGoalCompetencies
from tests.world import World

LEVELS = [{"code": "L1", "name": "Learning"}, {"code": "L2", "name": "Practising"}]


def one(code: str, **more: Any) -> dict[str, Any]:
    """A competency, as a source declares it."""
    return {"code": code, "name": f"Name of {code}", "statement": f"Does {code}."} | more


def a_model(*competencies: str | dict[str, Any], **more: Any) -> dict[str, Any]:
    """A model of these; a code alone stands for a competency with nothing special."""
    listed = [one(each) if isinstance(each, str) else each for each in competencies]
    framework = {"code": "craft", "title": "Craft"} | more.pop("framework", {})
    return {"framework": framework, "scale": LEVELS, "competencies": listed} | more


async def sync(world: World, document: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The report, after the vendor synced this."""
    command = SyncFramework(document=document, **more)
    return dict(await world.do("vendor", service.sync_competency_framework, command=command))


async def listed(world: World, path: str) -> list[dict[str, Any]]:
    answer = await world.rest("vendor", "GET", path)
    assert answer.status_code == 200, answer.text
    assert answer.json()["nextCursor"] is None
    return list(answer.json()["data"])


async def in_force(world: World, status: str = "active") -> dict[str, dict[str, Any]]:
    """The competencies that everybody goes by, by code."""
    found = await listed(world, f"/v1/competencies?status={status}&limit=200")
    return {each["code"]: each for each in found}


async def links(world: World) -> set[tuple[str, str, str]]:
    """The links in force between competencies, by code: `(origin, type, destination)`."""
    codes = {each["id"]: each["code"] for each in await listed(world, "/v1/competencies?limit=200")}
    return {
        (codes[each["originId"]], each["type"], codes[each["destinationId"]])
        for each in await listed(world, "/v1/competency-associations?limit=200")
    }


async def versions(world: World, framework_id: str | UUID) -> list[dict[str, Any]]:
    return await listed(world, f"/v1/competency-frameworks/{framework_id}/versions?limit=200")


async def said_by(world: World, version: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The competencies as a version says them, by code."""
    found = await listed(world, f"/v1/framework-versions/{version['id']}/competencies?limit=200")
    return {each["code"]: each for each in found}


async def a_goal_about(
    world: World, competency_id: str, level: str | None = None, *, is_private: bool = False
) -> UUID:
    """Amina's, in a plan that is not over."""
    plan = await world.a_plan()
    about = AddGoal(title="Better", is_private=is_private)
    goal = await world.do("amina", plans.add_goal, plan_id=UUID(plan["id"]), command=about)
    items = [{"competencyId": competency_id, "toLevel": level}]
    command = SetGoalCompetencies(items=items)  # type: ignore[arg-type]
    goal_id = UUID(goal["id"])
    await world.do("amina", plans.set_goal_competencies, goal_id=goal_id, command=command)
    return goal_id
