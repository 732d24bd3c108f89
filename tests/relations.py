"""How tests make, end and look at relations between the people of a `World`."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from httpx import Response

from tests.world import World

TODAY = datetime.now(UTC).date()


def day(days: int) -> str:
    """So many days from today."""
    return (TODAY + timedelta(days=days)).isoformat()


async def start(
    world: World,
    person: str,
    related: str,
    kind: str = "manager",
    who: str = "vendor",
    **given: Any,
) -> Response:
    body = {"personId": world.id(person), "relatedId": world.id(related), "kind": kind, **given}
    return await world.rest(who, "POST", "/v1/relationships", body)


async def started(world: World, person: str, related: str, *kind: str, **given: Any) -> Any:
    answer = await start(world, person, related, *kind, **given)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def cover(world: World, person: str, by: str, days: int = 10, since: int = 0) -> Any:
    dates = {"startsOn": day(since), "endsOn": day(since + days)}
    return await started(world, person, by, "cover", reason="Away", **dates)


async def end(world: World, id: str, who: str = "vendor", **given: Any) -> Response:
    return await world.rest(who, "POST", f"/v1/relationships/{id}/end", given, if_match="*")


async def ties_of(world: World, related: str) -> str:
    """The one relation to this person."""
    path = f"/v1/relationships?relatedId={world.id(related)}"
    [tie] = (await world.rest("vendor", "GET", path)).json()["data"]
    return str(tie["id"])


async def reorganise(world: World, *moves: dict[str, Any], who: str = "vendor", **more: Any) -> Any:
    body = {"startsOn": day(0), "moves": list(moves), **more}
    return await world.rest(who, "POST", "/v1/relationships:reorganise", body)


def move(person: str, manager: str | None, **more: Any) -> dict[str, Any]:
    return {"personExternalId": person, "managerExternalId": manager, **more}


async def become(world: World, person: str, status: str, **given: Any) -> Response:
    path = f"/v1/people/{world.id(person)}/status"
    return await world.rest("vendor", "POST", path, {"status": status, **given}, if_match="*")


async def names(world: World, path: str, who: str = "tomas") -> list[Any]:
    """Who is above or below somebody: `(level, name)` of each."""
    rows = (await world.rest(who, "GET", path)).json()["data"]
    return [(row["level"], row["userName"]) for row in rows]


async def managers(world: World, person: str, on: str | None = None) -> list[str]:
    query = f"?on={on}" if on else ""
    found = await names(world, f"/v1/people/{world.id(person)}/managers{query}")
    return [name for _, name in found]


async def ties(world: World, who: str = "vendor", query: str = "") -> list[tuple[Any, ...]]:
    """Kind, person, related, first day, end: sorted, with names in place of ids."""
    known = {str(actor.id): name for name, actor in world.actors.items()}
    rows = (await world.rest(who, "GET", f"/v1/relationships{query}")).json()["data"]
    return sorted(
        (
            row["kind"],
            known[row["personId"]],
            known[row["relatedId"]],
            row["startsOn"],
            row["endsOn"] or "",
        )
        for row in rows
    )


async def told(world: World, *types: str) -> list[tuple[str, dict[str, Any]]]:
    """The events of these types, as they were told."""
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        rows = await tx.connection.fetch(
            "SELECT type, data::text FROM outbox_event WHERE type = any($1) ORDER BY id",
            list(types),
        )
    return [(row[0], json.loads(row[1])) for row in rows]


async def run_as_app(world: World, sql: str, *values: Any) -> str:
    """One statement past all rules but those of the database."""
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        done: str = await tx.connection.execute(sql, *values)
    return done


async def close_plan(world: World, plan_id: str, on: date) -> None:
    """As a use case will: the plan, its goals and its milestones on the same day."""
    for table, key in (("plan", "id"), ("goal", "plan_id"), ("milestone", "plan_id")):
        sql = f"UPDATE {table} SET closed_on = $1 WHERE {key} = $2"  # noqa: S608
        await run_as_app(world, sql, on, UUID(plan_id))
