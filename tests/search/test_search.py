"""What is found is what can be read, by everybody, and nothing can be told from what is not."""

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest
from httpx import AsyncClient

from app.domain.plans import service as plans
from app.domain.plans.commands import AddGoal, AddMilestone
from app.domain.reflections.states import LearningAudience
from app.domain.search.commands import MOST_WORDS
from app.domain.search.states import SearchKind
from app.domain.transaction import Database
from app.settings import Settings
from tests.api.hostile import TEXTS
from tests.api.test_lists import pages
from tests.kinds import actors
from tests.relations import become, cover, run_as_app
from tests.scene import SECRET, Scene, as_app
from tests.world import PEOPLE, World

READ = {
    "conversation": ("conversations", ("topic",)),
    "plan": ("plans", ("title",)),
    "goal": ("goals", ("title", "successCriteria", "aspiration")),
    "milestone": ("milestones", ("title", "successMeasure")),
    "objective": ("objectives", ("title",)),
    "learning_moment": ("learning-moments", ("title", "body")),
    "competency": ("competencies", ("name", "statement")),
    "person": ("people", ("displayName", "title")),
}
"""Where each kind is listed and read, and the fields in which it is looked for."""


@pytest.fixture(scope="module")
async def kept(database: Database, client: AsyncClient) -> Scene:
    """A scene in which something of everything has the same word in it."""
    world = await World.begin(database, client)
    scene = await Scene.begin(world)
    for audience in LearningAudience:
        await scene.a_draft(audience)
        await scene.a_moment(audience)
    await scene.a_closed_plan()
    await scene.an_offered_milestone()
    # Of a stranger, private and not.
    plan = await world.a_plan("tomas", title=f"{SECRET} of tomas")
    goal = AddGoal(title="Quiet", success_criteria=f"{SECRET} calm", is_private=True)
    ids = {"plan_id": plan["id"]}
    made = await world.do("tomas", plans.add_goal, **ids, command=goal)
    step = AddMilestone(
        title=f"Quiet {SECRET}",
        owner_id=world.id("tomas"),
        due_on="2031-01-31",  # type: ignore[arg-type]
        goal_id=made["id"],
    )
    await world.do("tomas", plans.add_milestone, **ids, command=step)
    sql = "UPDATE person SET title = $2 WHERE id = $1"
    await run_as_app(world, sql, world.id("olga"), f"Head of {SECRET}")
    return scene


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await as_app(settings)
    yield connection
    await connection.close()


async def found(world: World, who: Any, q: str, more: str = "") -> list[dict[str, Any]]:
    path = f"/v1/search?q={quote(q)}&limit=200{more}"
    answer = await world.rest(who, "GET", path)
    assert answer.status_code == 200, answer.text
    assert answer.json()["nextCursor"] is None
    return list(answer.json()["data"])


def words(text: str | None) -> set[str]:
    return set(re.findall(r"[^\W_]+", (text or "").lower()))


async def readable(world: World, who: Any, word: str) -> set[str]:
    """Every id of what this reader has in any list with the word in a field that is searched."""
    ids = set()
    for path, fields in READ.values():
        following = f"/v1/{path}?limit=200"
        while following:
            answer = await world.rest(who, "GET", following)
            assert answer.status_code == 200, answer.text
            for row in answer.json()["data"]:
                if any(word in words(row[field]) for field in fields):
                    ids.add(row["id"])
            cursor = answer.json()["nextCursor"]
            following = f"/v1/{path}?limit=200&cursor={cursor}" if cursor else ""
    return ids


@pytest.mark.parametrize("who", [*PEOPLE, "vendor"])
async def test_what_is_found_is_what_can_be_read(kept: Scene, who: str) -> None:
    world = kept.world
    rows = await found(world, who, SECRET)
    assert {row["id"] for row in rows} == await readable(world, who, SECRET)
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        path, _ = READ[row["kind"]]
        if row["kind"] == "competency":
            continue  # is listed, and not read one by one
        answer = await world.rest(who, "GET", f"/v1/{path}/{row['id']}")
        assert answer.status_code == 200, row
        shown = answer.json()[row["field"]]
        assert row["snippet"] in shown
        assert SECRET in words(shown)


async def test_every_kind_is_found_by_somebody(kept: Scene) -> None:
    kinds = {
        row["kind"] for who in (*PEOPLE, "vendor") for row in await found(kept.world, who, SECRET)
    }
    assert kinds == {kind.value for kind in SearchKind}


async def test_every_kind_of_actor_finds_what_they_read(world: World, elsewhere: World) -> None:
    scene = await Scene.begin(world)
    for kind, actor in (await actors(scene, elsewhere)).items():
        there = elsewhere if kind.startswith("other organisation") else world
        ids = {row["id"] for row in await found(there, actor, SECRET)}
        assert ids == await readable(there, actor, SECRET), kind
        assert bool(ids) == (there is world)


async def test_what_is_private_is_found_by_the_one_whose_it_is(kept: Scene) -> None:
    mine = await found(kept.world, "tomas", "quiet")
    assert sorted(one["kind"] for one in mine) == ["goal", "milestone"]
    for who in ("amina", "jonas", "priya", "olga", "vendor"):
        assert await found(kept.world, who, "quiet") == []


async def test_a_machine_client_finds_nothing_by_words_that_it_does_not_see(kept: Scene) -> None:
    world = kept.world
    goal = AddGoal(title="Plain", aspiration="Zanzibar")
    plan = await world.a_plan()
    await world.do("amina", plans.add_goal, plan_id=plan["id"], command=goal)
    assert [one["field"] for one in await found(world, "amina", "zanzibar")] == ["aspiration"]
    assert await found(world, "vendor", "zanzibar") == []
    assert {one["kind"] for one in await found(world, "vendor", SECRET)}.isdisjoint(
        {"conversation", "learning_moment"}
    )


async def test_notes_and_reflections_are_not_found(kept: Scene, app: asyncpg.Connection) -> None:
    world = kept.world
    for body in ("Kumquat", "kumquat"):
        await world.rest("amina", "POST", "/v1/reflections", {"body": body, "prompt": body})
    path = f"/v1/conversations/{kept.ids['conversation']}"
    note = {"audience": "participants", "body": "kumquat"}
    assert (await world.rest("amina", "POST", f"{path}/notes", note)).is_success
    extract = {"reflectionId": kept.ids["reflection"], "body": "kumquat"}
    assert (await world.rest("amina", "POST", f"{path}/extracts", extract)).is_success
    assert await found(world, "amina", "kumquat") == []
    async with app.transaction():
        await app.execute("SELECT set_config('app.tenant_id', $1, true)", str(world.tenant_id))
        sql = "SELECT count(*) FROM search_word WHERE word = $1"
        assert await app.fetchval(sql, "kumquat") == 0
        assert await app.fetchval(sql, SECRET) > 0


async def test_words_are_found_in_any_case_and_order_and_the_last_may_go_on(world: World) -> None:
    plan = await world.a_plan(title="Öffentlich sprechen: vor 200 Leuten")
    other = await world.a_plan(title="Öffentlichkeit")
    ids = [plan["id"], other["id"]]

    async def seen(q: str) -> list[str]:
        return [one["id"] for one in await found(world, "amina", q)]

    assert await seen("SPRECHEN öffentlich") == ids[:1]
    assert await seen("öffentlich") == ids  # whole words first
    assert await seen("öffentl") == sorted(ids)
    assert await seen("spre öffentlich") == []
    assert await seen("leuten 200") == ids[:1]
    assert await seen("20") == ids[:1]
    assert await seen("offentlich") == []
    assert await seen("-sprechen") == ids[:1]
    assert await seen('"vor" OR sprechen') == []
    assert await seen("o\u0308ffentlich sprechen") == ids[:1]


async def test_what_changes_is_found_by_its_new_words(world: World) -> None:
    step = await world.a_milestone(title="Give a talk")
    path = f"/v1/milestones/{step['id']}"
    [hit] = await found(world, "amina", "talk")
    assert (hit["kind"], hit["title"], hit["field"]) == ("milestone", "Give a talk", "title")
    body = {"title": "Lead a workshop", "successMeasure": "Twenty came"}
    assert (await world.rest("amina", "PATCH", path, body, if_match="*")).is_success
    assert await found(world, "amina", "talk") == []
    [hit] = await found(world, "amina", "workshop came")
    assert (hit["field"], hit["snippet"]) == ("successMeasure", "Twenty came")
    assert hit["rank"] > (await found(world, "amina", "workshop"))[0]["rank"]
    assert (await world.rest("amina", "DELETE", path, if_match="*")).is_success
    assert await found(world, "amina", "workshop") == []


async def test_relations_of_today_decide_as_they_do_elsewhere(world: World) -> None:
    await world.a_plan(title="Lighthouse")
    conversation = await world.a_conversation()
    sql = "UPDATE conversation SET topic = 'Lighthouse' WHERE id = $1"
    await run_as_app(world, sql, conversation["id"])
    assert await found(world, "tomas", "lighthouse") == []
    await cover(world, "jonas", "tomas")
    assert [one["kind"] for one in await found(world, "tomas", "lighthouse")] == ["plan"]
    await become(world, "jonas", "left")
    assert await found(world, "tomas", "lighthouse") == []


async def test_it_is_narrowed_by_kind_and_by_person(kept: Scene) -> None:
    world = kept.world
    rows = await found(world, "jonas", SECRET)
    for kind in SearchKind:
        some = await found(world, "jonas", SECRET, f"&kinds={kind.value}")
        assert some == [one for one in rows if one["kind"] == kind.value]
    both = await found(world, "jonas", SECRET, "&kinds=plan,goal")
    assert both == [one for one in rows if one["kind"] in ("plan", "goal")]
    amina = str(world.id("amina"))
    hers = await found(world, "jonas", SECRET, f"&personId={amina}")
    assert hers == [one for one in rows if one["personId"] == amina]
    assert 0 < len(hers) < len(rows)


async def test_pages_are_the_whole_list_and_tell_of_nothing_else(kept: Scene) -> None:
    world = kept.world
    for who in ("amina", "tomas", "vendor"):
        whole = await found(world, who, SECRET)
        one_by_one = await pages(world, f"/v1/search?q={SECRET}&limit=1", who)
        assert [one for page in one_by_one for one in page["data"]] == whole
        assert len(one_by_one) == len(whole)  # no empty page betrays what was left out
        keys = [(one["rank"], one["id"]) for one in whole]
        assert keys == sorted(keys)


async def test_both_doors_and_the_way_on_from_a_hit(kept: Scene) -> None:
    asked = """{ search(q: "canary", first: 200) { edges { node {
      id kind plan { id } goal { id } milestone { id } objective { id } competency { id }
      conversation { id } learningMoment { id } person { id } } } } }"""
    answer = (await kept.world.graphql("amina", asked)).json()
    nodes = [edge["node"] for edge in answer["data"]["search"]["edges"]]
    assert [one["id"] for one in nodes] == [
        one["id"] for one in await found(kept.world, "amina", SECRET)
    ]
    for node in nodes:
        way = re.sub(r"_(\w)", lambda letter: letter[1].upper(), node["kind"].lower())
        assert node[way]["id"] == node["id"]


HOSTILE = (
    *TEXTS,
    "'; DROP TABLE search_word; --",
    "a & | ! <-> :* b",
    '"unbalanced',
    "((((",
    "\\",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "%_%",
    "x" * 200,
    "x " * 99,
    "x" * 10_000,
    " ".join(["ab"] * (MOST_WORDS + 1)),
    "\U0010ffff\U0010ffff",
    "ﬁn ﷺ ﷽",
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
async def test_whatever_is_looked_for_has_an_answer(kept: Scene, text: str) -> None:
    answer = await kept.world.rest("amina", "GET", f"/v1/search?q={quote(text[:9000])}")
    assert answer.status_code in (200, 400, 414, 422), answer.text
    asked = "query ($q: String!) { search(q: $q) { edges { node { id } } } }"
    graph = await kept.world.graphql("amina", asked, {"q": text[:9000]})
    assert graph.status_code in (200, 400)
    if answer.status_code == 200:
        edges = graph.json()["data"]["search"]["edges"]
        assert [one["node"]["id"] for one in edges] == [one["id"] for one in answer.json()["data"]]


@pytest.mark.parametrize("query", ["", "q=", "q=a", "q=%20%20", "q=...", "q=ab&kinds=note"])
async def test_what_cannot_be_looked_for_is_said(kept: Scene, query: str) -> None:
    answer = await kept.world.rest("amina", "GET", f"/v1/search?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_what_others_find_of_somebody_is_in_their_audit(kept: Scene) -> None:
    world = kept.world
    await found(world, "priya", SECRET, f"&personId={world.id('amina')}")
    await found(world, "amina", SECRET)
    await world.noted()
    facts = (await world.rest("amina", "GET", "/v1/audit-entries?action=search")).json()["data"]
    assert str(world.id("priya")) in {one["actorId"] for one in facts}
