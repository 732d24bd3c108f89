"""What is said of who will read a note is who can read it: for every kind of actor, generated."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pytest

from app.domain.actor import Actor
from app.domain.conversations import service as conversations
from app.domain.errors import NotFound
from tests.asking import Ask, by_graphql, by_rest
from tests.kinds import actors
from tests.relations import become, day
from tests.scene import Scene
from tests.world import World

NAMED = {
    "a colleague": ("tomas",),
    "the other participant": ("jonas",),
    "the people partner and a cover": ("priya", "carla"),
    "everybody there is": ("jonas", "priya", "carla", "felix", "mira", "sven", "olga", "tomas"),
}
CHOICES = [
    *(("author", ()), ("participants", ())),
    *(("named", names) for names in NAMED.values()),
]


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


async def readers(world: World, note: UUID, known: Iterable[Actor]) -> set[str]:
    """Who can read it, asked one by one, past the door: the rule itself."""
    found = set()
    for actor in known:
        try:
            shown = await world.find(actor, conversations.get_note, note_id=note)
        except NotFound:
            continue
        assert shown["isTombstone"] == (shown["body"] is None)
        found |= set() if shown["isTombstone"] else {str(actor.id)}
    return found


def ids(rows: Any) -> set[str]:
    return {row["id"] for row in rows}


async def previewed(world: World, who: str, talk: UUID, audience: str, names: Any) -> set[str]:
    """By both doors the same."""
    filters: dict[str, Any] = {"audience": audience}
    asked = {"conversation_id": talk}
    one, other = filters.copy(), filters.copy()
    if names:
        one["readerIds"] = ",".join(str(world.id(name)) for name in names)
        other["readerIds"] = [str(world.id(name)) for name in names]
    rest = await by_rest(world, who, Ask(conversations.preview_audience, asked, filters=one))
    graph = await by_graphql(world, who, Ask(conversations.preview_audience, asked, filters=other))
    assert ids(rest.value) == ids(graph.value)
    return ids(rest.value)


@pytest.mark.parametrize(
    ("left", "investigated"), [(None, False), ("olga", True), ("jonas", False)]
)
async def test_the_preview_is_who_reads_it(
    scene: Scene, world: World, elsewhere: World, left: str | None, *, investigated: bool
) -> None:
    known = [*(await actors(scene, elsewhere)).values(), world.system.actor]
    talk = scene.ids["conversation"]
    if investigated:
        await scene.an_approved_access(talk, "mira")
    if left is not None:
        named = await scene.a_note_for(*({"jonas", "olga"}))
        before = await readers(world, named, known)
        usual = ("amina", "jonas", "olga", *(["mira"] * investigated))
        assert before == {str(world.id(one)) for one in usual}
        assert (await become(world, left, "left", leftOn=day(0))).is_success
        assert await readers(world, named, known) == before - {str(world.id(left))}
    for who in {"amina", "jonas"} - {left}:
        for audience, names in CHOICES:
            chosen = [one for one in names if one not in (who, left)]
            if bool(chosen) != (audience == "named"):
                continue
            said = await previewed(world, who, talk, audience, chosen)
            body = {"audience": audience, "body": "-", "expectedReaderIds": sorted(said)}
            if chosen:
                body["readerIds"] = [str(world.id(one)) for one in chosen]
            made = await world.rest(who, "POST", f"/v1/conversations/{talk}/notes", body)
            assert made.status_code == 201, made.text
            note = UUID(made.json()["id"])
            assert await readers(world, note, known) == said
            shown = await world.rest(who, "GET", f"/v1/notes/{note}/audience")
            assert ids(shown.json()["data"]) == said
            assert str(world.id(who)) in said
            by_access = investigated and audience != "author"
            assert (str(world.id("mira")) in said) == (by_access or "mira" in chosen)


async def test_who_left_is_not_said_to_read_what_they_are_named_for(
    scene: Scene, world: World
) -> None:
    assert (await become(world, "olga", "left", leftOn=day(0))).is_success
    said = await previewed(world, "amina", scene.ids["conversation"], "named", ("olga", "tomas"))

    assert said == {str(world.id("amina")), str(world.id("tomas"))}


async def test_what_would_be_read_by_others_than_expected_is_not_saved(
    scene: Scene, world: World
) -> None:
    talk, path = scene.ids["conversation"], f"/v1/conversations/{scene.ids['conversation']}/notes"
    said = await previewed(world, "amina", talk, "named", ("olga", "tomas"))
    named = [str(world.id("olga")), str(world.id("tomas"))]
    body = {"audience": "named", "readerIds": named, "body": "-", "expectedReaderIds": [*said]}
    before = (await world.rest("amina", "GET", path)).text
    for fewer in (named, [*said, str(world.id("priya"))], []):
        refused = await world.rest("amina", "POST", path, body | {"expectedReaderIds": fewer})
        assert (refused.status_code, refused.json()["code"]) == (409, "audience_changed")

    assert (await world.rest("amina", "GET", path)).text == before
    assert (await world.rest("amina", "POST", path, body)).status_code == 201


async def test_who_does_not_read_a_note_is_not_told_who_does(
    scene: Scene, world: World, elsewhere: World
) -> None:
    known = await actors(scene, elsewhere)
    note = await scene.a_note_for("tomas")
    for kind, actor in known.items():
        shown = await world.rest(actor, "GET", f"/v1/notes/{note}/audience")
        reads = kind in ("the person", "colleague")
        assert (kind, bool(shown.json()["data"])) == (kind, reads)


async def test_whom_a_note_names_reads_it_and_knows_no_more_of_the_conversation(
    scene: Scene,
    world: World,
) -> None:
    talk, note = scene.ids["conversation"], await scene.a_note_for("tomas")

    assert ids((await world.rest("tomas", "GET", "/v1/notes")).json()["data"]) == {str(note)}
    for path in (f"/v1/conversations/{talk}",):
        assert (await world.rest("tomas", "GET", path)).status_code == 404
    for path in ("/v1/conversations", f"/v1/conversations/{talk}/preparations"):
        assert (await world.rest("tomas", "GET", path)).json()["data"] == []
    body = {"audience": "author", "body": "-"}
    written = await world.rest("tomas", "POST", f"/v1/conversations/{talk}/notes", body)
    assert written.status_code == 404
