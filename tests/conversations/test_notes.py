"""Notes as they are changed, narrowed, removed and widened: what each of their readers sees."""

from typing import Any
from uuid import UUID

import pytest

from tests.relations import day, end, started
from tests.scene import SECRET, Scene
from tests.world import World

STAR = {"if_match": "*"}


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


async def seen(scene: Scene, who: str, note: UUID | str, code: int = 200) -> Any:
    """One by one and in the list the same."""
    one = await scene.world.rest(who, "GET", f"/v1/notes/{note}")
    path = f"/v1/conversations/{scene.ids['conversation']}/notes?limit=200"
    rows = (await scene.world.rest(who, "GET", path)).json()["data"]
    listed = [row for row in rows if row["id"] == str(note)]
    assert one.status_code == code
    assert listed == ([one.json()] if code == 200 else [])
    return one.json()


async def change(scene: Scene, note: UUID, body: str) -> None:
    path = f"/v1/notes/{note}"
    assert (await scene.world.rest("amina", "PATCH", path, {"body": body}, **STAR)).is_success


async def choose(scene: Scene, note: UUID, verb: str, audience: str, *names: str) -> Any:
    body: dict[str, Any] = {"audience": audience}
    if names:
        body["readerIds"] = [str(scene.world.id(one)) for one in names]
    made = await scene.world.rest("amina", "POST", f"/v1/notes/{note}/{verb}", body, **STAR)
    assert made.is_success, made.text
    return made.json()


async def answer(scene: Scene, who: str, widening: str, verb: str, match: str = "*") -> Any:
    path = f"/v1/note-widenings/{widening}/{verb}"
    return await scene.world.rest(who, "POST", path, if_match=match)


def is_stone(note: Any) -> bool:
    hidden = {note[name] for name in ("body", "audience", "editedAt")}
    when = [note[name] for name in ("narrowedAt", "removedAt") if note[name] is not None]
    assert note["isTombstone"] == (len(when) == 1) == (hidden == {None})
    return bool(note["isTombstone"])


# Changing


async def test_readers_see_the_new_text_and_since_when(scene: Scene) -> None:
    note = await scene.a_shared_note()
    assert (await seen(scene, "jonas", note))["editedAt"] is None
    await change(scene, note, "Other words")
    shown = await seen(scene, "jonas", note)

    assert shown["body"] == "Other words"
    assert shown["editedAt"] is not None
    assert shown == await seen(scene, "amina", note)


async def test_an_empty_change_changes_nothing(scene: Scene) -> None:
    note = await scene.a_shared_note()
    before = await seen(scene, "jonas", note)
    path = f"/v1/notes/{note}"
    assert (await scene.world.rest("amina", "PATCH", path, {}, **STAR)).is_success

    assert await seen(scene, "jonas", note) == before


# Narrowing


async def test_whoever_can_read_it_no_longer_sees_a_tombstone(scene: Scene) -> None:
    note = await scene.a_note_for("jonas", "olga", "tomas")
    await choose(scene, note, "narrow", "named", "tomas")
    stone = await seen(scene, "olga", note)

    assert is_stone(stone)
    assert stone["narrowedAt"] is not None
    assert is_stone(await seen(scene, "jonas", note))
    assert not is_stone(await seen(scene, "tomas", note))
    assert not is_stone(await seen(scene, "amina", note))
    path = f"/v1/notes/{note}"
    for who in ("olga", "jonas"):
        told = (await scene.world.rest(who, "GET", f"{path}/audience")).json()["data"]
        assert told == []
        everything = (await scene.world.rest(who, "GET", f"{path}?expand=widenings,author")).text
        assert SECRET not in everything
        assert str(scene.world.id("tomas")) not in everything


async def test_a_tombstone_stays_the_same_whatever_becomes_of_the_note(scene: Scene) -> None:
    world, note = scene.world, await scene.a_narrowed_note()
    path = f"/v1/notes/{note}"
    before = await world.rest("jonas", "GET", path)
    await change(scene, note, "For myself")
    await change(scene, note, "For myself, again")
    after = await world.rest("jonas", "GET", path)
    assert (after.text, after.headers["etag"]) == (before.text, before.headers["etag"])
    assert (await world.rest("amina", "DELETE", path, **STAR)).is_success
    after = await world.rest("jonas", "GET", path)

    assert (after.text, after.headers["etag"]) == (before.text, before.headers["etag"])
    await seen(scene, "amina", note, 404)  # it was hers alone by then


async def test_who_reads_it_again_has_no_tombstone_and_gets_a_new_one(scene: Scene) -> None:
    note = await scene.a_narrowed_note()
    first = await seen(scene, "jonas", note)
    await change(scene, note, "Better words")
    assert (await choose(scene, note, "widen", "participants"))["status"] == "accepted"
    shown = await seen(scene, "jonas", note)
    assert (shown["body"], shown["isTombstone"]) == ("Better words", False)
    await choose(scene, note, "narrow", "author")
    again = await seen(scene, "jonas", note)

    assert is_stone(again)
    assert again["narrowedAt"] > first["narrowedAt"]


# Removing


async def test_a_removed_note_leaves_a_date_and_no_word(scene: Scene) -> None:
    note = await scene.a_note_for("jonas", "olga")
    assert (await scene.world.rest("amina", "DELETE", f"/v1/notes/{note}", **STAR)).is_success
    for who in ("amina", "jonas", "olga"):
        stone = await seen(scene, who, note)
        assert is_stone(stone)
        assert stone["removedAt"] is not None
    await seen(scene, "tomas", note, 404)
    context = scene.world.system
    async with scene.world.database.transaction(context.actor, context.clock()) as tx:
        kept = await tx.connection.fetchrow("SELECT body FROM note WHERE id = $1", note)
        named = await tx.connection.fetchval(
            "SELECT count(*) FROM note_reader WHERE note_id = $1", note
        )
    assert (kept["body"], named) == (None, 0)


async def test_of_a_note_that_was_ones_own_nothing_is_left(scene: Scene) -> None:
    note = scene.ids["amina:author"]
    assert (await scene.world.rest("amina", "DELETE", f"/v1/notes/{note}", **STAR)).is_success
    await seen(scene, "amina", note, 404)
    context = scene.world.system
    async with scene.world.database.transaction(context.actor, context.clock()) as tx:
        assert await tx.connection.fetchval("SELECT count(*) FROM note WHERE id = $1", note) == 0


# Widening


async def test_to_share_what_was_ones_own_takes_nobody_elses_consent(scene: Scene) -> None:
    note = scene.ids["amina:author"]
    widening = await choose(scene, note, "widen", "named", "olga")
    assert (widening["status"], widening["askedId"]) == ("accepted", None)
    assert (await seen(scene, "olga", note))["body"]
    await seen(scene, "jonas", note, 404)
    path = f"/v1/note-widenings/{widening['id']}"
    for who, code in (("amina", 200), ("jonas", 404), ("olga", 404)):
        assert (await scene.world.rest(who, "GET", path)).status_code == code


async def test_beyond_the_two_it_takes_the_other_ones_consent(scene: Scene) -> None:
    note = await scene.a_shared_note()
    before = await seen(scene, "jonas", note)
    widening = await choose(scene, note, "widen", "named", "jonas", "olga")
    assert (widening["status"], widening["askedId"]) == (
        "proposed",
        str(scene.world.id("jonas")),
    )
    assert await seen(scene, "jonas", note) == before  # nothing has changed yet
    await seen(scene, "olga", note, 404)
    listed = await scene.world.rest("jonas", "GET", "/v1/note-widenings?expand=note")
    assert [(row["id"], row["note"]["id"]) for row in listed.json()["data"]] == [
        (widening["id"], str(note))
    ]
    await change(scene, note, "The text at that time")
    accepted = await answer(scene, "jonas", widening["id"], "accept")

    assert accepted.json()["status"] == "accepted"
    assert (await seen(scene, "olga", note))["body"] == "The text at that time"


async def test_who_consents_consents_to_the_text_that_they_read(scene: Scene) -> None:
    note = await scene.a_shared_note()
    widening = await choose(scene, note, "widen", "named", "jonas", "olga")
    path = f"/v1/note-widenings/{widening['id']}"
    tag = (await scene.world.rest("jonas", "GET", path)).headers["etag"]
    await change(scene, note, "Other words")
    refused = await answer(scene, "jonas", widening["id"], "accept", tag)

    assert (refused.status_code, refused.json()["code"]) == (412, "stale")
    await seen(scene, "olga", note, 404)


@pytest.mark.parametrize(("who", "verb"), [("jonas", "decline"), ("amina", "withdraw")])
async def test_without_consent_nothing_changes(scene: Scene, who: str, verb: str) -> None:
    note = await scene.a_shared_note()
    widening = await choose(scene, note, "widen", "named", "jonas", "olga")
    assert (await answer(scene, who, widening["id"], verb)).is_success
    again = await answer(scene, "jonas", widening["id"], "accept")

    assert again.json()["code"] == "widening_not_open"
    await seen(scene, "olga", note, 404)


async def test_a_new_choice_withdraws_what_was_proposed(scene: Scene) -> None:
    note = await scene.a_shared_note()
    first = await choose(scene, note, "widen", "named", "jonas", "olga")
    second = await choose(scene, note, "widen", "named", "jonas", "tomas")
    assert (await answer(scene, "jonas", first["id"], "accept")).status_code == 409
    await choose(scene, note, "narrow", "author")

    # The note is not jonas' to read any more, and so not what was to become of it.
    assert (await answer(scene, "jonas", second["id"], "accept")).status_code == 404
    for widening in (first, second):
        path = f"/v1/note-widenings/{widening['id']}"
        shown = await scene.world.rest("amina", "GET", path)
        assert shown.json()["status"] == "withdrawn"
        assert (await scene.world.rest("jonas", "GET", path)).status_code == 404
    await seen(scene, "tomas", note, 404)


async def test_who_comes_as_manager_later_reads_nothing_of_it(scene: Scene) -> None:
    note = await scene.a_shared_note()
    ties = await scene.world.rest(
        "vendor", "GET", f"/v1/relationships?kind=manager&personId={scene.world.id('amina')}"
    )
    await end(scene.world, ties.json()["data"][0]["id"])
    await started(scene.world, "amina", "tomas", startsOn=day(0))

    await seen(scene, "tomas", note, 404)
    assert (await seen(scene, "jonas", note))["body"]
