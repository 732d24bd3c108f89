"""A competency model synced into the database: as a whole, repeatably, whatever was renamed."""

import json
from typing import Any

import pytest

from app.domain.competencies import service
from app.domain.competencies.commands import SyncFramework
from tests.world import World


def case_package(*items: tuple[str, str]) -> dict[str, Any]:
    """A CASE package, whose items keep their identifiers when their codes change."""
    uri = "https://case.example/ims/case/v1p1"
    document = {
        "identifier": "00000000-0000-4000-8000-000000000001",
        "uri": f"{uri}/CFDocuments/1",
        "lastChangeDateTime": "2026-01-01T00:00:00Z",
        "creator": "Us",
        "title": "Model",
    }
    return {
        "CFDocument": document,
        "CFItems": [
            {
                "identifier": f"00000000-0000-4000-8000-0000000001{number}",
                "uri": f"{uri}/CFItems/{number}",
                "fullStatement": f"Statement {number}",
                "humanCodingScheme": code,
                "lastChangeDateTime": "2026-01-01T00:00:00Z",
            }
            for number, code in items
        ],
        "CFAssociations": [],
    }


async def sync(world: World, *items: tuple[str, str], **more: Any) -> dict[str, Any]:
    command = SyncFramework(document=case_package(*items), **more)
    return dict(await world.do("vendor", service.sync_competency_framework, command=command))


async def stored(world: World, status: str = "active") -> dict[str, str]:
    answer = await world.rest("vendor", "GET", f"/v1/competencies?status={status}")
    return {one["identifier"][-2:]: one["code"] for one in answer.json()["data"]}


async def test_a_sync_makes_changes_and_retires_and_twice_does_nothing(world: World) -> None:
    first = await sync(world, ("01", "A"), ("02", "B"))
    second = await sync(world, ("01", "A1"), ("03", "C"))
    third = await sync(world, ("01", "A1"), ("03", "C"))

    counts = [
        [one[name] for name in ("created", "updated", "retired", "unchanged")]
        for one in (first, second, third)
    ]
    assert counts == [[2, 0, 0, 0], [1, 1, 1, 0], [0, 0, 0, 2]]
    assert not third["changed"]
    assert await stored(world) == {"01": "A1", "03": "C"}
    assert await stored(world, "retired") == {"02": "B"}


async def test_a_dry_run_says_what_would_change_and_changes_nothing(world: World) -> None:
    dry = await sync(world, ("01", "A"), dry_run=True)
    await sync(world, ("01", "A"))

    assert (dry["frameworkId"], dry["created"], dry["changed"]) == (None, 1, True)
    assert (await sync(world, ("01", "B"), dry_run=True))["updated"] == 1
    assert await stored(world) == {"01": "A"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([("01", "A"), ("02", "B")], [("01", "B"), ("02", "A")], id="swapped"),
        pytest.param([("01", "A"), ("02", "B")], [("01", "B"), ("02", "C")], id="moved up"),
        pytest.param([("01", "B"), ("02", "A")], [("01", "C"), ("02", "B")], id="moved down"),
        pytest.param([("01", "A"), ("02", "B")], [("01", "B")], id="of one that is retired"),
        pytest.param([("01", "A")], [("01", "B"), ("02", "A")], id="left to a new one"),
        pytest.param([("01", "A")], [("02", "A"), ("01", "B")], id="taken by a new one first"),
        pytest.param([("01", "A")], [("02", "A")], id="another id for the same code"),
    ],
)
async def test_codes_may_move_between_competencies(
    world: World, before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    await sync(world, *before)
    await sync(world, *after)

    assert await stored(world) == dict(after)
    assert not (await sync(world, *after))["changed"]


async def test_a_code_outlives_whoever_was_retired_with_it(world: World) -> None:
    await sync(world, ("01", "A"), ("02", "B"))
    await sync(world, ("01", "A"))
    await sync(world, ("01", "B"))
    await sync(world, ("01", "A"), ("02", "B"))

    assert await stored(world) == {"01": "A", "02": "B"}
    assert await stored(world, "retired") == {}


async def test_when_a_source_was_exported_last_is_no_difference(world: World) -> None:
    package = case_package(("01", "A"), ("02", "B"))
    uri, at = "https://case.example/ims/case/v1p1", {"lastChangeDateTime": "2026-01-01T00:00:00Z"}
    ends = [{name: one[name] for name in ("identifier", "uri")} for one in package["CFItems"]]
    link = {
        "identifier": "00000000-0000-4000-8000-000000000201",
        "uri": f"{uri}/CFAssociations/1",
        "associationType": "isRelatedTo",
        "originNodeURI": ends[0] | {"title": "A"},
        "destinationNodeURI": ends[1] | {"title": "B"},
    }
    subject = {
        "identifier": "00000000-0000-4000-8000-000000000301",
        "uri": f"{uri}/CFSubjects/1",
        "title": "Subject",
        "hierarchyCode": "1",
    }
    package["CFAssociations"] = [link | at]
    package["CFDefinitions"] = {"CFSubjects": [subject | at]}
    anew = json.loads(json.dumps(package).replace("2026-01-01T", "2026-05-05T"))

    def do(document: dict[str, Any]) -> Any:
        command = SyncFramework(document=document)
        return world.do("vendor", service.sync_competency_framework, command=command)

    first = await do(package)
    assert (first["linked"], first["leftovers"]) == (1, 1)
    again = await do(anew)

    assert (again["changed"], again["linked"], again["leftovers"]) == (False, 0, 0)
    anew["CFDefinitions"]["CFSubjects"][0]["title"] = "Other"
    assert (await do(anew))["number"] == first["number"] + 1
