"""Notes reach their audience and nobody else, on whichever way somebody comes for them."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import AgreeNextStep, HoldConversation
from app.domain.conversations.models import Audience
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from tests.scene import SECRET, Scene, as_app
from tests.stage import Stages
from tests.world import World

EVERYBODY = ("amina", "jonas", "priya", "olga", "tomas", "vendor")
ALL_NOTES = {f"{SECRET} {audience} of {who}" for who in ("amina", "jonas") for audience in Audience}
SHARED = {text for text in ALL_NOTES if f" {Audience.PARTICIPANTS} " in text}
NAMED = {text for text in ALL_NOTES if f" {Audience.NAMED} " in text}
"""Olga is named for these."""
READS: dict[str, set[str]] = {
    who: SHARED | {text for text in ALL_NOTES if text.endswith(f" of {who}")}
    for who in ("amina", "jonas")
} | {"priya": set(), "olga": NAMED, "tomas": set(), "vendor": set()}


@pytest.fixture
async def scene(stages: Stages) -> Scene:
    """Tomas is Amina's manager from now on: he came later than her notes."""
    scene = await stages.scene()
    step = AgreeNextStep(
        title="A step",
        owner_id=scene.world.id("amina"),
        due_on="2031-06-01",  # type: ignore[arg-type]
    )
    await scene.world.do(
        "jonas",
        conversations.hold_conversation,
        conversation_id=scene.ids["conversation"],
        command=HoldConversation(),
        if_version=5,
    )
    agreed = await scene.world.do(
        "amina",
        conversations.agree_next_step,
        conversation_id=scene.ids["conversation"],
        command=step,
    )
    scene.ids["agreed"] = UUID(agreed["id"])
    item = {"externalId": "amina", "userName": "amina", "displayName": "Amina"}
    command = UpsertPeople(items=[item | {"managerExternalId": "tomas"}])
    await scene.world.do("vendor", people.upsert_people, command=command)
    return scene


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


def notes_in(text: str) -> set[str]:
    return {note for note in ALL_NOTES if note in text}


async def one_by_one(scene: Scene, who: str) -> str:
    names = [f"{author}:{audience}" for author in ("amina", "jonas") for audience in Audience]
    answers = [await scene.world.rest(who, "GET", f"/v1/notes/{scene.ids[name]}") for name in names]
    assert {answer.status_code for answer in answers} <= {200, 404}
    return "".join(answer.text for answer in answers)


async def listed(scene: Scene, who: str) -> str:
    path = f"/v1/conversations/{scene.ids['conversation']}/notes"
    pages, after = "", ""
    while True:
        answer = (await scene.world.rest(who, "GET", f"{path}?limit=1{after}")).json()
        pages += json.dumps(answer["data"])
        if answer["nextCursor"] is None:
            return pages
        after = f"&cursor={answer['nextCursor']}"


def expanded(path: str) -> Callable[[Scene, str], Awaitable[str]]:
    async def ask(scene: Scene, who: str) -> str:
        return (await scene.world.rest(who, "GET", path.format_map(scene.ids))).text

    return ask


def selected(query: str) -> Callable[[Scene, str], Awaitable[str]]:
    async def ask(scene: Scene, who: str) -> str:
        answer = await scene.world.graphql(who, query, {"id": scene.ids["conversation"]})
        assert answer.status_code == 200
        return answer.text

    return ask


async def changing(scene: Scene, who: str) -> str:
    """What a change answers with is read by the same rules."""
    path = f"/v1/milestones/{scene.ids['agreed']}?expand=conversation.notes"
    answer = await scene.world.rest(who, "PATCH", path, {"title": "Same step"}, if_match="*")
    return answer.text


async def mutating(scene: Scene, who: str) -> str:
    query = """mutation ($id: UUID!) {
      prepareConversation(input: {conversationId: $id, hopes: "mine"}) {
        ... on Preparation { author { plans { milestones { conversation { notes { body } } } } } }
      }
      agreeNextStep(input: {conversationId: $id, title: "b", ownerId: $id, dueOn: "2031-01-01"}) {
        ... on Milestone { conversation { notes { body } } }
      }
    }"""
    return (await scene.world.graphql(who, query, {"id": scene.ids["conversation"]})).text


NOTES = "notes(first: 50) { body author { displayName } }"
WAYS: dict[str, Callable[[Scene, str], Awaitable[str]]] = {
    "one by one": one_by_one,
    "a list, page by page": listed,
    "a conversation, expanded": expanded("/v1/conversations/{conversation}?expand=notes.author"),
    "conversations, expanded": expanded("/v1/conversations?expand=notes,partner"),
    "a milestone, expanded": expanded("/v1/milestones/{agreed}?expand=conversation.notes"),
    "plans, expanded": expanded("/v1/plans?expand=milestones.conversation.notes"),
    "people, expanded": expanded("/v1/people?expand=milestonesOwned.conversation.notes"),
    "a change": changing,
    "the graph, from the conversation": selected(
        f"query ($id: UUID!) {{ conversation(conversationId: $id) {{ {NOTES} }} }}"
    ),
    "the graph, from the list": selected(
        "query ($id: UUID!) { notes(conversationId: $id) { edges { node { body } } } }"
    ),
    "the graph, under another name": selected(
        f"{{ conversations {{ edges {{ node {{ mine: {NOTES} theirs: {NOTES} }} }} }} }}"
    ),
    "the graph, from people": selected(
        "{ people(first: 10) { edges { node { plans { milestones { conversation "
        "{ notes(first: 5) { body } } } } } } } }"
    ),
}
THROUGH_PLANS = {
    "a milestone, expanded",
    "plans, expanded",
    "people, expanded",
    "a change",
    "the graph, from people",
}
"""Jonas, who leads Amina no longer, gets to his notes by other ways."""


OF_NOTES = {"one by one", "a list, page by page", "the graph, from the list"}
"""Whoever is named for a note reads that, and knows no more of the conversation."""


@pytest.mark.parametrize("way", WAYS)
async def test_notes_are_read_by_their_audience_only(scene: Scene, way: str) -> None:
    for who in EVERYBODY:
        found = notes_in(await WAYS[way](scene, who))
        hidden = who == "jonas" and way in THROUGH_PLANS
        hidden |= who == "olga" and way not in OF_NOTES
        assert (who, found) == (who, READS[who]) or (hidden and not found)


async def test_no_mutation_answers_with_the_notes_of_others(scene: Scene) -> None:
    for who in EVERYBODY:
        assert notes_in(await mutating(scene, who)) <= READS[who]


@pytest.mark.parametrize("audience", Audience)
async def test_the_preview_names_exactly_those_who_will_read(
    scene: Scene, audience: Audience
) -> None:
    path = f"/v1/conversations/{scene.ids['conversation']}/audience?audience={audience}"
    path += f"&readerIds={scene.world.id('olga')}" * (audience is Audience.NAMED)
    others = {Audience.PARTICIPANTS: {"amina", "jonas"}, Audience.NAMED: {"olga"}}
    for who in EVERYBODY:
        answer = await scene.world.rest(who, "GET", path)
        shown = {one["externalId"] for one in answer.json()["data"]}
        readers = {who} | others.get(audience, set())
        assert (who, shown) == (who, readers if who in ("amina", "jonas") else set())
        assert notes_in(answer.text) == set()


async def test_no_event_says_a_word_that_a_person_wrote(scene: Scene, settings: Any) -> None:
    await scene.behind_the_scenes()
    app = await as_app(settings)
    async with app.transaction():
        tenant = str(scene.world.tenant_id)
        await app.execute("SELECT set_config('app.tenant_id', $1, true)", tenant)
        events = await app.fetch("SELECT type, data::text AS text FROM outbox_event")
        deliveries = await app.fetch("SELECT body FROM webhook_delivery")
        untold = await app.fetch(
            "SELECT type FROM outbox_event WHERE id NOT IN (SELECT event_id FROM webhook_delivery)"
        )
    await app.close()

    assert {event["type"] for event in events} >= {
        "conversation.scheduled",
        "conversation.held",
        "goal.created",
        "milestone.created",
        "plan.created",
        "competency_framework.published",
    }
    # An endpoint is not told of itself, and there may be no other.
    assert {event["type"] for event in untold} <= {"webhook_endpoint.created"}
    assert not any(SECRET in row["text"] for row in events)
    assert not any(SECRET in row["body"] for row in deliveries)


async def test_preparations_are_for_the_two_who_take_part(scene: Scene) -> None:
    path = f"/v1/conversations/{scene.ids['conversation']}?expand=preparations"
    for who in EVERYBODY:
        answer = await scene.world.rest(who, "GET", path)
        assert (f"{SECRET} hope" in answer.text) == (who in ("amina", "jonas"))


async def test_a_machine_client_sees_that_they_meet_and_none_of_what_is_written(
    scene: Scene,
) -> None:
    path = f"/v1/conversations/{scene.ids['conversation']}?expand=notes,preparations"
    seen = (await scene.world.rest("vendor", "GET", path)).json()

    assert (seen["notes"], seen["preparations"]) == ([], [])
    assert seen["status"] == "held"


async def test_a_note_that_is_sent_wrongly_is_neither_logged_nor_repeated(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    query = "mutation ($note: WriteNoteInput!) { writeNote(input: $note) { __typename } }"
    note = {"conversationId": scene.ids["conversation"], "audience": "AUTHOR", "body": SECRET}
    answer = await scene.world.graphql("amina", query, {"note": note | {"tone": "kind"}})

    assert SECRET not in caplog.text
    assert SECRET not in answer.text
