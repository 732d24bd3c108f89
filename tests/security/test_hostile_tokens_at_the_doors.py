"""Every hostile token, at every path that takes one: as if from us, and from a trusted issuer.

Each is refused in the same words, before anything else of the request is looked at.
"""

import re
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy.exc import IntegrityError

from app.api.install import routes
from app.domain.actor import Actor, Scope
from app.domain.context import Context
from app.domain.entity import utc_now
from app.domain.errors import Conflict
from app.domain.issuers import service as issuers
from app.domain.issuers.commands import TrustIssuer
from app.domain.issuers.models import PersonField
from app.domain.people import service as people
from app.domain.people.models import Person
from app.domain.people.repository import People
from app.domain.transaction import Database
from app.main import create_app
from app.security.bearer import Gate
from app.security.issuers import TrustedIssuers
from app.security.jwks import PublishedKeys
from app.settings import Settings

from .forge import AUDIENCE, GOOD, ISSUER, JWKS, LEEWAY, NOW, SUBJECT, TENANT, reader, token
from .test_hostile_tokens import CASES

BASE = "http://career.test"
ELSEWHERE = [
    ("POST", "/graphql"),
    *((method, "/scim/v2/Users") for method in ("GET", "POST")),
    *((method, f"/scim/v2/Users/{SUBJECT}") for method in ("GET", "PUT", "PATCH", "DELETE")),
    ("GET", "/scim/v2/Groups"),
    ("GET", "/scim/v2/ServiceProviderConfig"),
]
"""Paths that take tokens and are no routes of a table."""

PATHS = [(route.method, route.full_path) for route in routes()] + ELSEWHERE
HOSTILE = [
    as_bytes
    for case in CASES
    # White space around a token is no part of it: HTTP takes it away, and so does the gate.
    if (
        as_bytes := case.hostile
        if isinstance(case.hostile, bytes)
        else case.hostile.encode("utf-8", "surrogatepass")
    ).strip()
    != case.good
]
CHALLENGE = (
    f'Bearer realm="career-conversations", '
    f'resource_metadata="{BASE}/.well-known/oauth-protected-resource", error="invalid_token"'
)

PROBLEM = (
    "application/problem+json",
    (
        b'{"type":"http://career.test/problems/unauthenticated",'
        b'"title":"The token is missing, expired, or not ours.","status":401,'
        b'"detail":"The token is missing, expired, or not ours.",'
        b'"instance":"this","code":"unauthenticated"}'
    ),
)
SCIM = (
    "application/scim+json",
    (
        b'{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"401",'
        b'"detail":"The token is missing, expired, or not ours."}'
    ),
)
"""The content type and the words of a refusal."""

Answer = tuple[int, dict[str, str], bytes]


async def knows_subject(database: Database) -> None:
    """The person of the good tokens; the tests of this file may run in several processes."""
    system = Context(Actor.system(TENANT), database)
    with suppress(Conflict):
        arguments = {"name": "Forged", "time_zone": "UTC", "locale": "en"}
        await system.execute(people.found_tenant, arguments)
    with suppress(Conflict):
        await system.execute(
            issuers.trust_issuer,
            {
                "command": TrustIssuer(
                    issuer=ISSUER,
                    audience=AUDIENCE,
                    jwks_url="https://idp.example/jwks.json",
                    person_claim="sub",
                    person_field=PersonField.EXTERNAL_ID,
                    scopes=(Scope.PEOPLE_READ, Scope.PLANS_READ),
                ),
                "base_url": BASE,
            },
        )
    with suppress(IntegrityError):
        async with database.transaction(Actor.system(TENANT), utc_now()) as tx:
            name = str(SUBJECT)
            person = Person(id=SUBJECT, external_id=name, user_name=name, display_name=name)
            People(tx).add(person)


def ours(app: FastAPI) -> Gate:
    return Gate(reader(), app.state.gate.standing, app.state.database)


def theirs(app: FastAPI) -> Gate:
    """Our own tokens are signed with keys that have nothing to do with the hostile ones."""

    async def fetch(_: str) -> Any:
        return JWKS

    trusted = TrustedIssuers(
        app.state.database,
        PublishedKeys(fetch),
        base_url=BASE,
        leeway_s=LEEWAY,
        max_lifetime_s=3600,
        clock=lambda: NOW,
    )
    return Gate(app.state.gate.reader, app.state.gate.standing, app.state.database, issuers=trusted)


@pytest.fixture(scope="module")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        await knows_subject(app.state.database)
        yield app


@pytest.fixture(scope="module", params=[ours, theirs], ids=["our issuer", "a trusted issuer"])
async def guarded(app: FastAPI, request: pytest.FixtureRequest) -> AsyncIterator[FastAPI]:
    usual, app.state.gate = app.state.gate, request.param(app)
    yield app
    app.state.gate = usual


async def ask(app: FastAPI, method: str, path: str, bearer: bytes) -> Answer:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"authorization", b"Bearer " + bearer)],
    }
    await app(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1]["body"]


def filled(path: str) -> str:
    return re.sub(r"\{\w+\}", lambda _: str(uuid4()), path)


async def test_the_good_twin_is_let_in(guarded: FastAPI) -> None:
    status, _, body = await ask(guarded, "GET", "/v1/me", GOOD)
    assert (status, str(SUBJECT) in body.decode()) == (200, True)


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_a_hostile_token_is_refused_everywhere_in_the_same_words(
    guarded: FastAPI, method: str, path: str
) -> None:
    path = filled(path)
    for hostile in HOSTILE:
        status, headers, body = await ask(guarded, method, path, hostile)
        told = re.sub(rb"urn:request:\w+", b"this", body)
        assert (status, headers["www-authenticate"]) == (401, CHALLENGE), hostile[:200]
        assert (headers["content-type"], told) == (SCIM if path.startswith("/scim/") else PROBLEM)


@pytest.mark.parametrize("route", routes(), ids=lambda route: f"{route.method} {route.path}")
async def test_a_good_token_without_the_scope_is_told_which_one_is_missing(
    guarded: FastAPI, route: Any
) -> None:
    path = filled(route.full_path)
    status, headers, _ = await ask(guarded, route.method, path, token(scope=""))
    assert status == 403
    missing = f'error="insufficient_scope", scope="{route.use_case.scope.value}"'
    assert headers["www-authenticate"].endswith(missing)
