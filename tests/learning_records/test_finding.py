"""Whom and which course a statement is about, at once or later."""

from datetime import timedelta
from hashlib import sha1
from typing import Any

import pytest

from app.domain.transaction import Database
from tests.learning_records.kit import (
    ADDRESS,
    AMINA,
    course,
    looked,
    outcome,
    record,
    records,
    reported,
    said,
    somebody,
    state,
    told,
)
from tests.world import World

LATER = timedelta(days=2)


def hashed(address: str) -> dict[str, str]:
    return {"mbox_sha1sum": sha1(f"mailto:{address}".encode()).hexdigest()}  # noqa: S324


@pytest.mark.parametrize(
    "actor",
    [
        {"mbox": f"mailto:{ADDRESS}"},
        {"mbox": f"mailto:{ADDRESS.lower()}"},
        {"mbox": f"MAILTO:{ADDRESS.upper()}"},
        hashed(ADDRESS),
        hashed(ADDRESS.lower()),
        {"mbox_sha1sum": hashed(ADDRESS)["mbox_sha1sum"].upper()},
        {"account": {"homePage": "https://lms.example", "name": "A-17"}},
        {"account": {"homePage": "https://lms.example", "name": "Amina.D"}},
        {"account": {"homePage": "https://lms.example", "name": "AMINA.D"}},
    ],
)
async def test_who_it_is_about(world: World, looking: Database, actor: Any) -> None:
    person = await somebody(world, "A-17", userName="Amina.D", workEmail=ADDRESS)
    await told(world, looking, said(actor=actor))
    [found] = await records(world)
    assert (found["personId"], found["outcome"]) == (person, "unknown_course")


@pytest.mark.parametrize(
    "actor",
    [
        {"mbox": "mailto:nobody@example.com"},
        hashed("nobody@example.com"),
        {"account": {"homePage": "https://lms.example", "name": "a-17"}},
        {"openid": "https://openid.example/amina"},
        {"objectType": "Group", "member": [AMINA]},
        {"objectType": "Group", **AMINA},
    ],
)
async def test_whom_nobody_knows(world: World, looking: Database, actor: Any) -> None:
    await somebody(world, "A-17", userName="other", workEmail=ADDRESS)
    assert await told(world, looking, said(actor=actor)) == ("unknown_person", None)
    [found] = await records(world, query="?outcome=unknown_person")
    assert found["personId"] is None


async def test_who_could_be_two_people_is_nobody(world: World, looking: Database) -> None:
    for name in ("one", "two"):
        await somebody(world, name, workEmail=ADDRESS)
    mbox = {"mbox": f"mailto:{ADDRESS}"}
    assert await told(world, looking, said(actor=mbox)) == ("unknown_person", None)
    await somebody(world, "three", userName="one-more")
    await somebody(world, "one-more", userName="four")
    account = {"account": {"homePage": "https://lms.example", "name": "one-more"}}
    assert await told(world, looking, said(actor=account)) == ("unknown_person", None)


# Later


async def test_whoever_comes_later_is_found(world: World, looking: Database) -> None:
    actor = {"account": {"homePage": "https://lms.example", "name": "new"}}
    assert await told(world, looking, said(actor=actor)) == ("unknown_person", None)
    person = await somebody(world, "new")
    assert await looked(world, looking) == 0
    assert await looked(world, looking, LATER) == 1
    [found] = await records(world)
    assert (found["outcome"], found["personId"]) == ("unknown_course", person)


async def test_a_course_that_is_named_later_is_found(world: World, looking: Database) -> None:
    ids = await reported(world, said("launched"), said())
    await looked(world, looking)
    assert [await outcome(world, id) for id in ids] == [("unknown_course", None)] * 2
    step = await course(world)
    await looked(world, looking, LATER)
    assert [await outcome(world, id) for id in ids] == [("advanced", None)] * 2
    assert await state(world, step) == ("reached", 100)


async def test_it_is_looked_for_more_and_more_seldom_and_not_for_ever(
    world: World, looking: Database
) -> None:
    [id] = await reported(world, said())
    looks = []
    for minute in range(60 * 24 * 3):
        if minute in looks or minute in (0, 1, 2, 3, 4, 6, 7, 8, 14, 15, 16, 31, 33, 63, 130):
            looks.append(await looked(world, looking, timedelta(minutes=minute)))
    assert 4 <= sum(looks) <= 9
    version = (await record(world, id))["version"]
    assert await looked(world, looking, timedelta(days=200)) == 1
    assert (await record(world, id))["version"] == version + 1
    assert await looked(world, looking, timedelta(days=400)) == 0
    assert await outcome(world, id) == ("unknown_course", None)
