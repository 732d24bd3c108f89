"""How tests come to people who met their managers: teams, dates in the past, and the counting."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from app.domain.coverage import service as coverage
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from tests.relations import TODAY, run_as_app
from tests.world import World

THIS_MONTH: Final = (TODAY - timedelta(days=3)).replace(day=1)
"""As the counting sees it."""


def months_ago(months: int) -> date:
    """The first day of that month."""
    years, month = divmod(THIS_MONTH.year * 12 + THIS_MONTH.month - 1 - months, 12)
    return date(years, month + 1, 1)


async def team(world: World, manager: str, names: list[str], **fields: str) -> None:
    """They report to this manager, and have for long. They are actors by these names."""
    named = {"managerExternalId": manager, **fields}
    items = [{"externalId": n, "userName": n, "displayName": n, **named} for n in names]
    report = await world.do("vendor", people.upsert_people, command=UpsertPeople(items=items))
    for one in report["items"]:
        world.actors[one["externalId"]] = world.person(one["id"])
    ids = [world.id(name) for name in names]
    sql = "UPDATE relationship SET starts_on = '2020-01-01' WHERE person_id = any($1)"
    await run_as_app(world, sql, ids)


async def met(
    world: World, who: str, manager: str, due_on: date, *, held_on: date | None, **columns: Any
) -> None:
    """A date that these two had, with a week of grace, and when they met, if they did."""
    status = columns.pop("status", "scheduled" if held_on is None else "held")
    sql = """INSERT INTO conversation (tenant_id, id, version, created_at, person_id, partner_id,
      topic, scheduled_at, reckoned_for, missed_at, status, held_at)
      SELECT $1, gen_random_uuid(), 1, now(), $2, $3, 'canary topic', at, at,
        at + interval '7 days', $5, $6::date + interval '9 hours'
      FROM CAST($4::date + interval '9 hours' AS timestamptz) AS at"""
    ids = (world.tenant_id, world.id(who), world.id(manager))
    await run_as_app(world, sql, *ids, due_on, status, held_on)


async def counted(world: World) -> None:
    """The clock looks once."""
    await world.do(world.system.actor, coverage.count_coverage)


async def summary(world: World, who: str = "vendor", query: str = "") -> list[dict[str, Any]]:
    answer = await world.rest(who, "GET", f"/v1/coverage/summary?{query}".rstrip("?"))
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


async def listed(world: World, who: str, query: str = "") -> Mapping[str, dict[str, Any]]:
    """By the names of people."""
    known = {actor.id: name for name, actor in world.actors.items()}
    answer = await world.rest(who, "GET", f"/v1/coverage?{query}".rstrip("?"))
    assert answer.status_code == 200, answer.text
    return {known[UUID(row["personId"])]: row for row in answer.json()["data"]}
