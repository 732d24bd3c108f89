"""What is shared of a reflection: the words that were chosen, and not that there is more."""

from typing import Any
from uuid import UUID

import pytest

from tests.relations import run_as_app
from tests.scene import Scene
from tests.world import World

OTHERS = ("priya", "tomas", "olga", "vendor")
GRAPH = """query ($id: UUID!, $of: UUID!) {
  extract(extractId: $id) { id body reflectionId reflection { id } }
  conversation(conversationId: $of) { extracts { id body reflectionId reflection { id } } } }"""


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


async def through_all_doors(scene: Scene, who: str) -> list[dict[str, Any]]:
    """The extract of the scene, in every way in which it can be read."""
    world, id, of = scene.world, scene.ids["extract"], scene.ids["conversation"]
    found = []
    for path, part in (
        (f"extracts/{id}?expand=reflection", None),
        (f"conversations/{of}/extracts?expand=reflection", "data"),
        (f"conversations/{of}?expand=extracts.reflection", "extracts"),
    ):
        answer = await world.rest(who, "GET", f"/v1/{path}")
        assert answer.status_code == 200, answer.text
        found.append(answer.json()[part][0] if part else answer.json())

    answer = await world.graphql(who, GRAPH, {"id": id, "of": of})
    data = answer.json()["data"]
    return [*found, data["extract"], data["conversation"]["extracts"][0]]


async def test_the_other_side_reads_the_words_and_not_where_they_come_from(scene: Scene) -> None:
    reflection = str(scene.ids["reflection"])
    for mine, theirs in zip(
        await through_all_doors(scene, "amina"),
        await through_all_doors(scene, "jonas"),
        strict=True,
    ):
        assert mine["body"] == theirs["body"]
        assert (mine["reflectionId"], mine["reflection"]["id"]) == (reflection, reflection)
        assert (theirs["reflectionId"], theirs["reflection"]) == (None, None)
        assert reflection not in str(theirs)


async def test_the_other_side_cannot_tell_when_the_reflection_goes(scene: Scene) -> None:
    before = await through_all_doors(scene, "jonas")
    path = f"/v1/extracts/{scene.ids['extract']}"
    tag = (await scene.world.rest("jonas", "GET", path)).headers["etag"]
    gone = f"/v1/reflections/{scene.ids['reflection']}"
    assert (await scene.world.rest("amina", "DELETE", gone, if_match="*")).is_success
    assert await through_all_doors(scene, "jonas") == before
    assert (await scene.world.rest("jonas", "GET", path)).headers["etag"] == tag
    mine = (await scene.world.rest("amina", "GET", path)).json()
    assert mine["reflectionId"] is None
    assert mine["body"] == before[0]["body"]


async def test_nobody_else_reads_it(scene: Scene) -> None:
    world, of = scene.world, scene.ids["conversation"]
    for who in OTHERS:
        answer = await world.rest(who, "GET", f"/v1/extracts/{scene.ids['extract']}")
        assert answer.status_code == 404
        listed = await world.rest(who, "GET", f"/v1/conversations/{of}/extracts")
        assert listed.json() == {"data": [], "nextCursor": None}
    shown = await world.rest("vendor", "GET", f"/v1/conversations/{of}?expand=extracts")
    assert shown.json()["extracts"] == []


async def test_what_is_withdrawn_is_gone_and_the_audit_knows_that_it_was_there(
    scene: Scene,
) -> None:
    world, id = scene.world, await scene.an_extract()
    path = f"/v1/extracts/{id}"
    assert (await world.rest("jonas", "DELETE", path, if_match="*")).status_code == 403
    assert (await world.rest("amina", "DELETE", path, if_match="*")).status_code == 204
    for who in ("amina", "jonas"):
        assert (await world.rest(who, "GET", path)).status_code == 404
        facts = await world.rest(
            who, "GET", "/v1/audit-entries?action=withdraw_extract&outcome=done"
        )
        [fact] = facts.json()["data"]
        assert UUID(fact["rowId"]) == id


async def test_what_did_not_take_place_gives_it_back(scene: Scene) -> None:
    world, id = scene.world, scene.ids["extract"]
    sql = "UPDATE conversation SET status = 'cancelled' WHERE id = $1"
    await run_as_app(world, sql, scene.ids["conversation"])
    gone = await world.rest("amina", "DELETE", f"/v1/extracts/{id}", if_match="*")
    assert gone.status_code == 204
