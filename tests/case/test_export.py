"""A competency model as a file: what it is called, what is in it, and that it is read again."""

import csv
import json
from io import BytesIO, StringIO
from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from app.domain.actor import Actor, Scope
from app.domain.competencies.declared import Format, read_model
from tests.api.problems import refused
from tests.case.provider import ours, package, synced
from tests.case.rules import faults
from tests.world import World


async def exported(
    world: World, made: dict[str, Any], query: str, who: str | Actor | None = "amina", **more: str
) -> Response:
    path = f"/v1/competency-frameworks/{made['frameworkId']}/export?{query}"
    return await world.rest(who, "GET", path, **more)


async def hash_of(world: World, made: dict[str, Any]) -> str:
    path = f"/v1/competency-frameworks/{made['frameworkId']}"
    return str((await world.rest("amina", "GET", path)).json()["contentHash"])


@pytest.mark.parametrize("format", ["own_yaml", "own_json"])
async def test_our_own_format_is_read_again(world: World, format: str) -> None:
    model = ours("eng", "Engineering: \u201cours\u201d", description="- yes\n- no", version="1.10")
    model["framework"]["extra"] = {"a": [None, True, "007", {"b": "null"}], "c": "2026-01-01"}
    made = await synced(world, model)
    answer = await exported(world, made, f"format={format}")
    assert answer.status_code == 200
    ending = format.removeprefix("own_")
    assert answer.headers["content-type"].startswith(f"application/{ending}")
    name = f'attachment; filename="eng-1.{ending}"'
    assert answer.headers["content-disposition"] == name
    with read_model(BytesIO(answer.content), Format(format)) as spool:
        assert spool.content_hash() == await hash_of(world, made)
    again = await world.rest(
        "vendor",
        "POST",
        "/v1/competency-frameworks:sync",
        {"text": answer.text, "format": format},
        idempotency_key='"export-again"',
    )
    assert again.json()["changed"] is False, again.text


async def test_case_is_read_again(world: World) -> None:
    made = await synced(world, package())
    answer = await exported(world, made, "format=case")
    assert faults(answer.json()) == []
    with read_model(BytesIO(answer.content), code=made["code"]) as spool:
        assert spool.content_hash() == await hash_of(world, made)


async def test_what_has_no_place_in_our_own_format_is_kept_beside(world: World) -> None:
    made = await synced(world, package())
    answer = await exported(world, made, "format=own_json")
    said = json.loads(answer.content)
    assert said["competencies"][0]["code"] == "I1"
    assert [one["code"] for one in said["competencies"][0]["children"]] == ["I2", "I3"]
    kinds = {one["kind"] for one in said["framework"]["extra"]["leftovers"]}
    assert kinds == {"CFDefinitions", "CFRubric"}


async def test_a_table_has_a_row_for_each_and_no_formula(world: World) -> None:
    made = await synced(world, ours("eng", "Engineering"))
    answer = await exported(world, made, "format=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.endswith("\r\n")
    assert list(csv.reader(StringIO(answer.text, newline=""))) == [
        ["code", "parent", "name", "statement", "category", "Learning", "Able"],
        [
            *("COM", "", "Communication", "Makes oneself understood.", "Collaboration"),
            *("Says what is unclear.", "'=1+1"),
        ],
        ["COM.1", "COM", "Writing", "Writes.", "", "", ""],
    ]


async def test_a_version_is_what_it_was(world: World) -> None:
    made = await synced(world, ours("eng", "Engineering"))
    changed = ours("eng", "Renamed")
    changed["competencies"][0]["children"][0]["name"] = "Prose"
    assert (await synced(world, changed))["number"] == 2
    first = (await exported(world, made, "format=own_json&number=1")).json()
    assert first["framework"]["title"] == "Engineering"
    assert first["competencies"][0]["children"][0]["name"] == "Writing"
    now = await exported(world, made, "format=own_json")
    assert now.json()["framework"]["title"] == "Renamed"
    assert now.content == (await exported(world, made, "format=own_json&number=2")).content
    for absent in (3, 2**31 - 1):
        refused(await exported(world, made, f"number={absent}"), 404, "not_found")
    draft = ours("eng", "A draft")
    await synced(world, draft, publish=False)
    refused(await exported(world, made, "number=3"), 404, "not_found")


async def test_the_same_file_is_not_sent_twice(world: World) -> None:
    made = await synced(world, ours("eng", "Engineering"))
    tags = set()
    for format in ("own_yaml", "own_json", "case", "csv"):
        answer = await exported(world, made, f"format={format}")
        tag = answer.headers["etag"]
        tags.add(tag)
        again = await exported(world, made, f"format={format}", if_none_match=tag)
        assert again.status_code == 304
    assert len(tags) == 4


async def test_who_may_have_it(world: World, elsewhere: World) -> None:
    made = await synced(world, ours("eng", "Engineering"))
    refused(await exported(world, made, "", None), 401, "unauthenticated")
    unscoped = world.without_scope("amina", Scope.COMPETENCIES_READ)
    refused(await exported(world, made, "", unscoped), 403, "insufficient_scope")
    refused(await exported(elsewhere, made, ""), 404, "not_found")
    refused(await exported(world, {"frameworkId": uuid4()}, ""), 404, "not_found")
    refused(await exported(world, {"frameworkId": "x"}, ""), 404, "not_found")


@pytest.mark.parametrize(
    "query",
    ["format=pdf", "format=", "number=0", "number=x", "number=2147483648", "other=1"],
)
async def test_what_cannot_be_asked_for(world: World, query: str) -> None:
    made = await synced(world, ours("eng", "Engineering"))
    refused(await exported(world, made, query), 422, "invalid")


async def test_the_name_of_the_file_is_harmless(world: World) -> None:
    made = await synced(world, ours("eng", "Engineering"), code="a.b-c_d")
    answer = await exported(world, made, "format=csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="a.b-c_d-1.csv"'
