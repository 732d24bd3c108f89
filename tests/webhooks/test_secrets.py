"""Rotating a signing secret: the ones before sign beside it for a while, and no longer."""

import base64
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.webhooks import service as webhooks
from tests.webhooks.kit import done, lane, read, registered, sql, told
from tests.worker.hooks import Hooks
from tests.world import World

ROTATE = "/secret/rotate"


async def test_the_one_before_signs_beside_the_new_one(hooks: Hooks) -> None:
    made = await registered(hooks.world)
    new = await done(hooks.world, "POST", made, ROTATE)
    assert (new["id"], new["version"]) == (made["id"], 2)
    assert new["secret"] not in (made["secret"], None)
    left = datetime.fromisoformat(new["othersUntil"]) - hooks.now()
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)
    assert (await lane(hooks)).secrets == (new["secret"], made["secret"])
    assert (await read(hooks.world, made))["retiredSecrets"] == 1


async def test_until_it_expires(hooks: Hooks) -> None:
    made = await registered(hooks.world)
    new = await done(hooks.world, "POST", made, ROTATE, overlapHours=1)
    hooks.passed = timedelta(minutes=59)
    assert (await lane(hooks)).secrets == (new["secret"], made["secret"])
    hooks.passed = timedelta(minutes=61)
    assert (await lane(hooks)).secrets == (new["secret"],)


async def test_several_sign_the_newest_first(hooks: Hooks) -> None:
    made = await registered(hooks.world)
    all_of_them = [made["secret"]]
    for _ in range(3):
        all_of_them.insert(0, (await done(hooks.world, "POST", made, ROTATE))["secret"])
    assert (await lane(hooks)).secrets == tuple(all_of_them)
    assert (await read(hooks.world, made))["retiredSecrets"] == 3


async def test_without_an_overlap_all_of_them_end_at_once(hooks: Hooks) -> None:
    made = await registered(hooks.world)
    await done(hooks.world, "POST", made, ROTATE, overlapHours=168)
    new = await done(hooks.world, "POST", made, ROTATE, overlapHours=0)
    assert new["othersUntil"] is None
    assert (await lane(hooks)).secrets == (new["secret"],)
    assert await sql(hooks.world, "SELECT 1 FROM webhook_retired_secret") == []


async def test_a_shorter_overlap_is_for_all_of_them(world: World) -> None:
    made = await registered(world)
    long = await done(world, "POST", made, ROTATE, overlapHours=168)
    short = await done(world, "POST", made, ROTATE, overlapHours=2)
    again = await done(world, "POST", made, ROTATE, overlapHours=100)
    until = await _expiries(world)
    assert long["othersUntil"] > again["othersUntil"] > short["othersUntil"]
    assert sorted(until)[:2] == [datetime.fromisoformat(short["othersUntil"])] * 2
    assert max(until) == datetime.fromisoformat(again["othersUntil"])


async def _expiries(world: World) -> list[datetime]:
    rows = await sql(world, "SELECT expires_at FROM webhook_retired_secret")
    return [row["expires_at"] for row in rows]


async def test_there_can_be_another_one_when_one_has_expired(hooks: Hooks) -> None:
    made = await registered(hooks.world)
    for _ in range(5):
        await done(hooks.world, "POST", made, ROTATE)
    path = f"/v1/webhook-endpoints/{made['id']}{ROTATE}"
    refused = await hooks.world.rest("vendor", "POST", path, {}, if_match="*")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_webhook_secrets")
    await sql(
        hooks.world,
        "UPDATE webhook_retired_secret SET expires_at = now() WHERE id ="
        " (SELECT id FROM webhook_retired_secret ORDER BY id LIMIT 1)",
    )
    await done(hooks.world, "POST", made, ROTATE)
    assert len((await lane(hooks)).secrets) == 6


async def test_it_can_be_a_secret_that_one_has_already(hooks: Hooks) -> None:
    own, other = (
        "whsec_" + base64.b64encode(secrets.token_bytes(size)).decode() for size in (64, 24)
    )
    made = await registered(hooks.world, secret=own)
    assert made["secret"] == own
    assert (await done(hooks.world, "POST", made, ROTATE, secret=other))["secret"] == other
    assert (await lane(hooks)).secrets == (other, own)


async def test_one_that_nobody_can_open_any_more_is_replaced(hooks: Hooks) -> None:
    """It signs nothing, so it does not sign beside the new one either."""
    made = await registered(hooks.world)
    await sql(hooks.world, "UPDATE webhook_endpoint SET sealed_secret = 'lost'")
    new = await done(hooks.world, "POST", made, ROTATE)
    assert new["othersUntil"] is None
    assert (await lane(hooks)).secrets == (new["secret"],)


async def test_what_has_expired_is_cleared_away(world: World) -> None:
    made = [await registered(world) for _ in range(3)]
    for one in made:
        await done(world, "POST", one, ROTATE, overlapHours=1)
    await sql(
        world,
        "UPDATE webhook_retired_secret SET expires_at = now() - interval '1 second'"
        " WHERE endpoint_id <> $1",
        UUID(made[0]["id"]),
    )
    arguments = {"limit": 10, "events_days": 1.0, "attempts_days": 1.0}
    await world.system.execute(webhooks.clear_webhooks, arguments)
    [left] = await sql(world, "SELECT endpoint_id FROM webhook_retired_secret")
    assert str(left["endpoint_id"]) == made[0]["id"]


async def test_a_secret_is_in_no_event_and_no_row_in_plain(world: World) -> None:
    made: dict[str, Any] = await registered(world)
    new = await done(world, "POST", made, ROTATE)
    [(_, _), (kind, data)] = await told(world, made)
    assert kind == "webhook_endpoint.secret_rotated"
    assert data == {
        "id": made["id"],
        "version": 2,
        "othersUntil": new["othersUntil"],
    }
    for table in ("webhook_endpoint", "webhook_retired_secret", "audit_entry"):
        rows = await sql(world, f"SELECT row_to_json(one)::text AS all FROM {table} AS one")  # noqa: S608
        assert rows
        for secret in (made["secret"], new["secret"]):
            for text in (secret, secret.encode().hex()):
                assert not [row for row in rows if text in row["all"]]
