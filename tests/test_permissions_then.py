"""Rights over a record are those of its day: today while it is open, the day it was closed after.

And a cover has, for as long as it lasts, what the covered person has over open records.
"""

from typing import Any
from uuid import UUID

import pytest

from app.domain.plans import service as plans
from app.domain.use_case import Query
from tests.asking import DONE, Ask, by_rest
from tests.relations import TODAY, become, close_plan, cover, day, end, start, started
from tests.scene import Scene
from tests.stage import Stages
from tests.world import World

LISTS: list[tuple[Query, Query, str]] = [
    (plans.list_plans, plans.get_plan, "plan_id"),
    (plans.list_milestones, plans.get_milestone, "milestone_id"),
]


@pytest.fixture
async def scene(stages: Stages) -> Scene:
    scene = await stages.scene()
    plan = {"id": str(scene.ids["plan"])}
    scene.ids["her_own"] = UUID((await scene.world.a_milestone(plan))["id"])
    return scene


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


async def readers(scene: Scene) -> set[str]:
    """Who sees amina's plan: the same by list, by id, by its goals and by its milestones."""
    world, id, goal = scene.world, scene.ids["plan"], scene.ids["goal"]
    found: set[str] = set()
    for who in world.actors:
        # Who left is let in no more, once that is known here: they see as little as by the rule.
        listed = (await world.rest(who, "GET", "/v1/plans")).json().get("data", [])
        sees = str(id) in {one["id"] for one in listed}
        assert (await world.rest(who, "GET", f"/v1/plans/{id}")).is_success == sees
        assert (await world.rest(who, "GET", f"/v1/goals/{goal}")).is_success == sees
        path = f"/v1/milestones/{scene.ids['her_own']}"
        assert (await world.rest(who, "GET", path)).is_success == sees
        found |= {who} if sees else set()
    return found - {"vendor"}


async def shapes(scene: Scene, who: str) -> int:
    path = f"/v1/plans/{scene.ids['plan']}/goals"
    return (await scene.world.rest(who, "POST", path, {"title": "More"})).status_code


async def closed(scene: Scene, days: int) -> None:
    on = TODAY.fromordinal(TODAY.toordinal() + days)
    await close_plan(scene.world, str(scene.ids["plan"]), on)


async def test_a_new_manager_has_what_is_open_and_not_what_was_closed_before(
    scene: Scene,
) -> None:
    await end(scene.world, str(scene.ids["people_partner"]))
    await started(scene.world, "amina", "tomas")
    assert await readers(scene) == {"amina", "tomas"}
    await started(scene.world, "amina", "jonas", startsOn=day(-90), endsOn=day(0))
    await closed(scene, -1)
    assert await readers(scene) == {"amina", "jonas"}
    await closed(scene, 0)
    assert await readers(scene) == {"amina", "tomas"}


async def test_who_was_people_partner_when_it_was_closed_keeps_it(scene: Scene) -> None:
    await started(scene.world, "amina", "olga", "people_partner", startsOn=day(-9), endsOn=day(-5))
    await closed(scene, -7)

    assert await readers(scene) == {"amina", "olga"}


async def test_a_manager_to_come_has_nothing_yet(scene: Scene) -> None:
    await started(scene.world, "amina", "tomas", startsOn=day(1))

    assert await readers(scene) == {"amina", "jonas", "priya"}


async def test_who_left_keeps_nothing_that_was_closed_in_their_time(scene: Scene) -> None:
    await closed(scene, 0)
    assert await readers(scene) == {"amina", "jonas", "priya"}
    await become(scene.world, "jonas", "on_leave")
    assert await readers(scene) == {"amina", "jonas", "priya"}
    await become(scene.world, "jonas", "left", leftOn=day(0))

    assert await readers(scene) == {"amina", "priya"}


@pytest.mark.parametrize("kind", ["mentor", "sponsor"])
async def test_mentors_and_sponsors_see_no_plan_open_or_closed(scene: Scene, kind: str) -> None:
    await started(scene.world, "amina", "tomas", kind, startsOn=day(-9))
    for days in (None, -5, 0):
        if days is not None:
            await closed(scene, days)
        assert "tomas" not in await readers(scene)


# Covers


async def test_who_covers_for_a_manager_reads_and_shapes_what_is_open(scene: Scene) -> None:
    tie = await cover(scene.world, "jonas", "tomas")
    assert await readers(scene) == {"amina", "jonas", "priya", "tomas"}
    assert await shapes(scene, "tomas") == 201
    await end(scene.world, tie["id"])

    assert await readers(scene) == {"amina", "jonas", "priya"}
    assert await shapes(scene, "tomas") == 404


async def test_who_covers_for_a_people_partner_reads_and_does_not_shape(scene: Scene) -> None:
    await cover(scene.world, "priya", "tomas")

    assert "tomas" in await readers(scene)
    assert await shapes(scene, "tomas") == 403


async def test_a_cover_counts_on_its_days_only(scene: Scene) -> None:
    await cover(scene.world, "jonas", "tomas", since=1)
    await cover(scene.world, "jonas", "olga", since=-10, days=10)

    assert await readers(scene) == {"amina", "jonas", "priya"}


async def test_a_cover_of_a_cover_has_nothing(scene: Scene) -> None:
    await cover(scene.world, "jonas", "tomas")
    await cover(scene.world, "tomas", "olga")

    assert await readers(scene) == {"amina", "jonas", "priya", "tomas"}


async def test_a_cover_has_nothing_that_is_closed(scene: Scene) -> None:
    await cover(scene.world, "jonas", "tomas", since=-5)
    await closed(scene, 0)

    assert await readers(scene) == {"amina", "jonas", "priya"}


async def test_a_cover_has_what_the_covered_person_is_and_not_what_they_are_themselves(
    scene: Scene,
) -> None:
    """Jonas' own plan is his; who covers for him stands in for the manager, not for jonas."""
    await scene.world.a_plan("jonas")
    await cover(scene.world, "jonas", "tomas")
    rows = (await scene.world.rest("tomas", "GET", "/v1/plans")).json()["data"]

    assert {row["personId"] for row in rows} == {str(scene.world.id("amina"))}


async def test_a_cover_reads_no_conversation_and_no_note(scene: Scene) -> None:
    await cover(scene.world, "jonas", "tomas")
    world, id = scene.world, scene.ids["conversation"]
    notes = [str(one) for name, one in scene.ids.items() if ":" in name]

    for path in (f"conversations/{id}", *(f"notes/{note}" for note in notes)):
        assert (await world.rest("tomas", "GET", f"/v1/{path}")).status_code == 404
    for path in ("conversations", f"conversations/{id}/notes", f"conversations/{id}/preparations"):
        assert (await world.rest("tomas", "GET", f"/v1/{path}")).json()["data"] == []


async def test_those_whom_one_covers_are_not_ones_reports(scene: Scene) -> None:
    await cover(scene.world, "jonas", "tomas")
    path = "/v1/milestones?ofMyReports=true"

    listed = (await scene.world.rest("jonas", "GET", path)).json()["data"]
    assert str(scene.ids["her_own"]) in {one["id"] for one in listed}
    assert (await scene.world.rest("tomas", "GET", path)).json()["data"] == []


async def test_people_partners_see_those_who_are_theirs(scene: Scene) -> None:
    await scene.world.a_plan("tomas")
    await started(scene.world, "olga", "priya", "people_partner")
    rows = (await scene.world.rest("priya", "GET", "/v1/plans")).json()["data"]

    assert {row["personId"] for row in rows} == {str(scene.world.id("amina"))}


# For everybody: a list shows exactly what can be read


async def everything(world: World) -> None:
    """Open plans and closed ones, on days on which others were manager, of several people."""
    days: dict[int, Any] = {}
    for person in ("amina", "jonas", "tomas", "olga"):
        for closed_in in (None, -60, -20, 0):
            plan = await world.a_plan(person)
            await world.a_milestone(plan, person=person, owner="olga")
            if closed_in is not None:
                on = TODAY.fromordinal(TODAY.toordinal() + closed_in)
                await close_plan(world, plan["id"], days.setdefault(closed_in, on))
    await started(world, "amina", "tomas", startsOn=day(-70), endsOn=day(-30))
    await started(world, "amina", "olga", startsOn=day(-30), endsOn=day(0))
    await started(world, "olga", "jonas", "people_partner", startsOn=day(-90), endsOn=day(-10))
    await started(world, "tomas", "priya", "mentor", startsOn=day(-90))
    await started(world, "jonas", "amina", "sponsor", startsOn=day(-90))
    await started(world, "tomas", "olga", startsOn=day(-5))
    await cover(world, "jonas", "priya")
    await cover(world, "olga", "amina")
    assert (await start(world, "olga", "tomas")).json()["code"] == "reports_to_themselves"


@pytest.mark.parametrize(("lists", "reads", "id"), LISTS, ids=["plans", "milestones"])
async def test_a_list_shows_what_can_be_read_whatever_the_day(
    elsewhere: World, lists: Query, reads: Query, id: str
) -> None:
    await everything(elsewhere)
    listed = {who: (await by_rest(elsewhere, who, Ask(lists))).value for who in elsewhere.actors}
    known = [UUID(row["id"]) for row in listed["vendor"]]
    assert len(known) == 16
    for who, rows in listed.items():
        shown = {row["id"] for row in rows}
        readable = set()
        for one in known:
            if (await by_rest(elsewhere, who, Ask(reads, {id: one}))).outcome == DONE:
                readable.add(str(one))
        assert shown == readable
    if lists is plans.list_plans:
        counts = {who: len(rows) for who, rows in listed.items()}
        # Each has their own four. Amina covers for tomas' manager: his open one. Jonas: amina's
        # open one and the one closed today, olga's two of when he was her people partner.
        # Priya: amina's open one and the one closed today, and no more by covering for jonas.
        # Tomas: amina's of sixty days ago. Olga: amina's of twenty, tomas' open and latest one.
        assert counts == {"amina": 5, "jonas": 8, "priya": 2, "tomas": 5, "olga": 7, "vendor": 16}
