"""API clients over REST: their secrets, their keys, and what is told of them."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.domain.access import service as access
from app.domain.access.models import MOST_SECRETS
from app.domain.actor import Actor, Scope
from app.domain.context import Context
from tests.api.problems import refused
from tests.api.test_oauth import GRANT, ask, basic
from tests.world import World

CLIENTS = "/v1/api-clients"


async def made(world: World, *scopes: str) -> dict[str, Any]:
    body = {"name": "HRIS", "scopes": scopes or ["people:read"]}
    answer = await world.rest("amina", "POST", CLIENTS, body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{CLIENTS}/{answer.json()['id']}"
    assert answer.headers["cache-control"] == "no-store"
    return dict(answer.json())


async def rotated(world: World, client: dict[str, Any], version: int, **body: Any) -> Any:
    path = f"{CLIENTS}/{client['id']}/secrets"
    answer = await world.rest("amina", "POST", path, body, if_match=f'"{version}"')
    assert answer.status_code == 201, answer.text
    assert answer.json()["version"] == version + 1
    assert answer.headers["etag"].startswith(f'"{version + 1}-')
    return answer.json()


async def lets_in(
    world: World, client: dict[str, Any], secret: str, at: datetime | None = None
) -> bool:
    """Whether the secret is good now, or at another moment."""
    if at is None:
        answer = await ask(world, GRANT, authorization=basic(client["clientId"], secret))
        return answer.status_code == 200
    context = Context(Actor.system(world.tenant_id), world.database, lambda: at)
    arguments = {"client_id": client["clientId"], "secret": secret}
    try:
        await context.execute(access.recognise_client, arguments)
    except access.ClientRefused:
        return False
    return True


async def shown(world: World, client: dict[str, Any]) -> dict[str, Any]:
    return dict((await world.rest("amina", "GET", f"{CLIENTS}/{client['id']}")).json())


async def test_a_secret_is_shown_once_and_kept_nowhere(world: World) -> None:
    client = await made(world)
    newer = await rotated(world, client, 1)
    texts = [
        (await world.rest("amina", "GET", path)).text
        for path in (
            CLIENTS,
            f"{CLIENTS}/{client['id']}?expand=secrets",
            f"{CLIENTS}/{client['id']}/secrets",
        )
    ]
    async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
        for table in ("api_client", "api_client_secret", "outbox_event", "idempotency_key"):
            rows = await tx.connection.fetch(f"SELECT to_jsonb({table})::text FROM {table}")  # noqa: S608
            texts += [row[0] for row in rows]
    for secret in (client["clientSecret"], newer["clientSecret"]):
        assert await lets_in(world, client, secret)
        assert not any(secret in text or "hash" in text.partition("{")[0] for text in texts)
    assert not any("ash" in text for text in texts[:3])


async def test_what_is_shown_of_a_client(world: World) -> None:
    client = await made(world, "plans:read", "people:read", "people:read")
    assert (await shown(world, client)) == {
        "id": client["id"],
        "version": 1,
        "clientId": client["clientId"],
        "name": "HRIS",
        "scopes": ["people:read", "plans:read"],
        "keys": [],
        "createdAt": (await shown(world, client))["createdAt"],
        "disabledAt": None,
        "tokensRevokedAt": None,
        "lastUsedAt": None,
    }


async def test_rotation_leaves_the_old_secret_alive_for_the_overlap(world: World) -> None:
    client = await made(world)
    old, now = client["clientSecret"], datetime.now(UTC)
    new = (await rotated(world, client, 1))["clientSecret"]
    for secret in (old, new):
        assert await lets_in(world, client, secret)
        assert await lets_in(world, client, secret, now + timedelta(hours=23, minutes=59))
    later = now + timedelta(hours=24, minutes=1)
    assert not await lets_in(world, client, old, later)
    assert await lets_in(world, client, new, later)


async def test_without_an_overlap_the_old_secret_ends_at_once(world: World) -> None:
    client = await made(world)
    new = await rotated(world, client, 1, overlapHours=0)
    assert not await lets_in(world, client, client["clientSecret"])
    assert await lets_in(world, client, new["clientSecret"])


async def test_an_overlap_never_lengthens_what_ends_before(world: World) -> None:
    client = await made(world)
    soon = await rotated(world, client, 1, overlapHours=1)
    await rotated(world, client, 2, overlapHours=720)
    secrets = (await world.rest("amina", "GET", f"{CLIENTS}/{client['id']}/secrets")).json()
    ends = [one["expiresAt"] for one in secrets["data"]]
    near = (datetime.now(UTC) + timedelta(hours=1, minutes=1)).isoformat()
    assert ends[0] < near < ends[1]
    assert ends[2] is None
    assert soon["id"] == secrets["data"][1]["id"]


async def test_secrets_can_be_added_without_ending_any_and_end_by_themselves(world: World) -> None:
    client = await made(world)
    end = datetime.now(UTC) + timedelta(days=1)
    one = await rotated(world, client, 1, overlapHours=None, expiresAt=end.isoformat())
    far = end + timedelta(days=900)
    assert await lets_in(world, client, client["clientSecret"], far)
    assert await lets_in(world, client, one["clientSecret"], end - timedelta(seconds=1))
    assert not await lets_in(world, client, one["clientSecret"], end)


async def test_there_are_ten_secrets_at_the_most_and_ended_ones_make_room(world: World) -> None:
    client = await made(world)
    for version in range(1, MOST_SECRETS):
        await rotated(world, client, version, overlapHours=None)
    path = f"{CLIENTS}/{client['id']}/secrets"
    body: dict[str, Any] = {"overlapHours": None}
    full = await world.rest("amina", "POST", path, body, if_match=f'"{MOST_SECRETS}"')
    refused(full, 409, "too_many_secrets")
    assert (await shown(world, client))["version"] == MOST_SECRETS
    await rotated(world, client, MOST_SECRETS, overlapHours=0)
    await rotated(world, client, MOST_SECRETS + 1, overlapHours=None)
    assert len((await world.rest("amina", "GET", path)).json()["data"]) == 2


async def test_a_revoked_secret_is_refused_and_the_others_are_not(world: World) -> None:
    client = await made(world)
    new = await rotated(world, client, 1)
    path = f"{CLIENTS}/{client['id']}/secrets/{client['secretId']}"
    refused(await world.rest("amina", "DELETE", path), 428, "version_required")
    refused(await world.rest("amina", "DELETE", path, if_match='"1"'), 412, "stale")
    gone = await world.rest("amina", "DELETE", path, if_match='"2"')
    assert gone.status_code == 204
    assert not await lets_in(world, client, client["clientSecret"])
    assert await lets_in(world, client, new["clientSecret"])
    refused(await world.rest("amina", "DELETE", path, if_match='"3"'), 404, "not_found")


async def test_a_secret_of_another_client_is_not_revoked_through_this_one(world: World) -> None:
    one, other = await made(world), await made(world)
    path = f"{CLIENTS}/{one['id']}/secrets/{other['secretId']}"
    refused(await world.rest("amina", "DELETE", path, if_match='"1"'), 404, "not_found")
    assert await lets_in(world, other, other["clientSecret"])


async def test_of_two_who_rotate_at_once_one_does(world: World) -> None:
    client = await made(world)
    path = f"{CLIENTS}/{client['id']}/secrets"
    answers = await asyncio.gather(
        *(world.rest("amina", "POST", path, {}, if_match='"1"') for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 412, 412, 412, 412]


async def test_a_retried_rotation_answers_with_the_same_secret(world: World) -> None:
    client = await made(world)
    path, key = f"{CLIENTS}/{client['id']}/secrets", f'"{uuid4()}"'
    first, again = [
        await world.rest("amina", "POST", path, {}, if_match='"1"', idempotency_key=key)
        for _ in range(2)
    ]
    assert first.json() == again.json()


async def test_processes_of_the_previous_version_see_the_valid_secrets(world: World) -> None:
    client = await made(world)
    await rotated(world, client, 1, overlapHours=0)
    await rotated(world, client, 2)
    async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
        mirrored = await tx.connection.fetchval(
            "SELECT secret_hashes FROM api_client WHERE id = $1", client["id"]
        )
        rows = await tx.connection.fetch(
            "SELECT hash FROM api_client_secret WHERE api_client_id = $1 "
            "AND (expires_at IS NULL OR expires_at > now())",
            client["id"],
        )
    assert len(mirrored) == 2
    assert set(mirrored) == {row["hash"] for row in rows}


@pytest.mark.parametrize("scope", [*sorted(set(Scope) - {Scope.SYSTEM})])
async def test_every_scope_but_the_systems_can_be_granted(world: World, scope: str) -> None:
    assert (await made(world, scope))["scopes"] == [scope]


@pytest.mark.parametrize(
    "scopes", [["system"], ["people:read", "system"], ["*"], [""], [], [1], "people:read", None]
)
async def test_nothing_else_can_be_granted(world: World, scopes: Any) -> None:
    body = {"name": "HRIS", "scopes": scopes}
    refused(await world.rest("amina", "POST", CLIENTS, body), 422, "invalid")
    client = await made(world)
    path = f"{CLIENTS}/{client['id']}"
    patch = await world.rest("amina", "PATCH", path, {"scopes": scopes}, if_match='"1"')
    refused(patch, 422, "invalid")
    assert (await shown(world, client))["scopes"] == ["people:read"]


async def test_its_last_use_is_told_to_the_minute_and_is_no_change(world: World) -> None:
    client = await made(world)
    now = datetime.now(UTC)
    told = []
    for seconds in (0, 59, 61):
        at = now + timedelta(seconds=seconds)
        assert await lets_in(world, client, client["clientSecret"], at)
        told.append((await shown(world, client))["lastUsedAt"])
    assert told[0] == told[1] < told[2]
    assert (await shown(world, client))["version"] == 1
    await lets_in(world, client, "wrong", now + timedelta(hours=1))
    assert (await shown(world, client))["lastUsedAt"] == told[2]


async def test_keys_are_replaced_as_a_whole_and_shown_without_what_we_do_not_know(
    world: World,
) -> None:
    client = await made(world)
    path = f"{CLIENTS}/{client['id']}/keys"
    key = {"kty": "EC", "crv": "P-256", "kid": "2026"}
    key |= {
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    }
    put = await world.rest("amina", "PUT", path, {"keys": [key | {"x5u": "x"}]}, if_match='"1"')
    assert put.json()["keys"] == [key]
    bad = await world.rest("amina", "PUT", path, {"keys": [key | {"d": "canary"}]}, if_match='"2"')
    refused(bad, 422, "key_not_allowed")
    assert bad.json()["errors"][0]["pointer"] == "/keys/0"
    assert "canary" not in bad.text
    assert (await shown(world, client))["keys"] == [key]
    none = await world.rest("amina", "PUT", path, {"keys": []}, if_match='"2"')
    assert none.json()["keys"] == []


async def test_another_organisation_rotates_and_disables_nothing(
    world: World, elsewhere: World
) -> None:
    client = await made(world)
    for path in ("secrets", "disable", "enable", "revoke-tokens"):
        whole = f"{CLIENTS}/{client['id']}/{path}"
        for version in ('"1"', '"9"', "*"):
            answer = await elsewhere.rest("amina", "POST", whole, {}, if_match=version)
            refused(answer, 404, "not_found")
    assert await lets_in(world, client, client["clientSecret"])
    listed = (await elsewhere.rest("amina", "GET", CLIENTS)).json()["data"]
    assert client["id"] not in json.dumps(listed)
