"""Merge patches (RFC 7396): null clears, what is absent stays."""

import pytest

from tests.api.asks import ask
from tests.api.problems import pointers, refused
from tests.world import World


async def test_what_is_absent_stays(world: World) -> None:
    one = await ask(world, "change_milestone")
    before = (await world.rest("amina", "GET", f"/v1{one.path}")).json()
    after = (await one.but(body={"progress": 30}).send()).json()
    assert after == before | {"progress": 30, "version": before["version"] + 1}


async def test_null_clears(world: World) -> None:
    one = await ask(world, "change_milestone")
    said = (await one.but(body={"successMeasure": "Applause"}).send()).json()
    assert said["successMeasure"] == "Applause"
    cleared = (await one.but(body={"successMeasure": None}).send()).json()
    assert cleared["successMeasure"] is None


async def test_an_empty_patch_changes_nothing(world: World) -> None:
    one = await ask(world, "change_milestone")
    before = (await world.rest("amina", "GET", f"/v1{one.path}")).json()
    assert (await one.but(body={}).send()).json() == before
    assert (await one.but(body=None).send()).json() == before


async def test_plain_json_is_read_as_a_merge_patch_too(world: World) -> None:
    one = await ask(world, "change_milestone")
    answer = await one.send(content_type="application/json; charset=utf-8")
    assert answer.json()["progress"] == 50


@pytest.mark.parametrize("name", ["title", "kind", "progress"])
async def test_null_cannot_clear_what_is_required(world: World, name: str) -> None:
    one = await ask(world, "change_milestone")
    body = refused(await one.but(body={name: None}).send(), 422, "invalid")
    assert pointers(body) == [f"/{name}"]


@pytest.mark.parametrize("name", ["colour", "ownerId", "status", "id", "version", "dueOn"])
async def test_what_cannot_be_changed_is_refused_by_name(world: World, name: str) -> None:
    one = await ask(world, "change_milestone")
    body = refused(await one.but(body={name: "x"}).send(), 422, "invalid")
    assert pointers(body) == [f"/{name}"]


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"1", b"null", b"[[]]", b"true"])
async def test_a_patch_is_an_object(world: World, body: bytes) -> None:
    one = await ask(world, "change_milestone")
    refused(await one.but(body=body).send(), 400, "malformed")
