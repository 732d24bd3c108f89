"""What those who lead share: with whom, until when, and what nobody else can tell."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.reflections import service as reflections
from app.domain.reflections.states import LearningAudience
from tests.api.test_lists import pages
from tests.relations import become, run_as_app, started
from tests.scene import Scene
from tests.world import World

PEOPLE = ("amina", "jonas", "priya", "olga", "tomas")
PATH = "/v1/learning-moments"


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


async def readers(world: World, id: UUID) -> set[str]:
    """Who can read it; whoever can, and nobody else, has it in their list, over both doors."""
    found = set()
    for who in (*PEOPLE, "vendor"):
        answer = await world.rest(who, "GET", f"{PATH}/{id}")
        listed = (await world.rest(who, "GET", PATH)).json()["data"]
        asked = "{ learningMoments { edges { node { id } } } }"
        edges = (await world.graphql(who, asked)).json()["data"]["learningMoments"]["edges"]
        has = str(id) in {one["id"] for one in listed}
        assert has == (str(id) in {one["node"]["id"] for one in edges})
        assert has == (answer.status_code == 200)
        found |= {who} if has else set()
    return found


async def test_a_draft_and_what_was_withdrawn_are_the_authors(scene: Scene) -> None:
    world = scene.world
    id = await scene.a_draft(LearningAudience.ORGANISATION)
    assert await readers(world, id) == {"jonas"}
    done = await world.rest("jonas", "POST", f"{PATH}/{id}/publish", if_match="*")
    assert done.json()["publishedAt"] is not None
    assert await readers(world, id) == set(PEOPLE)
    await world.rest("jonas", "POST", f"{PATH}/{id}/withdraw", if_match="*")
    assert await readers(world, id) == {"jonas"}


async def test_a_team_is_who_reports_to_the_author_today(scene: Scene) -> None:
    world, id = scene.world, scene.ids["learning_moment"]
    assert await readers(world, id) == {"amina", "jonas"}
    await started(world, "tomas", "jonas")
    assert await readers(world, id) == {"amina", "jonas", "tomas"}
    sql = "UPDATE relationship SET ends_on = starts_on WHERE person_id = $1 AND related_id = $2"
    await run_as_app(world, sql, world.id("amina"), world.id("jonas"))
    assert await readers(world, id) == {"jonas", "tomas"}


async def test_who_leads_no_longer_publishes_nothing_and_can_take_back(scene: Scene) -> None:
    world = scene.world
    draft = await scene.a_draft()
    sql = "UPDATE relationship SET ends_on = starts_on WHERE related_id = $1"
    await run_as_app(world, sql, world.id("jonas"))
    refused = await world.rest("jonas", "POST", f"{PATH}/{draft}/publish", if_match="*")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    path = f"{PATH}/{scene.ids['learning_moment']}/withdraw"
    assert (await world.rest("jonas", "POST", path, if_match="*")).status_code == 200


async def test_what_it_grew_from_is_the_authors_to_know(scene: Scene) -> None:
    world = scene.world
    reflection = (await world.rest("jonas", "POST", "/v1/reflections", {"body": "Hm."})).json()
    body = {"title": "Asking", "body": "I ask first.", "audience": "organisation"}
    moment = await world.rest("jonas", "POST", PATH, body | {"reflectionId": reflection["id"]})
    path = f"{PATH}/{moment.json()['id']}"
    await world.rest("jonas", "POST", f"{path}/publish", if_match="*")
    mine = await world.rest("jonas", "GET", f"{path}?expand=reflection")
    assert mine.json()["reflection"]["id"] == mine.json()["reflectionId"] == reflection["id"]
    before = await world.rest("amina", "GET", f"{path}?expand=reflection")
    assert (before.json()["reflectionId"], before.json()["reflection"]) == (None, None)
    gone = f"/v1/reflections/{reflection['id']}"
    assert (await world.rest("jonas", "DELETE", gone, if_match="*")).is_success
    after = await world.rest("amina", "GET", f"{path}?expand=reflection")
    assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])


async def told(world: World) -> list[tuple[str, str]]:
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        rows = await tx.connection.fetch(
            "SELECT type, data::text FROM outbox_event WHERE type LIKE 'learning_moment.%'"
            " ORDER BY created_at, id"
        )
    return [tuple(row) for row in rows]


async def test_others_are_told_when_it_is_published_and_withdrawn(scene: Scene) -> None:
    world = scene.world
    before = len(await told(world))
    draft = await scene.a_draft()
    path = f"{PATH}/{draft}"
    await world.rest("jonas", "PATCH", path, {"title": "Other"}, if_match="*")
    assert len(await told(world)) == before
    for step in ("publish", "withdraw"):
        await world.rest("jonas", "POST", f"{path}/{step}", if_match="*")
    names = [name for name, _ in (await told(world))[before:]]
    assert names == ["learning_moment.published", "learning_moment.withdrawn"]
    for _, data in await told(world):
        assert "title" not in data
        assert "reflection" not in data


async def test_the_newest_come_first_page_by_page(scene: Scene) -> None:
    world = scene.world
    drafts = [await scene.a_draft() for _ in range(3)]
    for id in reversed(drafts):
        ids = {"learning_moment_id": id, "if_version": 1}
        await world.do("jonas", reflections.publish_learning_moment, **ids)
    whole: list[dict[str, Any]] = (await world.rest("amina", "GET", PATH)).json()["data"]
    assert [one["id"] for one in whole[:3]] == [str(id) for id in drafts]
    found = [one for page in await pages(world, f"{PATH}?limit=1") for one in page["data"]]
    assert found == whole


async def test_a_team_has_nothing_more_of_a_manager_who_left(scene: Scene) -> None:
    world = scene.world
    await become(world, "jonas", "left")
    id = scene.ids["learning_moment"]
    assert (await world.rest("amina", "GET", f"{PATH}/{id}")).status_code == 404
