"""Being asked: shown to one person, in their own time, and without a trace for anybody else."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from app.domain.reflections import service as reflections
from app.settings import Settings
from tests.relations import run_as_app
from tests.scene import Scene, as_app
from tests.world import World

RHYTHM, PROMPT = "/v1/reflection-rhythm", "/v1/reflection-prompt"
OTHERS = ("jonas", "priya", "tomas", "olga", "vendor")


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


async def prompt(world: World, who: str = "amina") -> dict[str, Any]:
    answer = await world.rest(who, "GET", PROMPT)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def inbox(world: World, who: str, query: str = "") -> list[dict[str, Any]]:
    answer = await world.rest(who, "GET", f"/v1/work?kind=reflect{query}")
    return list(answer.json()["data"])


async def asked_on(world: World, day: Any) -> None:
    sql = "UPDATE reflection_rhythm SET next_on = $2 WHERE person_id = $1"
    await run_as_app(world, sql, world.id("amina"), day)


async def test_a_question_waits_until_it_is_answered(scene: Scene) -> None:
    world = scene.world
    id = await scene.a_rhythm()
    found = await prompt(world)
    today = datetime.now(UTC).date()
    assert (found["promptId"], found["waits"]) == (id, True)
    assert (found["since"], found["nextOn"]) == (today.isoformat(), None)
    [item] = await inbox(world, "amina")
    assert (item["kind"], item["status"], item["title"]) == ("reflect", "asked", found["question"])
    assert (item["dueOn"], item["missed"]) == (today.isoformat(), False)
    body = {"body": "I liked explaining it.", "promptId": id}
    made = await world.rest("amina", "POST", "/v1/reflections", body)
    assert made.status_code == 201, made.text
    assert (made.json()["promptId"], made.json()["prompt"]) == (id, found["question"])
    after = await prompt(world)
    assert after["promptId"] != id
    assert (after["waits"], after["since"]) == (False, None)
    assert after["nextOn"] > today.isoformat()
    assert await inbox(world, "amina") == []


async def test_a_question_can_be_put_off_and_left_out(scene: Scene) -> None:
    world = scene.world
    id = await scene.a_rhythm()
    until = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()
    body = {"promptId": id, "until": until}
    put_off = await world.rest("amina", "POST", f"{PROMPT}/snooze", body)
    assert (put_off.json()["promptId"], put_off.json()["nextOn"]) == (id, until)
    assert await inbox(world, "amina") == []
    await asked_on(world, datetime.now(UTC).date() - timedelta(days=9))
    [item] = await inbox(world, "amina")
    assert item["missed"] is False
    left_out = await world.rest("amina", "POST", f"{PROMPT}/skip", {"promptId": id})
    assert left_out.json()["promptId"] != id
    assert await inbox(world, "amina") == []


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
async def test_the_day_begins_where_they_are(scene: Scene, zone: str) -> None:
    world = scene.world
    today = datetime.now(ZoneInfo(zone)).date()
    body = {"every": "weekly", "weekday": today.isoweekday(), "timeZone": zone}
    assert (await world.rest("amina", "PUT", RHYTHM, body)).is_success
    assert (await prompt(world))["since"] == today.isoformat()
    await asked_on(world, today + timedelta(days=1))
    assert (await prompt(world))["waits"] is False
    await world.rest("amina", "PUT", RHYTHM, body | {"timeZone": None})
    sql = "UPDATE person SET time_zone = $2 WHERE id = $1"
    await run_as_app(world, sql, world.id("amina"), zone)
    await asked_on(world, today)
    assert (await prompt(world))["waits"] is True


async def test_who_wants_no_questions_has_none(scene: Scene) -> None:
    world = scene.world
    id = await scene.a_rhythm()
    off = await world.rest("amina", "PUT", RHYTHM, {"every": "off"})
    assert (off.json()["every"], off.json()["nextOn"]) == ("off", None)
    assert await inbox(world, "amina") == []
    refused = await world.rest("amina", "POST", f"{PROMPT}/skip", {"promptId": id})
    assert (refused.status_code, refused.json()["code"]) == (409, "reflection_prompt_not_waiting")


async def traces(app: asyncpg.Connection, world: World) -> list[int]:
    """How many events and facts there are."""
    await world.noted()
    async with app.transaction():
        await app.execute("SELECT set_config('app.tenant_id', $1, true)", str(world.tenant_id))
        tables = ("outbox_event", "audit_entry")
        counts = [f"SELECT count(*) FROM {name}" for name in tables]  # noqa: S608
        return [await app.fetchval(sql) for sql in counts]


async def test_nobody_else_can_tell_that_somebody_is_asked(
    scene: Scene, settings: Settings
) -> None:
    world, app = scene.world, await as_app(settings)
    before = await traces(app, world)
    id = await scene.a_rhythm()
    await world.rest("amina", "POST", f"{PROMPT}/skip", {"promptId": id})
    await scene.a_rhythm()
    for who in OTHERS:
        for path in (RHYTHM, PROMPT):
            answer = await world.rest(who, "GET", path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        for query in ("", "&whose=team", f"&personId={world.id('amina')}"):
            assert await inbox(world, who, query) == []
    assert await traces(app, world) == before
    await app.close()


async def test_somebody_who_chooses_twice_at_once_has_one_rhythm(world: World) -> None:
    bodies = [{"every": every} for every in ("weekly", "monthly", "off", "quarterly")]
    answers = await asyncio.gather(*(world.rest("olga", "PUT", RHYTHM, body) for body in bodies))
    assert [one.status_code for one in answers] == [200] * 4
    assert len({one.json()["id"] for one in answers}) == 1


async def test_an_answer_to_any_of_the_questions_is_kept_with_its_id(world: World) -> None:
    made = await world.do(
        "amina",
        reflections.write_reflection,
        command=reflections.write_reflection.command(body="Many", prompt_id="advice"),
    )
    ids = {"reflection_id": UUID(made["id"])}
    assert (await world.find("amina", reflections.get_reflection, **ids))["promptId"] == "advice"
    path = f"/v1/reflections/{made['id']}"
    other = await world.rest("amina", "PATCH", path, {"prompt": "Mine"}, if_match="*")
    assert (other.json()["prompt"], other.json()["promptId"]) == ("Mine", None)
