"""Tokens for machine clients: `POST /oauth2/token`."""

import json
from base64 import b64encode
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from httpx import Response

from app.domain.access import service as access
from app.domain.access.commands import RegisterClient
from app.domain.access.models import public_name
from app.domain.actor import Scope
from tests.api.problems import refused
from tests.world import World

FORM = "application/x-www-form-urlencoded"
GRANT = {"grant_type": "client_credentials"}


async def a_client(world: World, *scopes: Scope) -> dict[str, Any]:
    command = RegisterClient(name="HRIS", scopes=scopes or (Scope.PEOPLE_READ, Scope.PLANS_READ))
    answer = await world.system.execute(access.register_client, {"command": command})
    return dict(json.loads(answer.body))


def basic(name: str, secret: str) -> str:
    packed = f"{quote(name, safe='')}:{quote(secret, safe='')}".encode()
    return "Basic " + b64encode(packed).decode()


async def ask(
    world: World, fields: Any, *, authorization: str | None = None, kind: str | None = FORM
) -> Response:
    headers = {"content-type": kind} if kind is not None else {}
    if authorization is not None:
        headers["authorization"] = authorization
    body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
    answer = await world.client.post("/oauth2/token", headers=headers, content=body)
    assert answer.headers["cache-control"] == "no-store"
    return answer


def error(answer: Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["error"] == code
    assert ("www-authenticate" in answer.headers) == (status == 401)


async def test_a_client_gets_a_token_either_way(world: World) -> None:
    client = await a_client(world)
    by_header = await ask(
        world, GRANT, authorization=basic(client["clientId"], client["clientSecret"])
    )
    by_form = await ask(
        world,
        GRANT | {"client_id": client["clientId"], "client_secret": client["clientSecret"]},
        kind=FORM + "; charset=utf-8",
    )
    for answer in (by_header, by_form):
        assert answer.status_code == 200
        granted = answer.json()
        assert granted["token_type"] == "Bearer"
        assert granted["expires_in"] == 900
        assert granted["scope"] == "people:read plans:read"
        assert answer.headers["pragma"] == "no-cache"


async def test_the_token_works_for_what_was_granted_and_for_nothing_else(world: World) -> None:
    client = await a_client(world)
    authorization = basic(client["clientId"], client["clientSecret"])
    answer = await ask(world, GRANT | {"scope": "people:read"}, authorization=authorization)
    assert answer.json()["scope"] == "people:read"
    bearer = f"Bearer {answer.json()['access_token']}"
    people = await world.rest(None, "GET", "/v1/people", authorization=bearer)
    assert {one["userName"] for one in people.json()["data"]} >= {"amina", "jonas"}
    plans = await world.rest(None, "GET", "/v1/plans", authorization=bearer)
    refused(plans, 403, "insufficient_scope")
    refused(await world.rest(None, "GET", "/v1/me", authorization=bearer), 404, "not_found")


@pytest.mark.parametrize(
    "scope",
    ["plans:write", "people:read plans:write", "", " ", "system", "nope", "people:read\x00"],
)
async def test_a_client_gets_no_more_than_it_was_given(world: World, scope: str) -> None:
    client = await a_client(world)
    authorization = basic(client["clientId"], client["clientSecret"])
    answer = await ask(world, GRANT | {"scope": scope}, authorization=authorization)
    error(answer, 400, "invalid_scope")


async def test_nobody_is_let_in_with_another_secret(world: World, elsewhere: World) -> None:
    client, other = await a_client(world), await a_client(elsewhere)
    unknown = public_name(world.tenant_id, uuid4())
    nowhere = public_name(uuid4(), uuid4())
    secret = client["clientSecret"]
    names = [client["clientId"], unknown, nowhere, "", "cc_", "cc_x", "x" * 5000, "cc_é", "\x00"]
    for name in names:
        for wrong in (other["clientSecret"], "", secret + "x", "x" * 5000, "\x00", "é"):
            error(await ask(world, GRANT, authorization=basic(name, wrong)), 401, "invalid_client")
            fields = GRANT | {"client_id": name, "client_secret": wrong}
            error(await ask(world, fields), 401, "invalid_client")
    for name in names[1:]:
        error(await ask(world, GRANT, authorization=basic(name, secret)), 401, "invalid_client")


async def test_both_ways_at_once_are_refused(world: World) -> None:
    client = await a_client(world)
    fields = GRANT | {"client_id": client["clientId"], "client_secret": client["clientSecret"]}
    authorization = basic(client["clientId"], client["clientSecret"])
    error(await ask(world, fields, authorization=authorization), 401, "invalid_client")


@pytest.mark.parametrize(
    "authorization",
    ["Basic", "Basic !!!", "Basic " + b64encode(b"nocolon").decode(), "Bearer x", "", "Basic /w=="],
)
async def test_what_is_no_basic_authentication_is_no_client(
    world: World, authorization: str
) -> None:
    error(await ask(world, GRANT, authorization=authorization), 401, "invalid_client")


async def test_who_says_nothing_about_themselves_is_no_client(world: World) -> None:
    error(await ask(world, GRANT), 401, "invalid_client")


@pytest.mark.parametrize(
    "grant", ["password", "authorization_code", "", "refresh_token", "CLIENT_CREDENTIALS"]
)
async def test_other_grants_are_not_given(world: World, grant: str) -> None:
    error(await ask(world, {"grant_type": grant}), 400, "unsupported_grant_type")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"grant_type":"client_credentials"}', "application/json"),
        (b"grant_type=client_credentials", None),
        (b"grant_type=client_credentials", "multipart/form-data; boundary=x"),
        (b"grant_type=client_credentials&grant_type=client_credentials", FORM),
        (b"grant_type=client_credentials&scope=a&scope=b", FORM),
        (b"grant_type=%ff", FORM),
        (b"\xff", FORM),
        (b"&".join(b"a%d=1" % n for n in range(30)), FORM),
        (b"", FORM),
        (b"scope=people:read", FORM),
    ],
)
async def test_what_is_no_proper_form_is_refused(
    world: World, body: bytes, kind: str | None
) -> None:
    error(await ask(world, body, kind=kind), 400, "invalid_request")


async def test_a_disabled_client_gets_nothing(world: World) -> None:
    client = await a_client(world)
    async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
        await tx.connection.execute(
            "UPDATE api_client SET disabled_at = now() WHERE tenant_id = $1", world.tenant_id
        )
    authorization = basic(client["clientId"], client["clientSecret"])
    error(await ask(world, GRANT, authorization=authorization), 401, "invalid_client")


async def test_the_endpoint_takes_posts_and_nothing_large(world: World) -> None:
    answer = await world.client.get("/oauth2/token")
    refused(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"
    body = b"grant_type=client_credentials&scope=" + b"x" * 2_000_000
    refused(await ask(world, body), 413, "too_large")
