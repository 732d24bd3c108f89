"""Endpoints as vendors need them: changed, disabled, enabled, and told of one another."""

import json
from typing import Any
from uuid import UUID

import pytest

from app.domain.event import Event
from tests.webhooks.kit import (
    BASIC,
    CANARY,
    HEADER,
    OAUTH,
    claimed,
    done,
    lane,
    read,
    registered,
    sql,
    told,
)
from tests.worker.hooks import Hooks
from tests.world import World

BESIDE = {"headers": [HEADER], "credentials": BASIC}


async def test_what_was_told_in_confidence_is_not_shown(world: World) -> None:
    made = await registered(world, format="cloudevents", maxPerMinute=60, **BESIDE)
    secret = made.pop("secret")
    shown = await read(world, made)
    assert shown == shown | made
    assert {"headerNames": ["X-Api-Key"], "credentials": "basic"}.items() <= shown.items()
    [changed] = [
        await done(world, "PATCH", made, credentials=OAUTH, headers=[HEADER | {"name": "X-Other"}])
    ]
    assert (changed["headerNames"], changed["credentials"]) == (["X-Other"], "oauth")
    every = await world.rest("vendor", "GET", "/v1/webhook-endpoints")
    for text in map(json.dumps, (made, shown, changed, every.json())):
        assert CANARY not in text
        assert secret not in text


async def test_it_is_sealed_where_it_is_kept(world: World) -> None:
    made = await registered(world, **BESIDE)
    [row] = await sql(
        world,
        "SELECT endpoint::text AS all FROM webhook_endpoint AS endpoint WHERE id = $1",
        UUID(made["id"]),
    )
    for word in (CANARY, made["secret"]):
        assert word not in row["all"]
        assert word.encode().hex() not in row["all"]
    kept = await sql(world, "SELECT row_to_json(one)::text AS all FROM outbox_event AS one")
    assert not [one["all"] for one in kept if CANARY in one["all"]]


async def test_the_worker_gets_it_all(hooks: Hooks) -> None:
    made = await registered(hooks.world, headers=[HEADER], credentials=OAUTH)
    taken = await lane(hooks)
    assert taken.secrets == (made["secret"],)
    assert taken.headers == {"X-Api-Key": CANARY}
    assert taken.credentials == {
        "token_url": "https://example.com/token",
        "client_id": "career",
        "client_secret": CANARY,
        "scope": "hooks:write",
    }


async def test_a_change_of_what_is_said_is_what_the_worker_goes_by(hooks: Hooks) -> None:
    made = await registered(hooks.world, **BESIDE)
    await done(hooks.world, "PATCH", made, url="https://example.com/other", credentials=None)
    taken = await lane(hooks)
    assert (taken.url, taken.credentials_kind, taken.credentials) == (
        "https://example.com/other",
        None,
        {},
    )
    assert taken.headers == {"X-Api-Key": CANARY}
    cleared = await done(hooks.world, "PATCH", made, headers=[])
    assert cleared["headerNames"] == []


async def test_what_is_absent_stays_and_what_is_the_same_is_no_change(world: World) -> None:
    said = {"description": "Ours", "maxPerMinute": 5, **BESIDE}
    made = await registered(world, **said)
    before = await read(world, made)
    same = {"url": made["url"], "eventTypes": ["plan.created"], "format": "json"}
    for body in ({}, said, same, {"eventTypes": ["plan.created", "plan.created"]}):
        assert await done(world, "PATCH", made, **body) == before
    cleared = await done(world, "PATCH", made, description=None, maxPerMinute=None)
    assert cleared == before | {"description": None, "maxPerMinute": None, "version": 2}
    assert [kind for kind, _ in await told(world, made)] == [
        "webhook_endpoint.created",
        "webhook_endpoint.updated",
    ]


async def test_what_is_refused_changes_nothing(world: World) -> None:
    made = await registered(world, **BESIDE)
    before = await read(world, made)
    path = f"/v1/webhook-endpoints/{made['id']}"
    bad = {"description": "Other", "headers": [HEADER | {"name": "Authorization"}]}
    answer = await world.rest("vendor", "PATCH", path, bad, if_match="*")
    assert (answer.status_code, answer.json()["code"]) == (422, "header_not_allowed")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/headers/0/name"]
    assert CANARY not in answer.text
    assert await read(world, made) == before


@pytest.mark.parametrize(
    ("said", "pointers"),
    [
        ({"headers": [HEADER, HEADER, {"name": "Host", "value": "x"}]}, ["/headers/1/name"]),
        ({"eventTypes": ["*", "no.such", "milestone"]}, ["/eventTypes/1", "/eventTypes/2"]),
        ({"credentials": {"oauth": OAUTH["oauth"] | {"tokenUrl": "http://127.0.0.2/x#y"}}}, None),
    ],
)
async def test_a_refusal_points_to_what_is_wrong(
    world: World, said: dict[str, Any], pointers: list[str] | None
) -> None:
    body = {"url": "https://example.com", "eventTypes": ["*"]} | said
    answer = await world.rest("vendor", "POST", "/v1/webhook-endpoints", body)
    found = [one["pointer"] for one in answer.json()["errors"]]
    assert answer.status_code == 422
    if pointers is None:
        assert found == ["/credentials/oauth/tokenUrl"]
    else:
        assert found[: len(pointers)] == pointers
    assert CANARY not in answer.text


async def test_what_happens_to_an_endpoint_is_told(world: World) -> None:
    made = await registered(world)
    await done(world, "PATCH", made, url="https://example.com/other", headers=[HEADER])
    await done(world, "POST", made, "/secret/rotate", overlapHours=0)
    for step in ("/disable", "/disable", "/enable", "/enable"):  # twice is once
        await done(world, "POST", made, step)
    await done(world, "DELETE", made)
    story = await told(world, made)
    assert [(kind.removeprefix("webhook_endpoint."), data["version"]) for kind, data in story] == [
        ("created", 1),
        ("updated", 2),
        ("secret_rotated", 3),
        ("disabled", 4),
        ("enabled", 5),
        ("removed", 6),
    ]
    data = [one for _, one in story]
    assert data[1]["changed"] == ["url", "headers"]
    assert data[2]["othersUntil"] is None
    assert data[3]["because"] == "manual"
    assert {kind for kind, _ in story} <= {kind.name for kind in Event.catalogue.values()}


async def test_others_are_told_of_it_and_it_is_not_told_of_itself(hooks: Hooks) -> None:
    world = hooks.world
    watching = await registered(world, eventTypes=["webhook_endpoint.*"])
    await hooks.relay()
    other = await registered(world, eventTypes=["webhook_endpoint.*"])
    await done(world, "PATCH", other, description="Other")
    await done(world, "DELETE", other)
    lanes = await claimed(hooks)
    bodies = [json.loads(due.body) for one in lanes for due in one.due]
    assert [str(one.endpoint_id) for one in lanes] == [watching["id"]]
    assert {body["subject"] for body in bodies} == {other["id"]}
    rows = await sql(
        world, "SELECT endpoint_id, event_type FROM webhook_delivery ORDER BY sequence"
    )
    assert [(str(row["endpoint_id"]), row["event_type"].split(".")[1]) for row in rows] == [
        (watching["id"], "created"),
        (watching["id"], "updated"),
        (watching["id"], "removed"),
    ]


async def test_what_a_disabled_endpoint_was_owed_fails(hooks: Hooks) -> None:
    world = hooks.world
    made = await registered(world)
    await world.a_plan()
    await hooks.relay()
    disabled = await done(world, "POST", made, "/disable")
    assert (disabled["enabled"], disabled["disabledBecause"]) == (False, "manual")
    assert disabled["disabledAt"]
    await world.a_plan()
    assert await claimed(hooks) == ()
    rows = await sql(world, "SELECT status, last_error FROM webhook_delivery")
    assert [tuple(row) for row in rows] == [("failed", "endpoint_disabled")]
    enabled = await done(world, "POST", made, "/enable")
    assert (enabled["enabled"], enabled["disabledAt"], enabled["disabledBecause"]) == (
        True,
        None,
        None,
    )
    assert len((await lane(hooks)).due) == 1


@pytest.mark.parametrize("step", ["/enable", "url"])
async def test_it_has_all_its_time_anew(hooks: Hooks, step: str) -> None:
    world = hooks.world
    made = await registered(world)
    await sql(
        world,
        "INSERT INTO webhook_endpoint_state (tenant_id, id, version, created_at, failing_since,"
        " failures_in_row, paused_until)"
        " VALUES ($1, $2, 1, now(), now() - interval '6 days', 7, now() + interval '1 hour')",
        world.tenant_id,
        UUID(made["id"]),
    )
    if step == "url":
        await done(world, "PATCH", made, description="Still the same place")
    else:
        await done(world, "POST", made, "/disable")
    state = "SELECT failing_since, failures_in_row, paused_until FROM webhook_endpoint_state"
    [before] = await sql(world, state)
    assert before["failures_in_row"] == 7
    if step == "url":
        await done(world, "PATCH", made, url="https://example.com/other")
    else:
        await done(world, "POST", made, step)
    [after] = await sql(world, state)
    assert tuple(after) == (None, 0, None)
    assert await lane(hooks)


async def test_one_that_was_removed_is_nowhere(hooks: Hooks) -> None:
    world = hooks.world
    made = await registered(world)
    await done(world, "DELETE", made)
    path = f"/v1/webhook-endpoints/{made['id']}"
    given = {"if_match": "*"}
    answers = [
        await world.rest("vendor", "GET", path),
        await world.rest("vendor", "PATCH", path, {"description": "x"}, **given),
        await world.rest("vendor", "DELETE", path, **given),
        await world.rest("vendor", "POST", f"{path}/enable", **given),
        await world.rest("vendor", "POST", f"{path}/disable", **given),
        await world.rest("vendor", "POST", f"{path}/secret/rotate", {}, **given),
        await world.rest("vendor", "POST", f"{path}/test", {"eventType": "plan.created"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert (await world.rest("vendor", "GET", "/v1/webhook-endpoints")).json()["data"] == []
    await world.a_plan()
    assert await claimed(hooks) == ()


@pytest.mark.parametrize(("before", "after"), [("json", "xapi"), ("xapi", "cloudevents")])
async def test_between_envelopes_and_statements_it_does_not_change(
    world: World, before: str, after: str
) -> None:
    made = await registered(world, format=before)
    path = f"/v1/webhook-endpoints/{made['id']}"
    answer = await world.rest("vendor", "PATCH", path, {"format": after}, if_match="*")
    assert (answer.status_code, answer.json()["code"]) == (409, "webhook_format_fixed")


async def test_between_the_content_types_it_does(hooks: Hooks) -> None:
    made = await registered(hooks.world)
    changed = await done(hooks.world, "PATCH", made, format="cloudevents")
    assert changed["format"] == "cloudevents"
    assert (await lane(hooks)).format == "cloudevents"
