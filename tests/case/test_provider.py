"""The provider's side of CASE: each endpoint, for whoever asks."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from app.api import written as sending
from app.domain.actor import Scope
from app.domain.competencies.declared import read_model
from app.domain.competencies.service import packages
from tests.case.provider import (
    DOCUMENT,
    ITEM,
    NAMED,
    ONE,
    case,
    got,
    ours,
    package,
    refused,
    synced,
    uuid,
)
from tests.case.rules import faults, object_faults, official_faults
from tests.counting import counted
from tests.world import World

BROKEN = Path(__file__).parents[1] / "domain/declared/samples/broken_case.json"
ALL = [pytest.param(f"{name}/{NAMED[name]}", id=name) for name in ONE]
EVERY = [*ALL, pytest.param("CFDocuments", id="all")]


@pytest.mark.parametrize("name", ONE)
async def test_one_of_everything(world: World, name: str) -> None:
    await synced(world, package())
    answered = await got(world, f"{name}/{NAMED[name]}")
    assert official_faults(ONE[name], answered) == []
    if name == "CFPackages":
        assert faults(answered) == []
        assert answered == package()
    elif name in ("CFConcepts", "CFSubjects", "CFItemTypes"):
        assert list(answered) == [name]
        assert answered[name][0]["identifier"] == NAMED[name]
        assert list(object_faults(name, answered[name][0])) == []
    elif name == "CFItemAssociations":
        assert list(object_faults("CFItems", answered["CFItem"], "CFDocumentURI")) == []
        kinds = [list(object_faults("CFAssociations", one)) for one in answered["CFAssociations"]]
        assert kinds == [[], [], []]
    else:
        more = {
            "CFDocuments": ("CFPackageURI",),
            "CFItems": ("CFDocumentURI",),
            "CFAssociations": ("CFDocumentURI",),
        }
        kind = "CFDocument" if name == "CFDocuments" else name
        assert list(object_faults(kind, answered, *more.get(name, ()))) == []
        assert answered["identifier"] == NAMED[name]


async def test_those_below_a_definition_come_with_it(world: World) -> None:
    await synced(world, package())
    concepts = await got(world, f"CFConcepts/{uuid(5, 1)}")
    assert [one["hierarchyCode"] for one in concepts["CFConcepts"]] == ["1", "1.1"]
    subjects = await got(world, f"CFSubjects/{uuid(6, 1)}")
    assert [one["hierarchyCode"] for one in subjects["CFSubjects"]] == ["1"]


async def test_associations_of_an_item_begin_or_end_there(world: World) -> None:
    await synced(world, package())
    whole = await got(world, f"CFItemAssociations/{ITEM}")
    assert {one["identifier"] for one in whole["CFAssociations"]} == {uuid(3, n) for n in (1, 2, 3)}
    leaf = await got(world, f"CFItemAssociations/{uuid(2, 3)}")
    assert {one["identifier"] for one in leaf["CFAssociations"]} == {uuid(3, 3), uuid(3, 9)}


@pytest.mark.parametrize("path", EVERY)
async def test_who_may_ask(world: World, elsewhere: World, path: str) -> None:
    await synced(world, package())
    assert (await case(world, path)).status_code == 200
    assert (
        await case(world, path, world.with_scopes("vendor", Scope.COMPETENCIES_READ))
    ).is_success
    nobody = await case(world, path, None)
    refused(nobody, 401, "unauthorised_request")
    assert nobody.headers["www-authenticate"].startswith("Bearer ")
    unscoped = world.without_scope("amina", Scope.COMPETENCIES_READ)
    answer = await case(world, path, unscoped)
    refused(answer, 403, "forbidden")
    assert 'scope="competencies:read"' in answer.headers["www-authenticate"]
    refused(await case(elsewhere, path), 404, "unknownobject")


@pytest.mark.parametrize("name", ONE)
async def test_what_is_not_there(world: World, name: str) -> None:
    await synced(world, package())
    refused(await case(world, f"{name}/{uuid(99, 1)}"), 404, "unknownobject")
    for strange in ("x", "%00", "1" * 3000, "%F0%9F%99%82", f"{DOCUMENT}x"):
        refused(await case(world, f"{name}/{strange}"), 404, "invalid_uuid")
    refused(await case(world, f"{name}/{NAMED[name]}", a="b"), 400, "invalid_selection_field")
    assert (await case(world, f"{name}/{NAMED[name].upper()}")).is_success


async def test_addresses_and_methods_that_are_none(world: World) -> None:
    refused(await case(world, "CFThings/1"), 404, "unknownobject")
    answer = await world.rest("amina", "POST", "/ims/case/v1p1/CFDocuments", {})
    assert answer.status_code == 405
    assert answer.json()["imsx_codeMajor"] == "unsupported"
    assert answer.headers["allow"] == "GET, HEAD"


async def test_everything_of_a_package_is_found_by_its_identifier(world: World) -> None:
    """Also what has no identifier but the one that was made for it."""
    made = await synced(world, ours("eng", "Engineering"))
    export = f"/v1/competency-frameworks/{made['frameworkId']}/export?format=case"
    whole: dict[str, Any] = (await world.rest("amina", "GET", export)).json()
    assert faults(whole) == []
    assert whole == await got(world, f"CFPackages/{whole['CFDocument']['identifier']}")
    for name in ("CFItems", "CFAssociations", "CFRubrics"):
        for one in whole[name]:
            found = await got(world, f"{name}/{one['identifier']}")
            assert {k: v for k, v in found.items() if k != "CFDocumentURI"} == one
    [kind] = whole["CFDefinitions"]["CFItemTypes"]
    assert await got(world, f"CFItemTypes/{kind['identifier']}") == {"CFItemTypes": [kind]}
    assert kind["title"] == "Collaboration"


async def test_a_broken_export_is_whole_and_legal(world: World) -> None:
    """What has no place in a model, or another name, is found as well."""
    made = await synced(world, json.loads(BROKEN.read_text()))
    path = f"/v1/competency-frameworks/{made['frameworkId']}"
    whole = (await world.rest("amina", "GET", f"{path}/export?format=case")).json()
    assert faults(whole) == []
    assert len(whole["CFItems"]) == made["created"]
    for name in ("CFItems", "CFAssociations", "CFRubrics"):
        assert whole[name]
        for one in whole[name]:
            found = await got(world, f"{name}/{one['identifier']}")
            assert {k: v for k, v in found.items() if k != "CFDocumentURI"} == one
    stored = (await world.rest("amina", "GET", path)).json()
    with read_model(BytesIO(json.dumps(whole).encode()), code=made["code"]) as spool:
        assert spool.content_hash() == stored["contentHash"]


async def test_only_what_is_published_is_there(world: World) -> None:
    await synced(world, ours("eng", "Engineering"), publish=False)
    refused(await case(world, "CFDocuments"), 404, "unknownobject")
    await synced(world, ours("eng", "Engineering"))
    await synced(world, ours("eng", "Renamed"), publish=False)
    [only] = (await got(world, "CFDocuments"))["CFDocuments"]
    assert only["title"] == "Engineering"


async def test_what_was_replaced_is_in_the_package_with_its_end(world: World) -> None:
    await synced(world, ours("eng", "Engineering"))
    changed = ours("eng", "Engineering")
    changed["competencies"][0]["children"] = [
        {"code": "COM.2", "name": "Prose", "statement": "Writes prose.", "replaces": ["COM.1"]}
    ]
    changed["associations"] = []
    made = await synced(world, changed)
    assert made["number"] == 2
    [document] = (await got(world, "CFDocuments"))["CFDocuments"]
    whole = await got(world, f"CFPackages/{document['identifier']}")
    assert faults(whole) == []
    items = {one["humanCodingScheme"]: one for one in whole["CFItems"]}
    assert set(items) == {"COM", "COM.1", "COM.2"}
    assert "statusEndDate" in items["COM.1"]
    assert "statusEndDate" not in items["COM.2"]
    [link] = [one for one in whole["CFAssociations"] if one["associationType"] == "replacedBy"]
    assert link["originNodeURI"]["identifier"] == items["COM.1"]["identifier"]
    assert link["destinationNodeURI"]["identifier"] == items["COM.2"]["identifier"]
    assert (await got(world, f"CFItems/{items['COM.1']['identifier']}"))["statusEndDate"]
    export = f"/v1/competency-frameworks/{made['frameworkId']}/export?format=own_json"
    said = (await world.rest("amina", "GET", export)).json()
    assert said["competencies"][0]["children"][0]["replaces"] == ["COM.1"]
    assert "associations" not in said
    before = (await world.rest("amina", "GET", f"{export}&number=1")).json()
    assert before["competencies"] == ours("eng", "Engineering")["competencies"]


async def test_the_status_of_a_framework_is_told(world: World) -> None:
    made = await synced(world, ours("eng", "Engineering"))
    path = f"/v1/competency-frameworks/{made['frameworkId']}"
    version = (await world.rest("amina", "GET", path)).headers["etag"]
    answer = await world.rest(
        "vendor", "POST", f"{path}/deprecate", {}, if_match=version, idempotency_key='"deprecate"'
    )
    assert answer.status_code == 200, answer.text
    [document] = (await got(world, "CFDocuments"))["CFDocuments"]
    assert document["adoptionStatus"] == "Deprecated"


async def test_a_package_is_not_sent_again_to_who_has_it(world: World) -> None:
    await synced(world, package())
    path = f"/ims/case/v1p1/CFPackages/{DOCUMENT}"
    first = await world.rest("amina", "GET", path)
    again = await world.rest("amina", "GET", path, if_none_match=first.headers["etag"])
    assert again.status_code == 304
    assert again.content == b""
    changed = package()
    changed["CFItems"][0]["notes"] = "New"
    await synced(world, changed)
    other = await world.rest("amina", "GET", path, if_none_match=first.headers["etag"])
    assert other.status_code == 200
    assert other.json()["CFItems"][0]["notes"] == "New"


async def test_the_same_identifier_in_two_frameworks_is_the_older_ones(world: World) -> None:
    await synced(world, package())
    await synced(world, package(), code="copy")
    first, second = (await got(world, "CFDocuments"))["CFDocuments"]
    assert first["identifier"] == DOCUMENT
    assert second["identifier"] != DOCUMENT
    assert faults(await got(world, f"CFPackages/{second['identifier']}")) == []
    assert (await got(world, f"CFItems/{ITEM}"))["CFDocumentURI"]["identifier"] == DOCUMENT


async def test_what_is_large_is_read_and_sent_in_parts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ours("large", "Large")
    model["competencies"][0]["children"] += [
        {"code": f"C{place}", "name": "C", "statement": "Does C.", "levels": {"L1": "x"}}
        for place in range(25)
    ]
    model["associations"] += [
        {"origin": f"C{place}", "type": "precedes", "destination": "COM"} for place in range(25)
    ]
    made = await synced(world, model)
    [document] = (await got(world, "CFDocuments"))["CFDocuments"]
    paths = [f"/ims/case/v1p1/CFPackages/{document['identifier']}"] + [
        f"/v1/competency-frameworks/{made['frameworkId']}/export?format={format}"
        for format in ("own_yaml", "csv", "case")
    ]
    at_once = [await world.rest("amina", "GET", path) for path in paths]
    for name, value in (("AT_ONCE", 4), ("KEPT", 3), ("IN_A_PIECE", 2)):
        monkeypatch.setattr(packages, name, value)
    monkeypatch.setattr(sending, "ROOM", 100)
    for path, before in zip(paths, at_once, strict=True):
        answer = await world.rest("amina", "GET", path)
        assert answer.status_code == 200
        assert "content-length" in before.headers
        assert "content-length" not in answer.headers or "yaml" in path
        assert answer.headers["etag"] == before.headers["etag"]
        assert answer.content == before.content


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that readers ask."""
    return counted(monkeypatch)


async def test_the_number_of_statements_does_not_grow(world: World, asked: list[str]) -> None:
    counts = []
    for size in (2, 40):
        model = ours(f"size-{size}", f"Size {size}")
        model["competencies"] += [
            {"code": f"C{place}", "name": "C", "statement": "Does C.", "levels": {"L1": "x"}}
            for place in range(size)
        ]
        model["associations"] += [
            {"origin": f"C{place}", "type": "precedes", "destination": "COM"}
            for place in range(size)
        ]
        await synced(world, model)
        documents = (await got(world, "CFDocuments", sort="title"))["CFDocuments"]
        identifier = next(one["identifier"] for one in documents if one["title"] == f"Size {size}")
        for _ in range(2):  # cold, then warm
            asked.clear()
            whole = await got(world, f"CFPackages/{identifier}")
            counts.append(_ours(asked))
        top = next(one for one in whole["CFItems"] if one.get("humanCodingScheme") == "COM")
        asked.clear()
        found = await got(world, f"CFItemAssociations/{top['identifier']}")
        assert len(found["CFAssociations"]) == size + 3
        counts.append(_ours(asked))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 7


def _ours(asked: list[str]) -> int:
    """Who asks is looked up by statements of their own, and not each time."""
    return sum("competency" in one for one in asked)
