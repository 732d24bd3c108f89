"""Access ends within two seconds, in every process, whatever the token says; and begins again."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import ASGITransport, AsyncClient, Response

from app.domain.actor import ActorKind, Scope
from app.domain.errors import Unavailable
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.main import create_app
from app.settings import Settings
from tests.api.problems import refused
from tests.world import World

MOMENT = 2.0


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def process(settings: Settings, world: World, clock: Clock) -> AsyncIterator[World]:
    """Another process that serves the same organisation; only its clock is ours."""
    app = create_app(settings)
    app.state.gate.standing._clock = clock
    async with app.router.lifespan_context(app):
        transport = ASGITransport(app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://career.test") as client:
            client.app = app  # type: ignore[attr-defined]
            yield replace(world, client=client)


def ended(answer: Response) -> None:
    """A 401 that says the token is of no use, and not why."""
    refused(answer, 401, "unauthenticated")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert answer.json()["detail"] == "The token is missing, expired, or not ours."


async def reads(process: World, who: Any) -> Response:
    return await process.rest(who, "GET", "/v1/people?limit=1")


async def change(world: World, id: UUID, what: str, method: str = "POST", **body: Any) -> None:
    path = f"/v1/api-clients/{id}{what}"
    answer = await world.rest("amina", method, path, body, if_match="*")
    assert answer.status_code == 200, answer.text


async def status_of(world: World, name: str, status: str) -> None:
    item = {"externalId": name, "userName": name, "displayName": name, "status": status}
    await world.system.execute(people.upsert_people, {"command": UpsertPeople(items=[item])})


async def test_a_disabled_client_is_refused_within_the_moment(
    world: World, process: World, clock: Clock
) -> None:
    vendor = world.id("vendor")
    assert (await reads(process, "vendor")).status_code == 200
    await change(world, vendor, "/disable")
    clock.now += MOMENT
    ended(await reads(process, "vendor"))
    answer = await process.graphql("vendor", "{ people { edges { node { id } } } }")
    ended(answer)
    await change(world, vendor, "/enable")
    clock.now += MOMENT
    assert (await reads(process, "vendor")).status_code == 200


async def test_who_left_is_refused_until_they_come_back(
    world: World, process: World, clock: Clock
) -> None:
    assert (await reads(process, "tomas")).status_code == 200
    await status_of(world, "tomas", "left")
    clock.now += MOMENT
    ended(await reads(process, "tomas"))
    assert (await reads(process, "olga")).status_code == 200
    await status_of(world, "tomas", "active")
    clock.now += MOMENT
    assert (await reads(process, "tomas")).status_code == 200
    await status_of(world, "tomas", "on_leave")
    clock.now += MOMENT
    assert (await reads(process, "tomas")).status_code == 200


async def test_tokens_are_cut_to_what_the_client_may_do_now(
    world: World, process: World, clock: Clock
) -> None:
    vendor = world.actors["vendor"]
    narrow = world.with_scopes("vendor", Scope.PEOPLE_READ)
    await change(world, vendor.id, "", "PATCH", scopes=["plans:read"])
    refused(await reads(process, vendor), 403, "insufficient_scope")
    assert (await process.rest(vendor, "GET", "/v1/plans")).status_code == 200
    refused(await process.rest(narrow, "GET", "/v1/plans"), 403, "insufficient_scope")
    await change(world, vendor.id, "", "PATCH", scopes=["plans:read", "people:read"])
    clock.now += MOMENT
    assert (await reads(process, vendor)).status_code == 200
    refused(await process.rest(narrow, "GET", "/v1/plans"), 403, "insufficient_scope")


async def test_revoked_tokens_are_refused_and_new_ones_are_not(
    world: World, process: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = process.headers("vendor")["authorization"]
    assert (await process.rest(None, "GET", "/v1/plans", authorization=old)).status_code == 200
    await change(world, world.id("vendor"), "/revoke-tokens")
    clock.now += MOMENT
    ended(await process.rest(None, "GET", "/v1/plans", authorization=old))
    in_a_second = datetime.now(UTC) + timedelta(seconds=1.5)
    monkeypatch.setattr("app.security.issuer.time.time", in_a_second.timestamp)
    assert (await reads(process, "vendor")).status_code == 200


async def test_whom_nobody_knows_is_refused(process: World, elsewhere: World) -> None:
    amina = process.actors["amina"]
    for who in (
        replace(amina, id=uuid4()),
        replace(amina, tenant_id=elsewhere.tenant_id),
        replace(amina, tenant_id=uuid4()),
        replace(amina, kind=ActorKind.CLIENT),
        replace(process.actors["vendor"], kind=ActorKind.PERSON),
        replace(process.actors["vendor"], tenant_id=elsewhere.tenant_id),
        replace(process.actors["vendor"], id=uuid4()),
    ):
        ended(await reads(process, who))
        ended(await process.rest(who, "POST", "/v1/plans", {"title": "x"}))


async def test_who_may_not_come_in_changes_nothing(world: World, process: World) -> None:
    await status_of(world, "tomas", "left")
    body = {"personId": world.id("tomas"), "title": "Revenge"}
    ended(await process.rest("tomas", "POST", "/v1/plans", body))
    assert (await world.rest("vendor", "GET", "/v1/plans")).json()["data"] == []


async def test_when_it_cannot_be_asked_nobody_comes_in(
    process: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(*_: Any) -> Any:
        raise Unavailable

    database = process.client.app.state.gate.database  # type: ignore[attr-defined]
    monkeypatch.setattr(database, "fetch", down)
    answer = await reads(process, "amina")
    refused(answer, 503, "unavailable")
    assert answer.headers["retry-after"]
    monkeypatch.undo()
    assert (await reads(process, "amina")).status_code == 200


async def test_many_requests_of_one_are_one_question(
    process: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    database = process.client.app.state.gate.database  # type: ignore[attr-defined]
    fetch = database.fetch

    async def counted(sql: str, *arguments: Any) -> Any:
        asked.append(sql)
        return await fetch(sql, *arguments)

    monkeypatch.setattr(database, "fetch", counted)
    answers = await asyncio.gather(*(reads(process, "amina") for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert len([sql for sql in asked if "<> 'left'" in sql]) == 1
    clock.now += MOMENT
    await reads(process, "amina")
    assert len([sql for sql in asked if "<> 'left'" in sql]) == 2


async def test_the_rotated_signing_key_is_published_with_the_old_one(process: World) -> None:
    published = json.loads((await process.client.get("/.well-known/jwks.json")).text)
    kid = process.client.app.state.issuer.keyring.kid  # type: ignore[attr-defined]
    assert kid in [key["kid"] for key in published["keys"]]
