"""What every route does alike, tried on every route."""

from uuid import uuid4

import pytest

from app.api.install import routes
from app.api.route import Route
from app.domain.use_case import Action
from tests.api.asks import Ask, asks
from tests.api.problems import pointers, refused
from tests.asking import names_a_thing
from tests.world import World

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
BY_NAME = {route.use_case.name: route for route in routes()}


def somewhere(route: Route, text: str | None = None) -> str:
    """The path of a route, to things that are not there."""
    ids = {one.name: text or str(uuid4()) for one in route.use_case.ids}
    return route.path.format(**ids)


async def test_without_a_token_everybody_is_asked_for_one(world: World) -> None:
    for route in BY_NAME.values():
        answer = await world.rest(None, route.method, "/v1" + somewhere(route))
        refused(answer, 401, "unauthenticated")
        assert answer.headers["www-authenticate"] == (
            'Bearer realm="career-conversations", '
            'resource_metadata="http://career.test/.well-known/oauth-protected-resource"'
        )


@pytest.mark.parametrize("given", ["Bearer x", "bearer a.b.c", "Bearer " + "x" * 9000, "Bearer "])
async def test_a_token_that_is_none_is_told_apart_from_no_token(world: World, given: str) -> None:
    for route in BY_NAME.values():
        answer = await world.rest(None, route.method, "/v1" + somewhere(route), authorization=given)
        refused(answer, 401, "unauthenticated")
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize("given", ["Basic YTpi", "x", "", "Bearer"])
async def test_what_is_no_bearer_token_is_no_token(world: World, given: str) -> None:
    answer = await world.rest(None, "GET", "/v1/me", authorization=given)
    refused(answer, 401, "unauthenticated")
    assert "error=" not in answer.headers["www-authenticate"]


async def test_a_token_in_the_query_string_is_no_token(world: World) -> None:
    token = world.token(world.actors["amina"])
    refused(await world.rest(None, "GET", f"/v1/me?access_token={token}"), 401, "unauthenticated")


async def test_a_token_without_the_scope_is_told_which(ready: list[Ask]) -> None:
    for one in ready:
        actor = one.world.without_scope(one.who, one.route.use_case.scope)
        answer = await one.send_as(actor, **one.headers)
        refused(answer, 403, "insufficient_scope")
        header = answer.headers["www-authenticate"]
        assert 'error="insufficient_scope"' in header
        assert f'scope="{one.scope}"' in header


NONSENSE = ["x", "%00", "..%2f", "%F0%9F%98%80", "1" * 500, "{plan_id}", "%ff", "-1"]


async def test_what_is_not_there_is_not_found_by_id_or_by_nonsense(ready: list[Ask]) -> None:
    for one in ready:
        route = one.route
        for text in [None, *NONSENSE] if names_a_thing(route.use_case) else []:
            answer = await one.but(path=somewhere(route, text)).send()
            if text is None and getattr(route.use_case, "paged", False):
                assert answer.json() == {"data": [], "nextCursor": None}
            else:
                refused(answer, 404, "not_found")


async def test_other_methods_are_refused_with_those_that_work(world: World) -> None:
    paths: dict[str, set[str]] = {}
    for route in BY_NAME.values():
        paths.setdefault("/v1" + somewhere(route, "x"), set()).add(route.method)
    for path, works in paths.items():
        allowed = works | ({"HEAD"} if "GET" in works else set())
        for method in (METHODS - works) | {"OPTIONS", "TRACE", "BREW"}:
            answer = await world.rest("amina", method, path)
            refused(answer, 405, "method_not_allowed")
            assert set(answer.headers["allow"].split(", ")) == allowed


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/", "/v1/plans/", "/v2/plans", "/v1/plans:batch"])
async def test_there_is_nothing_elsewhere(world: World, path: str) -> None:
    refused(await world.rest("amina", "GET", path), 404, "not_found")


async def test_a_head_is_a_get_without_its_body(ready: list[Ask]) -> None:
    for one in ready:
        if one.route.method != "GET":
            continue
        path = f"/v1{one.path}{one.query}"
        await one.world.noted()  # what was read before stands in the audit by now
        whole = await one.world.rest(one.who, "GET", path)
        head = await one.world.rest(one.who, "HEAD", path)
        assert head.status_code == 200
        assert head.content == b""
        assert head.headers["content-length"] == str(len(whole.content))


async def test_every_answer_is_safe_to_show_and_can_be_traced(world: World) -> None:
    for one in await asks(world):
        for answer in (await one.send(), await one.send_as(None)):
            headers = answer.headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "DENY"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["content-security-policy"].startswith("default-src 'none'")
            assert "max-age" in headers["strict-transport-security"]
            assert len(headers["x-request-id"]) == 32
            assert headers["cache-control"] in ("no-store", "private, no-cache")


async def test_unknown_and_repeated_parameters_are_refused(ready: list[Ask]) -> None:
    for one in ready:
        joined = one.query + ("&" if one.query else "?")
        body = refused(await one.but(query=joined + "colour=blue").send(), 422, "invalid")
        assert pointers(body) == ["/colour"]
        for query in ("a=1&a=2", "a", "%ff=1", "a=%00", "a=%ed%a0%80", "x=1&" * 60):
            refused(await one.but(query=joined + query).send(), 400, "malformed")


async def test_only_the_documented_kinds_of_body_are_read(ready: list[Ask]) -> None:
    for one in ready:
        if one.body is None:
            continue
        for kind in ("text/plain", "application/xml", "multipart/form-data; boundary=x", "", "x"):
            refused(await one.send(content_type=kind), 415, "unsupported_media_type")
        for encoding in ("gzip", "br", "identity, gzip", "deflate"):
            answer = await one.send(content_encoding=encoding)
            refused(answer, 415, "unsupported_encoding")


async def test_what_takes_no_command_takes_no_field(ready: list[Ask]) -> None:
    takes_none = [
        one
        for one in ready
        if isinstance(one.route.use_case, Action) and one.route.use_case.command is None
    ]
    assert takes_none
    for one in takes_none:
        answer = await one.but(body={"oops": 1}).send()
        assert pointers(refused(answer, 422, "invalid")) == ["/oops"]
        refused(await one.but(body=[1]).send(), 400, "malformed")


async def test_what_is_made_is_where_its_location_says(world: World) -> None:
    for one in await asks(world):
        answer = await one.send()
        if not (isinstance(one.route.use_case, Action) and one.route.use_case.creates):
            assert "location" not in answer.headers
            continue
        assert answer.status_code == 201
        assert "location" in answer.headers, one.name
        found = await world.rest(one.who, "GET", answer.headers["location"])
        assert found.status_code == 200
        assert found.json()["id"] == answer.json()["id"]
        version = answer.headers["etag"].partition("-")[0]
        assert found.headers["etag"].partition("-")[0] == version
