"""Whatever was said, shared, narrowed and handed over, and whoever reports to whom meanwhile:
everybody reads what the rules say, the same on every way, and nobody anything else.
"""

from typing import Any
from urllib.parse import urlsplit

from httpx import AsyncClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.domain.transaction import Database
from tests.conversations.company import NAMES, Company, Step
from tests.conversations.facts import Facts, as_ids
from tests.world import World

numbers = st.integers(0, 29)


def steps(*kinds: str, least: int, most: int) -> st.SearchStrategy[list[Step]]:
    one = st.tuples(st.sampled_from(kinds), numbers, numbers, numbers)
    return st.lists(one, min_size=least, max_size=most)


SAID = ("talk", "talk", "hold", "note", "note", "note", "note", "widen", "agree")
CHANGED = ("reorganise", "reorganise", "hand_over", "hand_over", "hand_over", "open")
LATER = (*SAID, *CHANGED, "narrow", "remove", "revoke", "leave", "widen", "agree")
TRUNK: list[Step] = [
    *(("talk", person, 0, 1) for person in (3, 4, 1)),
    *(("hold", 0, 0, 0) for _ in range(2)),
]
stories = st.tuples(
    st.just(TRUNK),
    steps(*SAID, least=8, most=16),
    steps(*CHANGED, least=4, most=8),
    steps(*LATER, least=4, most=16),
).map(lambda parts: [step for part in parts for step in part])

KNOWN: list[Step] = [
    *(("talk", person, manager, 0) for person, manager in ((3, 1), (4, 1), (1, 0))),
    *(("hold", talk, 0, 0) for talk in range(3)),
    *(
        ("note", talk, side, audience)
        for talk in (0, 1)
        for side in (0, 1)
        for audience in range(3)
    ),
    ("reorganise", 3, 2, 0),
    ("hand_over", 3, 0, 0),
    ("reorganise", 4, 2, 0),
    ("hand_over", 4, 1, 0),
    ("open", 0, 5, 4),
    ("narrow", 1, 0, 0),
    ("remove", 4, 0, 0),
    ("widen", 0, 1, 0),
    ("leave", 1, 0, 0),
]
"""In which nearly everything happens that can."""


@settings(
    max_examples=10,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(story=stories)
async def test_everybody_reads_what_the_rules_say_on_every_way(
    database: Database, client: AsyncClient, story: list[Step]
) -> None:
    await _told(await Company.begin(database, client), story)


async def test_the_story_in_which_nearly_everything_happens(
    database: Database, client: AsyncClient
) -> None:
    company = await Company.begin(database, client)
    await _told(company, KNOWN)

    kinds = ("talk", "hold", "note", "reorganise", "hand_over", "open", "narrow", "remove", "leave")
    assert [kind for kind in kinds if not company.done[kind]] == []
    facts = await Facts.of(company.world)
    handed = {company.id(2), company.id(5)}
    assert [one for one in handed if not facts.notes_of(one)] == []


async def _told(company: Company, story: list[Step]) -> None:
    for step in story:
        await company.take(step)
    facts = await Facts.of(company.world)
    for name in NAMES:
        if company.id(NAMES.index(name)) in facts.working:
            await _reads_what_they_may(company.world, facts, name)
    await _a_client_reads_no_words(company.world, facts)
    await _no_event_tells_of_notes(company.world, facts)


async def _reads_what_they_may(world: World, facts: Facts, who: str) -> None:
    me = str(world.id(who))
    talks, notes = facts.conversations_of(me), facts.notes_of(me)
    all_notes = facts.ids("note")
    shown = notes | facts.tombstones_of(me)
    everything = facts.ids("conversation")

    listed = await _pages(world, who, "/v1/conversations?expand=notes")
    assert as_ids(listed) == talks == await _found(world, who, "conversations", everything)
    assert await _found(world, who, "notes", all_notes) == shown
    by_talk = {
        one: await _pages(world, who, f"/v1/conversations/{one}/notes") for one in everything
    }
    assert {id for rows in by_talk.values() for id in as_ids(rows)} == shown
    for one in listed:
        assert as_ids(one["notes"]) == as_ids(by_talk[one["id"]])
    for rows in by_talk.values():
        assert {one["id"] for one in rows if one["body"] is not None} == as_ids(rows) & notes
    for_me = await _pages(world, who, "/v1/notes")
    assert as_ids(for_me) <= shown
    await _by_graphql(world, who, facts, talks, shown)
    await _by_feed(world, who, facts, me)
    heard = await _everything_else(world, who)
    assert "canary" not in heard


async def _pages(world: World, who: str, path: str) -> list[dict[str, Any]]:
    """All of a list, three at a time."""
    rows: list[dict[str, Any]] = []
    cursor, mark = None, "&" if "?" in path else "?"
    while True:
        after = f"&cursor={cursor}" if cursor else ""
        answer = await world.rest(who, "GET", f"{path}{mark}limit=3{after}")
        if answer.status_code in {403, 404}:
            return []
        rows += answer.json()["data"]
        cursor = answer.json()["nextCursor"]
        if cursor is None:
            return rows


async def _found(world: World, who: str, kind: str, ids: set[str]) -> set[str]:
    """What can be read one by one."""
    found = {id: await world.rest(who, "GET", f"/v1/{kind}/{id}") for id in ids}
    assert {answer.status_code for answer in found.values()} <= {200, 404}
    return {id for id, answer in found.items() if answer.is_success}


async def _by_graphql(
    world: World, who: str, facts: Facts, talks: set[str], shown: set[str]
) -> None:
    """Nodes by their ids, and edges."""
    nodes = [
        f'n{at}: note(noteId: "{one["id"]}") {{ id }}' for at, one in enumerate(facts.rows["note"])
    ]
    asked = ["conversations(first: 200) { edges { node { id notes(first: 200) { id } } } }"]
    answer = await world.graphql(who, "{ " + " ".join([*asked, *nodes]) + " }")
    data = answer.json()["data"]
    edges = [edge["node"] for edge in data.pop("conversations")["edges"]]
    assert as_ids(edges) == talks
    assert as_ids([one for one in data.values() if one is not None]) == shown
    of = {one["id"]: one["conversation_id"] for one in facts.rows["note"]}
    for one in edges:
        assert as_ids(one["notes"]) == {id for id in shown if of[id] == one["id"]}


async def _by_feed(world: World, who: str, facts: Facts, me: str) -> None:
    """What leaves the house: a calendar shows their own conversations, and no words of notes."""
    made = await world.rest(who, "POST", "/v1/calendar-feeds", {"name": "Work"})
    url = urlsplit(made.json()["url"])
    text = (await world.client.get(url.path)).text
    for one in facts.rows["conversation"]:
        mine = me in {one["person_id"], one["partner_id"]}
        assert mine or one["id"] not in text
    assert "canary" not in text


async def _everything_else(world: World, who: str) -> str:
    paths = ("work", "handoffs?expand=items", "search?q=canary", "audit-entries", "coverage")
    answers = [await world.rest(who, "GET", f"/v1/{path}") for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    return " ".join(answer.text for answer in answers)


async def _a_client_reads_no_words(world: World, facts: Facts) -> None:
    listed = await _pages(world, "vendor", "/v1/conversations?expand=notes")
    assert as_ids(listed) == facts.ids("conversation")
    assert not any(one["notes"] or one["topic"] for one in listed)
    assert (
        await _found(world, "vendor", "notes", {one["id"] for one in facts.rows["note"]}) == set()
    )
    heard = await _everything_else(world, "vendor")
    assert "canary" not in heard


async def _no_event_tells_of_notes(world: World, facts: Facts) -> None:
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        rows = await tx.connection.fetch("SELECT type, subject_id, data::text FROM outbox_event")
    notes = facts.ids("note")
    told = [row for row in rows if row["type"].startswith("conversation.")]
    assert len(told) >= len(facts.rows["conversation"])
    for row in rows:
        assert str(row["subject_id"]) not in notes
        assert not any(one in row["data"] for one in ("canary", *notes))
