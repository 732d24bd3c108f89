"""What can be read without a token: how to get one, what an error means, whether we are up."""

import json
import re
from pathlib import Path

import pytest
from httpx import AsyncClient

from app.api.reference import errors
from app.domain.errors import DomainError
from app.domain.event import Event
from tests.api.problems import refused
from tests.world import World

BASE = "http://career.test"


async def test_the_authorization_server_describes_itself(client: AsyncClient) -> None:
    answer = await client.get("/.well-known/oauth-authorization-server")
    said = answer.json()
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert said["issuer"] == BASE
    assert said["token_endpoint"] == f"{BASE}/oauth2/token"
    assert said["grant_types_supported"] == ["client_credentials"]
    assert "system" not in said["scopes_supported"]
    assert "people:read" in said["scopes_supported"]
    keys = await client.get(said["jwks_uri"])
    assert keys.status_code == 200


async def test_the_resource_says_who_gives_tokens_for_it(client: AsyncClient) -> None:
    said = (await client.get("/.well-known/oauth-protected-resource")).json()
    assert said["resource"] == BASE
    assert said["authorization_servers"] == [BASE]
    assert said["bearer_methods_supported"] == ["header"]
    assert (await client.get(said["resource_documentation"])).status_code == 200


async def test_only_public_keys_are_published(client: AsyncClient) -> None:
    keys = (await client.get("/.well-known/jwks.json")).json()["keys"]
    assert keys
    for key in keys:
        assert key.keys() <= {"kty", "crv", "x", "y", "n", "e", "kid", "use", "alg"}
        assert key["use"] == "sig"


async def test_it_lives_and_is_ready(client: AsyncClient) -> None:
    assert (await client.get("/health/live")).json() == {"status": "live"}
    ready = (await client.get("/health/ready")).json()
    assert ready["status"] == "ready"
    assert ready["revision"]


async def test_it_lives_without_a_database_but_is_not_ready(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = world.client.app.state  # type: ignore[attr-defined]

    async def behind(*_: object) -> list[dict[str, str]]:
        return [{"version_num": min(state.revisions, default="0000")}]

    async def nothing(*_: object) -> list[dict[str, str]]:
        return []

    monkeypatch.setitem(state._state, "head", "9999")
    monkeypatch.setitem(state._state, "revisions", {*state.revisions, "9999"})
    for fetch in (behind, nothing):
        monkeypatch.setattr(type(state.database), "fetch", fetch)
        answer = await world.client.get("/health/ready")
        refused(answer, 503, "migrations_pending")
        assert answer.headers["retry-after"]
        assert (await world.client.get("/health/live")).status_code == 200


async def test_a_newer_database_is_served_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ahead(*_: object) -> list[dict[str, str]]:
        return [{"version_num": "9999"}]

    state = world.client.app.state  # type: ignore[attr-defined]
    monkeypatch.setattr(type(state.database), "fetch", ahead)
    assert (await world.client.get("/health/ready")).status_code == 200


async def test_metrics_are_what_prometheus_reads(client: AsyncClient) -> None:
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "career_requests_total" in answer.text


def test_every_code_is_of_one_kind_of_error_or_of_its_kin() -> None:
    kinds = [kind for kind in DomainError.catalogue() if kind is not DomainError]
    told: dict[str, type[DomainError]] = {}
    for kind in kinds:
        other = told.setdefault(kind.code, kind)
        assert other is kind or issubclass(kind, other), (kind, other)
        assert re.fullmatch(r"[a-z][a-z_]*", kind.code)
        assert kind.explanation().endswith(".")
        assert 400 <= kind.status <= 503


async def test_every_code_has_a_page(client: AsyncClient) -> None:
    for code, kind in errors().items():
        answer = await client.get(f"/problems/{code}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
        assert str(kind.status) in answer.text
    for code in ("nope", "<script>", "%00", "../errors"):
        refused(await client.get(f"/problems/{code}"), 404, "not_found")


async def test_every_event_has_a_schema(world: World) -> None:
    listed = (await world.rest("vendor", "GET", "/v1/event-types")).json()["data"]
    assert {f"{one['name']}.v{one['revision']}" for one in listed} == set(Event.catalogue)
    for one in listed:
        path = f"/schemas/events/{one['name']}/{one['revision']}.json"
        schema = (await world.client.get(path)).json()
        assert schema == one["jsonSchema"]
        assert {"id", "version"} <= schema["properties"].keys()
    for path in ("nope/1.json", "plan.created/99.json", "plan.created/x.json", "%00/1.json"):
        refused(await world.client.get(f"/schemas/events/{path}"), 404, "not_found")


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/graphql"])
async def test_pages_need_nothing_from_elsewhere(client: AsyncClient, path: str) -> None:
    answer = await client.get(path, headers={"accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    named = re.findall(r"""(?:src|href)=["'](?!data:)([^"']+)["']""", answer.text)
    assert len(named) >= 2
    for place in named:
        assert place.startswith("/")
        assert not place.startswith("//")
        asset = await client.get(place)
        assert asset.status_code == 200
        assert len(asset.content) > 100
    assert "http://" not in answer.text.replace("http://www.w3.org", "")
    assert "https://" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/static-docs/%00",
        "/static-docs/..%2f..%2fmain.py",
        "/graphiql/../app",
        "/static-docs/",
        "/graphiql",
    ],
)
async def test_files_are_served_from_their_folder_only(client: AsyncClient, path: str) -> None:
    refused(await client.get(path), 404, "not_found")
    answer = await client.post("/static-docs/swagger-ui.css")
    refused(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, HEAD"


async def test_fixed_paths_say_what_they_allow(client: AsyncClient) -> None:
    for path in ("/health/live", "/metrics", "/.well-known/jwks.json", "/docs", "/problems/x"):
        answer = await client.delete(path)
        refused(answer, 405, "method_not_allowed")
        assert answer.headers["allow"] == "GET, HEAD"
    answer = await client.put("/graphql")
    refused(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, HEAD, POST"


async def test_the_schema_of_our_own_format_is_there_for_editors(world: World) -> None:
    answer = await world.client.get("/schemas/competency-model.json")

    committed = Path(__file__).parents[2] / "openapi" / "competency-model.schema.json"
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads(committed.read_text("utf-8"))
