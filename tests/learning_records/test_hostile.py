"""Whatever is sent is recorded or refused in words."""

from typing import Any

import pytest

from tests.learning_records.kit import as_json, record, records, refused, said, sent
from tests.world import World

VERSION = "x-experience-api-version"

DEEP = b"[" * 90 + b"]" * 90

HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "a number": b"1",
    "a text": b'"x"',
    "null": b"null",
    "not UTF-8": b'{"actor": "\xff"}',
    "a name twice": b'{"actor": 1, "actor": 2}',
    "half a character": as_json(said(result={"response": "\ud800"})),
    "a NUL": as_json(said(result={"response": "\x00"})),
    "a NUL in a name": as_json(said(result={"extensions": {"https://e.example/\x00": 1}})),
    "a NUL in an address": as_json(said(actor={"mbox": "mailto:a\x00@example.com"})),
    "no number": b'{"result": {"score": {"raw": NaN}}}',
    "deep": b"[" * 100_000,
    "deep and whole": b"[" * 5_000 + b"]" * 5_000,
    "deep inside": b'{"context": {"extensions": {"https://e.example/x": ' + DEEP + b"}}}",
    "a long number": b'{"result": {"score": {"raw": 1' + b"0" * 390 + b"}}}",
    "a very long number": b"1" * 10_000,
    "a large number": b'{"result": {"score": {"raw": 1e999}}}',
    "a long id": as_json(said(id="a" * 10_000)),
    "a long statement": as_json(said(result={"response": "x" * 300_000})),
    "a list of lists": as_json([[said()]]),
}  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
async def test_whatever_is_sent_is_refused_in_words(world: World, body: bytes) -> None:
    for content in (body, b"[" + body + b"]"):
        answer = await sent(world, content, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json()["code"] in ("malformed", "statement_invalid")
        assert answer.headers[VERSION] == "2.0.0"
    assert await records(world) == []


@pytest.mark.parametrize(
    "one",
    [
        said(result={"score": {"raw": 10**308, "max": 10**308}}),
        said(result={"score": {"scaled": -1}}),
        said(result={"extensions": {"https://e.example/x": 10**399}}),
        said(result={"extensions": {"https://e.example/x": 1e-300}}),
        said(result={"extensions": {"https://w3id.org/xapi/cmi5/result/extensions/progress": []}}),
        said(actor={"account": {"homePage": "https://e.example", "name": "x" * 20_000}}),
        said(actor={"account": {"homePage": "https://e.example", "name": "'; DROP TABLE person"}}),
        said(actor={"mbox": "mailto:" + "x" * 1_900 + "@example.com"}),
        said(object={"id": f"https://e.example/{'é' * 1900}"}),
        said(timestamp="1900-01-01T00:00:00+23:59"),
        said(timestamp="2200-12-31T23:59:59.999999999-23:59"),
    ],
)
async def test_strange_ones_that_keep_the_rules(world: World, one: Any) -> None:
    answer = await sent(world, one)
    assert answer.status_code in (200, 400)
    if answer.is_success:
        assert (await record(world, answer.json()[0]))["statement"] == one


async def test_media_types_and_methods(world: World) -> None:
    for kind in ("text/plain", "multipart/mixed; boundary=x", "application/xml"):
        answer = await sent(world, as_json(said()), content_type=kind)
        refused(answer, 415, "unsupported_media_type")
    for method in ("GET", "DELETE", "PATCH"):
        answer = await sent(world, None, method=method)
        refused(answer, 405, "method_not_allowed")
        assert answer.headers["allow"] == "POST, PUT"
    charset = await sent(world, as_json(said()), content_type="application/json; charset=utf-8")
    assert charset.is_success
    unknown = await world.rest("vendor", "GET", "/xapi/activities/state")
    refused(unknown, 404, "not_found")


async def test_how_large(world: World) -> None:
    settings = world.client.app.state.settings  # type: ignore[attr-defined]
    padded = as_json(said()) + b" " * settings.max_body_bytes
    assert (await sent(world, padded, content_type="application/json")).is_success
    padded += b" " * settings.max_bulk_body_bytes
    refused(await sent(world, padded, content_type="application/json"), 413, "too_large")
