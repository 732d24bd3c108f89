"""Breaking the glass: what exceptional access opens, for whom, until when, and who is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.actor import Actor, Scope
from app.domain.context import Context
from app.domain.conversations import service as conversations
from app.domain.errors import NotFound
from app.domain.page import Pagination
from tests.asking import DONE, DOORS, EMPTY, Ask
from tests.cases import CASES
from tests.kinds import actors
from tests.relations import started, told
from tests.scene import SECRET, Scene
from tests.world import World

STAR = {"if_match": "*"}
HIDDEN = {f"{SECRET} author of {who}" for who in ("amina", "jonas")}
OPENED = {
    f"{SECRET} {to} of {who}" for to in ("participants", "named") for who in ("amina", "jonas")
}


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


async def request(scene: Scene, who: Any, **given: Any) -> Any:
    asked = {"conversationId": scene.ids["conversation"], "reason": "A complaint", "hours": 2}
    return await scene.world.rest(who, "POST", "/v1/conversation-accesses", asked | given)


async def step(scene: Scene, who: Any, access: UUID | str, verb: str) -> Any:
    path = f"/v1/conversation-accesses/{access}/{verb}"
    return await scene.world.rest(who, "POST", path, **STAR)


async def seen(world: World, actor: Actor, talk: UUID, later: timedelta = timedelta()) -> str:
    """All that somebody can read of a conversation, at a moment: everything it leads to."""
    clock = lambda: datetime.now(UTC) + later  # noqa: E731
    ctx = Context(actor, world.database, clock)
    found = ""
    try:
        found += (await ctx.find(conversations.get_conversation, {"conversation_id": talk})).body
    except NotFound:
        found += "unknown;"
    for query in (conversations.list_preparations, conversations.list_notes):
        page = Pagination(limit=100)
        found += "".join((await ctx.list(query, {"conversation_id": talk}, None, page)).bodies)
    return found


NOTHING = "unknown;"


async def test_it_opens_what_the_two_share_and_nothing_that_is_ones_own(scene: Scene) -> None:
    world, talk = scene.world, scene.ids["conversation"]
    tomas = world.actors["tomas"]
    access = await scene.a_requested_access(talk)
    assert await seen(world, tomas, talk) == NOTHING  # nothing yet
    assert (await step(scene, "priya", access, "approve")).is_success
    text = await seen(world, tomas, talk)

    assert f"{SECRET} topic" in text
    assert all(f"{SECRET} hope of {who}" in text for who in ("amina", "jonas"))
    assert {note for note in OPENED if note in text} == OPENED
    assert not any(note in text for note in HIDDEN)
    for who in ("priya", "olga", "carla"):
        if who in world.actors:
            assert f"{SECRET} topic" not in await seen(world, world.actors[who], talk)
    path = f"/v1/conversations/{talk}?expand=notes,preparations,moves"
    expanded = (await world.rest("tomas", "GET", path)).text
    assert {note for note in OPENED | HIDDEN if note in expanded} == OPENED


async def test_it_is_over_by_itself(scene: Scene) -> None:
    """Nobody has to do anything: time is asked for by the rule."""
    world, talk = scene.world, scene.ids["conversation"]
    await scene.an_approved_access(talk)
    tomas = world.actors["tomas"]
    nearly, over = timedelta(hours=1, minutes=55), timedelta(hours=2, minutes=1)

    assert f"{SECRET} topic" in await seen(world, tomas, talk, nearly)
    assert await seen(world, tomas, talk, over) == NOTHING
    ctx = Context(world.actors["amina"], world.database, lambda: datetime.now(UTC) + over)
    ids = {"conversation_id": talk}
    listed = await ctx.list(conversations.list_conversation_accesses, ids, None, Pagination())
    assert '"isOpen" : false' in listed.bodies[0]
    assert '"status" : "approved"' in listed.bodies[0]


@pytest.mark.parametrize("who", ["tomas", "priya"])
async def test_who_asked_and_who_approved_end_it_early(scene: Scene, who: str) -> None:
    world, talk = scene.world, scene.ids["conversation"]
    access = await scene.an_approved_access(talk)
    assert (await step(scene, who, access, "revoke")).json()["endedById"] == str(world.id(who))

    assert await seen(world, world.actors["tomas"], talk) == NOTHING
    assert (await step(scene, who, access, "revoke")).json()["code"] == "access_not_open"


async def test_the_audience_of_a_note_says_so_while_it_lasts(scene: Scene) -> None:
    world, talk = scene.world, scene.ids["conversation"]
    access = await scene.an_approved_access(talk)
    tomas = str(world.id("tomas"))

    async def readers(path: str) -> set[str]:
        return {row["id"] for row in (await world.rest("amina", "GET", path)).json()["data"]}

    shared, mine = scene.ids["amina:participants"], scene.ids["amina:author"]
    preview = f"/v1/conversations/{talk}/audience?audience="
    for while_open in (True, False):
        assert (tomas in await readers(f"/v1/notes/{shared}/audience")) == while_open
        assert (tomas in await readers(preview + "participants")) == while_open
        assert tomas not in await readers(f"/v1/notes/{mine}/audience")
        assert tomas not in await readers(preview + "author")
        if while_open:
            assert (await step(scene, "tomas", access, "revoke")).is_success


async def test_a_note_is_not_saved_for_somebody_who_was_not_expected(scene: Scene) -> None:
    """Access is opened after the audience was looked at."""
    world, talk = scene.world, scene.ids["conversation"]
    expected = [str(world.id("amina")), str(world.id("jonas"))]
    body = {"audience": "participants", "body": "-", "expectedReaderIds": expected}
    await scene.an_approved_access(talk)
    refused = await world.rest("amina", "POST", f"/v1/conversations/{talk}/notes", body)

    assert (refused.status_code, refused.json()["code"]) == (409, "audience_changed")


# Nothing is changed by it


CHANGES = [
    case
    for case in CASES
    if case.use_case.feature == "conversations"
    and {one.name for one in case.use_case.ids} == {"conversation_id"}
    and case.use_case.command is not None
]


@pytest.mark.parametrize("door", DOORS)
async def test_whoever_has_access_changes_nothing(scene: Scene, door: str) -> None:
    assert len(CHANGES) >= 7
    for case in CHANGES:
        ask = await case.ask(scene)
        await scene.an_approved_access(ask.ids["conversation_id"])
        heard = await DOORS[door](scene.world, "tomas", ask)
        assert (case.use_case.name, heard.outcome) == (case.use_case.name, "forbidden")
    await scene.an_approved_access(scene.ids["conversation"])
    for verb, more, body in (
        ("PATCH", "", {"body": "-"}),
        ("DELETE", "", None),
        ("POST", "/narrow", {"audience": "author"}),
        ("POST", "/widen", {"audience": "named", "readerIds": [str(scene.world.id("tomas"))]}),
    ):
        path = f"/v1/notes/{scene.ids['amina:participants']}{more}"
        assert (await scene.world.rest("tomas", verb, path, body, **STAR)).status_code == 403


async def test_it_is_in_no_calendar_and_no_list_of_work(scene: Scene) -> None:
    await scene.an_approved_access(scene.ids["conversation"])
    feed = (await scene.world.rest("tomas", "POST", "/v1/calendar-feeds", {})).json()
    text = (await scene.world.client.get(feed["url"])).text

    assert "BEGIN:VCALENDAR" in text
    assert SECRET not in text
    assert (await scene.world.rest("tomas", "GET", "/v1/work")).json()["data"] == []


# Who asks, who decides


async def test_everybody_by_kind(scene: Scene, world: World, elsewhere: World) -> None:
    """Who takes part has no need to ask, and no say; a machine client neither."""
    known = await actors(scene, elsewhere)
    outsiders = {"the person", "manager", "machine client"}
    for kind, actor in known.items():
        made = await request(scene, actor)
        if kind.startswith("other organisation, person"):
            assert (kind, made.json()["code"]) == (kind, "conversation_unknown")
        elif kind in outsiders or kind.endswith("client"):
            assert (kind, made.status_code) == (kind, 403)
        else:
            assert (kind, made.status_code) == (kind, 201)
            own = await step(scene, actor, made.json()["id"], "approve")
            assert (kind, own.status_code) == (kind, 403)


@pytest.mark.parametrize("scope", [Scope.ADMIN, Scope.CONVERSATIONS_READ, Scope.AUDIT_READ])
async def test_no_other_scope_will_do(scene: Scene, scope: Scope) -> None:
    actor = replace(scene.world.actors["priya"], scopes=frozenset({scope}))
    access = await scene.a_requested_access()
    for refused in (await request(scene, actor), await step(scene, actor, access, "approve")):
        assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")


@pytest.mark.parametrize(("person", "manager"), [("tomas", "olga"), ("olga", "tomas")])
async def test_the_second_is_not_tied_to_the_first(scene: Scene, person: str, manager: str) -> None:
    await started(scene.world, person, manager)
    access = await scene.a_requested_access()
    for verb in ("approve", "decline"):
        assert (await step(scene, "olga", access, verb)).status_code == 403

    assert (await step(scene, "priya", access, "approve")).is_success


# Who is told


async def test_the_two_are_told_and_see_who_why_and_until_when(scene: Scene) -> None:
    world, talk = scene.world, scene.ids["conversation"]
    access = await scene.an_approved_access(talk)
    for who in ("amina", "jonas", "tomas", "priya"):
        path = f"/v1/conversations/{talk}/accesses?expand=requester,decidedBy"
        [shown] = (await world.rest(who, "GET", path)).json()["data"]
        assert shown["requester"]["displayName"] == "Tomas"
        assert shown["decidedBy"]["displayName"] == "Priya"
        assert shown["reason"] == f"{SECRET} reason"
        assert (shown["isOpen"], shown["id"]) == (True, str(access))
        began, ends = (datetime.fromisoformat(shown[name]) for name in ("decidedAt", "endsAt"))
        assert ends - began == timedelta(hours=2)
    for who in ("olga", "vendor"):
        path = f"/v1/conversations/{talk}/accesses"
        assert (await world.rest(who, "GET", path)).json()["data"] == []
    events = await told(world, "conversation.access_granted")
    [(_, data)] = [one for one in events if one[1]["id"] == str(access)]
    assert (data["personId"], data["partnerId"], data["conversationId"]) == (
        *(str(world.id(one)) for one in ("amina", "jonas")),
        str(talk),
    )
    assert SECRET not in str(data)


async def test_what_was_done_and_read_stands_in_their_audit(scene: Scene) -> None:
    world, talk = scene.world, scene.ids["conversation"]
    access = await scene.an_approved_access(talk)
    await world.rest("tomas", "GET", f"/v1/conversations/{talk}/notes")
    await world.rest("tomas", "GET", f"/v1/conversations/{talk}")
    assert (await step(scene, "tomas", access, "revoke")).is_success
    await world.noted()
    for who in ("amina", "jonas"):
        path = f"/v1/people/{world.id(who)}/access-log?limit=200"
        rows = (await world.rest(who, "GET", path)).json()["data"]
        by = {(row["action"], row["actorId"]) for row in rows}
        assert by >= {
            ("request_conversation_access", str(world.id("tomas"))),
            ("approve_conversation_access", str(world.id("priya"))),
            ("list_notes", str(world.id("tomas"))),
            ("get_conversation", str(world.id("tomas"))),
            ("revoke_conversation_access", str(world.id("tomas"))),
        }


async def test_it_opens_no_other_conversation(scene: Scene) -> None:
    world, other = scene.world, await scene.a_conversation()
    await scene.an_approved_access(scene.ids["conversation"])
    assert await seen(world, world.actors["tomas"], other) == NOTHING
    listed = await DOORS["rest"](world, "tomas", Ask(conversations.list_conversations))

    assert [row["id"] for row in listed.value] == [str(scene.ids["conversation"])]
    assert listed.outcome == DONE != EMPTY
