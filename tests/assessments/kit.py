"""A graded competency, and how people say how far somebody is in it."""

from typing import Any
from uuid import uuid4

from httpx import Response

from tests.role_profiles.kit import a_framework, competencies
from tests.world import World


async def graded(world: World, *codes: str) -> dict[str, str]:
    """The ids of competencies of a framework with five levels, by their codes."""
    return await competencies(world, await a_framework(world, *(codes or ("COM",))))


async def say(
    world: World,
    who: Any,
    kind: str,
    competency: str,
    level: str,
    person: str = "amina",
    **more: Any,
) -> Response:
    body = {"personId": world.id("amina"), "competencyId": competency, "kind": kind}
    body |= {"level": level, "confidence": "medium"}
    return await world.rest(who, "POST", "/v1/given-assessments", body | more)


async def said(*args: Any, **more: Any) -> dict[str, Any]:
    answer = await say(*args, **more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def seen(world: World, who: Any, **filters: str) -> list[dict[str, Any]]:
    query = "".join(f"&{name}={value}" for name, value in filters.items())
    answer = await world.rest(who, "GET", f"/v1/assessments?limit=200{query}")
    return list(answer.json()["data"])


async def standings(world: World, who: Any, person: str = "amina") -> dict[str, dict[str, Any]]:
    path = f"/v1/people/{world.id(person)}/competency-standings"
    listed = (await world.rest(who, "GET", path)).json()["data"]
    return {one["competencyId"]: one for one in listed}


async def peers(world: World, count: int) -> list[Any]:
    """New people who report to jonas, as amina does."""
    names = [f"p-{uuid4()}" for _ in range(count)]
    items = [
        {"externalId": one, "userName": one, "displayName": "P", "managerExternalId": "jonas"}
        for one in names
    ]
    made = (await world.rest("vendor", "POST", "/v1/people:batch", {"items": items})).json()
    return [world.person(one["id"]) for one in made["items"]]
