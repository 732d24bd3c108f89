"""`private_key_jwt` at the token endpoint: a client that signs, and everybody who only tries."""

import asyncio
import time
from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from app.domain.access.models import public_name
from tests.api.test_api_clients import CLIENTS, made
from tests.api.test_oauth import GRANT, ask, basic, error
from tests.security.forge import (
    EC,
    RSA,
    RSA_STRANGER,
    as_json,
    compact,
    es256,
    public_jwk,
    rs256,
)
from tests.world import World

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ISSUER = "http://career.test"


@pytest.fixture
async def signer(world: World) -> dict[str, Any]:
    client = await made(world)
    path = f"{CLIENTS}/{client['id']}/keys"
    keys = [public_jwk(RSA, "rsa"), public_jwk(EC, "ec")]
    answer = await world.rest("amina", "PUT", path, {"keys": keys}, if_match='"1"')
    assert answer.status_code == 200
    return client


def assertion(client: dict[str, Any], sign: Any = None, **changes: Any) -> str:
    now = int(time.time())
    name = client["clientId"]
    claims = {"iss": name, "sub": name, "aud": ISSUER, "jti": str(uuid4()), "exp": now + 60}
    header = {"alg": "RS256", "kid": "rsa"} | changes.pop("header", {})
    return compact(as_json(header), as_json(claims | changes), sign or rs256(RSA)).decode()


async def shown(world: World, one: str, **more: str) -> Response:
    fields = GRANT | {"client_assertion_type": TYPE, "client_assertion": one} | more
    return await ask(world, fields)


async def test_a_client_that_signs_gets_a_token(world: World, signer: dict[str, Any]) -> None:
    for one in (
        assertion(signer),
        assertion(signer, aud=f"{ISSUER}/oauth2/token"),
        assertion(signer, aud=[ISSUER]),
        assertion(signer, es256(EC), header={"alg": "ES256", "kid": "ec"}),
    ):
        answer = await shown(world, one)
        assert answer.status_code == 200, answer.text
        bearer = f"Bearer {answer.json()['access_token']}"
        people = await world.rest(None, "GET", "/v1/people", authorization=bearer)
        assert people.status_code == 200
    assert (await shown(world, assertion(signer), client_id=signer["clientId"])).status_code == 200


async def test_an_assertion_is_good_once(world: World, signer: dict[str, Any]) -> None:
    once = assertion(signer)
    assert (await shown(world, once)).status_code == 200
    error(await shown(world, once), 401, "invalid_client")
    other = assertion(signer, jti="mine")
    assert (await shown(world, other)).status_code == 200
    error(await shown(world, assertion(signer, jti="mine")), 401, "invalid_client")


async def test_of_many_at_once_one_is_first(world: World, signer: dict[str, Any]) -> None:
    once = assertion(signer)
    answers = await asyncio.gather(*(shown(world, once) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200, *[401] * 7]


async def test_another_client_may_use_the_same_jti(
    world: World, elsewhere: World, signer: dict[str, Any]
) -> None:
    for where in (world, elsewhere):
        other = await made(where)
        path = f"{CLIENTS}/{other['id']}/keys"
        keys = {"keys": [public_jwk(RSA, "rsa")]}
        await where.rest("amina", "PUT", path, keys, if_match='"1"')
        assert (await shown(where, assertion(other, jti="same"))).status_code == 200


async def test_old_assertions_go_when_new_ones_come(world: World, signer: dict[str, Any]) -> None:
    async def kept(statement: str) -> Any:
        async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
            return await tx.connection.fetchval(statement)

    for _ in range(5):
        assert (await shown(world, assertion(signer))).status_code == 200
    assert await kept("SELECT count(*) FROM client_assertion") == 5
    await kept("UPDATE client_assertion SET expires_at = now() - interval '1 second' RETURNING 1")
    assert (await shown(world, assertion(signer))).status_code == 200
    assert await kept("SELECT count(*) FROM client_assertion") == 1


async def test_every_failure_is_told_alike(
    world: World, elsewhere: World, signer: dict[str, Any]
) -> None:
    name, keyless, foreign = signer["clientId"], await made(world), await made(elsewhere)
    unknown = {"clientId": public_name(world.tenant_id, uuid4())}
    nowhere = {"clientId": public_name(uuid4(), uuid4())}
    now = int(time.time())
    replayed = assertion(signer)
    await shown(world, replayed)
    hostile = [
        replayed,
        assertion(unknown),
        assertion(nowhere),
        assertion(foreign),
        assertion(keyless),
        assertion({"clientId": "cc_x"}),
        assertion({"clientId": str(uuid4())}),
        assertion(signer, rs256(RSA_STRANGER)),
        assertion(signer, header={"kid": "other"}),
        assertion(signer, header={"alg": "none"}),
        assertion(signer, header={"alg": "HS256"}),
        assertion(signer, aud="https://evil.example"),
        assertion(signer, aud=[ISSUER, "https://evil.example"]),
        assertion(signer, exp=now - 60),
        assertion(signer, exp=now + 3600),
        assertion(signer, iat=now + 3600),
        assertion(signer, iss=keyless["clientId"]),
        assertion(signer, sub=keyless["clientId"]),
        assertion(signer, jti=""),
        "",
        "x",
        "a.b.c",
        "é",
        "x" * 100_000,
    ]
    answers = [await shown(world, one) for one in hostile]
    answers += [
        await ask(world, GRANT | {"client_assertion": assertion(signer)}),
        await ask(world, GRANT | {"client_assertion_type": TYPE}),
        await ask(world, GRANT | {"client_assertion_type": "x", "client_assertion": "y"}),
        await shown(world, assertion(signer), client_id=keyless["clientId"]),
        await shown(world, assertion(signer), client_secret=signer["clientSecret"]),
        await ask(
            world,
            GRANT | {"client_assertion_type": TYPE, "client_assertion": assertion(signer)},
            authorization=basic(name, signer["clientSecret"]),
        ),
        await ask(world, GRANT, authorization=basic(name, "wrong")),
        await ask(world, GRANT, authorization=basic(unknown["clientId"], "wrong")),
    ]
    for answer in answers:
        error(answer, 401, "invalid_client")
    told = {(answer.text, answer.headers["www-authenticate"]) for answer in answers}
    assert len(told) == 1


async def test_a_disabled_client_signs_in_vain(world: World, signer: dict[str, Any]) -> None:
    path = f"{CLIENTS}/{signer['id']}"
    await world.rest("amina", "POST", f"{path}/disable", if_match='"2"')
    once = assertion(signer)
    error(await shown(world, once), 401, "invalid_client")
    await world.rest("amina", "POST", f"{path}/enable", if_match='"3"')
    assert (await shown(world, once)).status_code == 200
    await world.rest("amina", "PUT", f"{path}/keys", {"keys": []}, if_match='"4"')
    error(await shown(world, assertion(signer)), 401, "invalid_client")


async def test_the_metadata_say_how_a_client_may_prove_itself(world: World) -> None:
    told = (await world.client.get("/.well-known/oauth-authorization-server")).json()
    assert "private_key_jwt" in told["token_endpoint_auth_methods_supported"]
    assert told["token_endpoint_auth_signing_alg_values_supported"] == ["ES256", "RS256"]
