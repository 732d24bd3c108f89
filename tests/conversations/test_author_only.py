"""A note that is its author's alone changes nothing that anybody else can see, on no way there is.

Everything that can be read is read by every kind of actor before and after: lists, things, counts,
relations, the graph, their tags, events and the audit. The ways are generated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from app.domain.actor import Actor
from app.domain.conversations.views import NoteView
from app.domain.use_case import Query
from app.domain.view import View
from tests.asking import QUERIES, ROUTES, Ask, by_rest
from tests.cases import CASES
from tests.kinds import actors
from tests.scene import Scene
from tests.world import World

AUDIT, NOTES = "audit", "conversations"
CLOSE = ("manager", "machine client")
"""Who sees most of all is asked for everything; the others for what can lead to notes."""
DEEPEST = 3
LISTS = [
    route.use_case
    for route in ROUTES.values()
    if isinstance(route.use_case, Query) and route.use_case.paged and not route.use_case.ids
]


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


def ways(view: type[View], *passed: type[View]) -> Iterator[tuple[str, ...]]:
    """The paths of relations that lead to notes, without going in circles."""
    for name, relation in view.relations.items():
        if relation.view is NoteView:
            yield (name,)
        elif len(passed) + 1 < DEEPEST and relation.view not in (*passed, view):
            for rest in ways(relation.view, *passed, view):
                yield (name, *rest)


def camel(name: str) -> str:
    first, *more = name.split("_")
    return first + "".join(part.title() for part in more)


PATHS = [
    (one, path)
    for one in LISTS
    if isinstance(one.returns, type) and issubclass(one.returns, View)
    for path in ways(one.returns)
]


def test_the_ways_to_notes_are_found() -> None:
    found = {(one.name, ".".join(path)) for one, path in PATHS}

    assert {
        ("list_conversations", "notes"),
        ("list_milestones", "conversation.notes"),
        ("list_people", "milestones_owned.conversation.notes"),
        ("list_plans", "milestones.conversation.notes"),
    } <= found


@dataclass
class Looking:
    """All that is asked, made once: what is there to be asked for stays the same."""

    world: World
    asks: list[Ask]

    @classmethod
    async def at(cls, scene: Scene) -> "Looking":
        reads = [case for case in CASES if isinstance(case.use_case, Query)]
        reads = [case for case in reads if case.use_case.feature != AUDIT]
        return cls(scene.world, [await case.ask(scene) for case in reads])

    async def by(self, who: Actor, *, everything: bool) -> dict[str, str]:
        """Statuses, headers with their tags, and texts, by what was asked."""
        asks = [one for one in self.asks if everything or one.use_case.feature == NOTES]
        found = {ask.use_case.name: (await by_rest(self.world, who, ask)).told for ask in asks}
        for query, path in PATHS:
            expanded = ".".join(map(camel, path))
            url = f"{ROUTES[query.name].full_path}?expand={expanded}"
            answer = await self.world.rest(who, "GET", url)
            tag = answer.headers.get("etag")
            found[url] = f"{answer.status_code} {tag} {answer.json().get('data')}"
        for query, path in PATHS if everything else ():
            selection = "{ id version isTombstone createdAt }"
            for name in reversed(path):
                selection = f"{{ id {camel(name)} {selection} }}"
            asked = f"{{ {QUERIES[query.name]} {{ edges {{ node {selection} }} }} }}"
            found[asked] = (await self.world.graphql(who, asked)).text
        return found


async def audited(world: World, known: dict[str, Actor]) -> set[str]:
    """What amina did, as far as others find it in the audit."""
    await world.noted()
    found: set[str] = set()
    for kind, actor in known.items():
        path = f"/v1/audit-entries?actorId={world.id('amina')}&limit=200"
        rows = (await world.rest(actor, "GET", path)).json()["data"]
        found |= {row["id"] for row in rows} if kind != "the person" else set()
    return found


async def told(world: World) -> Any:
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        return await tx.connection.fetchval("SELECT count(*) FROM outbox_event")


async def write(scene: Scene) -> UUID:
    path = f"/v1/conversations/{scene.ids['conversation']}/notes"
    made = await scene.world.rest("amina", "POST", path, {"audience": "author", "body": "Mine"})
    assert made.status_code == 201
    return UUID(made.json()["id"])


async def test_nobody_learns_that_there_is_one(
    scene: Scene, world: World, elsewhere: World
) -> None:
    known = await actors(scene, elsewhere)
    looking = await Looking.at(scene)
    others = {kind: actor for kind, actor in known.items() if kind != "the person"}
    before = {k: await looking.by(one, everything=k in CLOSE) for k, one in others.items()}
    facts, events = await audited(world, known), await told(world)
    assert facts
    note = await write(scene)
    path, star = f"/v1/notes/{note}", {"if_match": "*"}
    changed = await world.rest("amina", "PATCH", path, {"body": "Still mine"}, **star)
    assert changed.json()["version"] == 2
    for kind, actor in others.items():
        after = await looking.by(actor, everything=kind in CLOSE)
        assert {ask for ask in after if after[ask] != before[kind][ask]} == set(), kind
        for verb, more, body in (
            ("GET", "", None),
            ("PATCH", "", {"body": "-"}),
            ("DELETE", "", None),
            ("POST", "/narrow", {"audience": "author"}),
            ("POST", "/widen", {"audience": "participants"}),
        ):
            headers = star if verb != "GET" else {}
            refused = await world.rest(actor, verb, path + more, body, **headers)
            nothing = await world.rest(
                actor, verb, f"/v1/notes/{scene.ids['plan']}{more}", body, **headers
            )
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
            assert nothing.json()["detail"] == refused.json()["detail"]
    assert (await audited(world, known), await told(world)) == (facts, events)
    mine = await looking.by(known["the person"], everything=False)
    assert str(note) in mine["list_notes"]  # or this would see nothing at all
    facts = await audited(world, known)
    assert (await world.rest("amina", "DELETE", path, **star)).is_success

    assert (await audited(world, known), await told(world)) == (facts, events)


async def test_no_step_of_any_note_tells_an_event(scene: Scene, world: World) -> None:
    events = await told(world)
    await scene.notes_that_change_hands()
    widening = await scene.a_proposed_widening()
    path = f"/v1/note-widenings/{widening}/accept"
    assert (await world.rest("jonas", "POST", path, if_match="*")).is_success
    await scene.a_note_for("olga")

    assert await told(world) == events


async def test_what_is_shared_is_in_the_audit(scene: Scene, world: World) -> None:
    """The other way round: only what is one's own leaves no fact."""
    note = await scene.a_narrowed_note()
    assert (await world.rest("jonas", "GET", f"/v1/notes/{note}")).is_success
    await world.noted()
    rows = (await world.rest("amina", "GET", "/v1/audit-entries?limit=200")).json()["data"]
    found = {(row["action"], row["actorId"]) for row in rows if row["rowId"] == str(note)}

    assert found == {
        ("write_note", str(world.id("amina"))),
        ("narrow_note", str(world.id("amina"))),
        ("get_note", str(world.id("jonas"))),
    }


@pytest.mark.parametrize("who", ["jonas", "vendor"])
async def test_what_became_ones_own_is_changed_unseen(scene: Scene, world: World, who: str) -> None:
    note = await scene.a_narrowed_note()
    looking = await Looking.at(scene)
    before = await looking.by(world.actors[who], everything=False)
    body, star = {"body": "Mine by now"}, {"if_match": "*"}
    assert (await world.rest("amina", "PATCH", f"/v1/notes/{note}", body, **star)).is_success
    assert (await world.rest("amina", "DELETE", f"/v1/notes/{note}", **star)).is_success

    assert await looking.by(world.actors[who], everything=False) == before
