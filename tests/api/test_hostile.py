"""Every input has an answer: success, or a refusal that repeats nothing. Never a 5xx."""

import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import quote

import pytest
from httpx import AsyncClient, Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.api.install import routes
from app.api.route import Route
from app.domain.transaction import Database
from tests.api.asks import Ask, ask, asks
from tests.api.hostile import MARK, NUMBERS, OTHERS, RAW, TEXTS, bodies, taking_turns
from tests.api.problems import refused
from tests.world import World

WITH_BODY = [route.use_case.name for route in routes() if route.use_case.command]
LISTS = [route for route in routes() if getattr(route.use_case, "paged", False)]
QUOTED = 4000


def judge(answer: Response, what: object) -> None:
    assert answer.status_code < 500, (what, answer.text[:300])
    assert len(answer.content) < 100_000 or answer.is_success, what
    if answer.status_code >= 400:
        body = refused(answer, answer.status_code, answer.json()["code"])
        assert body["status"] in (400, 403, 404, 409, 412, 413, 415, 422), what
        # Who wrote a competency model is told what it says where it is wrong, in few words.
        quotes = body["code"] == "model_unreadable" and len(answer.content) < QUOTED
        assert quotes or MARK not in answer.text, (what, answer.text[:300])


async def all_of(attempt: Callable[..., Awaitable[None]], cases: Iterable[Any]) -> None:
    """Try every case, then tell of those that went wrong."""
    wrong = []
    for case in cases:
        try:
            await attempt(*case)
        except AssertionError as error:
            wrong.append(str(error).partition("\n")[0][:400])
    assert not wrong, f"{len(wrong)} of them:\n" + "\n".join(wrong[:10])


@pytest.mark.parametrize("name", WITH_BODY)
async def test_no_body_is_too_strange(world: World, name: str) -> None:
    one = await ask(world, name)

    async def try_body(place: str, text: str) -> None:
        body = text.encode("utf-8", "surrogatepass")
        judge(await one.but(body=body).send(), (name, place, text[:80]))

    await all_of(try_body, bodies(one.body))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(MARK),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("name", WITH_BODY)
async def test_no_random_body_is_too_strange(world: World, name: str) -> None:
    one = await ask(world, name)
    sound = one.body or {}  # of some requests nothing has to be said
    fields = st.sampled_from(sorted({*sound, "more"}))
    mixed = st.dictionaries(fields, JSON, max_size=4).map(lambda some: sound | some)
    found: list[Any] = []

    @settings(
        max_examples=20,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(JSON | mixed)
    def collect(value: Any) -> None:
        found.append(value)

    collect()

    async def try_value(value: Any) -> None:
        judge(await one.but(body=json.dumps(value).encode()).send(), (name, value))

    await all_of(try_value, ((value,) for value in found))


@pytest.fixture(scope="module")
async def listed(database: Database, client: AsyncClient) -> dict[str, Ask]:
    """Every list, of one organisation with something in each: reading changes nothing in it."""
    world = await World.begin(database, client)
    names = [route.use_case.name for route in LISTS]
    return {one.name: one for one in await asks(world, *names)}


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.use_case.name)
async def test_no_query_is_too_strange(listed: dict[str, Ask], route: Route) -> None:
    one = listed[route.use_case.name]
    names = ["limit", "cursor", "expand", "nothing", MARK]
    if route.use_case.filters:
        names += [field.alias or "" for field in route.use_case.filters.model_fields.values()]
    values = [text for text in TEXTS if len(text) < 1000] + NUMBERS + OTHERS[:10]

    async def try_query(query: str) -> None:
        judge(await one.but(query=query).send(), query)

    queries = [
        f"?{name}={quote(value)}"
        for turn, name in enumerate(names)
        for value in taking_turns(values, turn, len(names))
    ]
    queries += [
        "?" + "&" * 100,
        "?=",
        "?==&",
        "?%",
        "?%zz=1",
        "?limit=1;cursor=2",
        "?" + "a" * 9000,
    ]
    queries += [f"?{name}[]=1&{name}[a]=2" for name in names]
    await all_of(try_query, ((query,) for query in queries))


HEADERS = [
    "",
    " ",
    '"',
    '""',
    "*, *",
    '"2147483648"',
    '"9223372036854775808-ab"',
    '"' + "9" * 400 + '"',
    '"-1"',
    '"1e9"',
    "\x7f",
    MARK,
    "W/" * 1000,
    "a" * 20_000,
    ",".join(['"x"'] * 2000),
    "Bearer " * 100,
    "{}",
    "null",
]
NAMES = [
    "if_match",
    "if_none_match",
    "idempotency_key",
    "authorization",
    "content_type",
    "accept",
    "x_request_id",
    "content_encoding",
    "accept_encoding",
    "x_forwarded_for",
    "x_http_method_override",
    "range",
    "expect",
    "cookie",
    "forwarded",
]


async def test_no_header_is_too_strange(world: World) -> None:
    async def try_header(one: Ask, name: str, value: str) -> None:
        answer = await one.send(**{name: value})
        if answer.status_code == 401:
            assert name == "authorization"
            assert MARK not in answer.text
        else:
            judge(answer, (one.name, name, value[:50]))

    chosen = ("list_plans", "get_plan", "change_milestone", "create_plan", "upsert_people")
    cases = (
        (one, name, value)
        for one in await asks(world)
        if one.name in chosen
        for name in NAMES
        for value in HEADERS
    )
    await all_of(try_header, cases)


async def test_no_path_is_too_strange(world: World) -> None:
    async def try_path(one: Ask, path: str) -> None:
        judge(await one.but(path=path).send(), path)

    texts = [quote(text, safe="") for text in TEXTS if len(text) < 1000 and text.strip()]
    paths = [
        (one, one.route.path.format(**{p.name: text for p in one.route.use_case.ids}))
        for one in await asks(world)
        if one.route.use_case.ids
        for text in [*texts, "%ff", "%ed%a0%80", "%2e%2e", "a" * 5000]
    ]
    await all_of(try_path, paths)


async def test_no_form_is_too_strange(world: World) -> None:
    async def try_form(body: str) -> None:
        answer = await world.client.post(
            "/oauth2/token",
            content=body.encode("utf-8", "surrogatepass"),
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code in (400, 401, 413)
        assert MARK not in answer.text

    names = ("client_id=x&client_secret", "client_secret=x&client_id", "scope", "grant_type")
    values = [form(text.strip('"')) for text in RAW for form in (quote, str)]
    await all_of(
        try_form,
        ((f"grant_type=client_credentials&{n}={value}",) for n in names for value in values),
    )
