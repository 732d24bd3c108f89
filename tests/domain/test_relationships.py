"""Relations with dates: they replace, they wait, they overlap or they do not, and say so."""

import asyncio
from typing import Any

import pytest

from tests.relations import (
    cover,
    day,
    end,
    managers,
    move,
    reorganise,
    run_as_app,
    start,
    started,
    ties,
    told,
)
from tests.world import World


async def test_a_new_manager_ends_the_former_one_on_that_day_and_both_are_told(
    world: World,
) -> None:
    new = await started(world, "amina", "tomas", startsOn=day(30))

    assert await ties(world, query="?kind=manager") == [
        ("manager", "amina", "jonas", day(0), day(30)),
        ("manager", "amina", "tomas", day(30), ""),
    ]
    assert await managers(world, "amina") == ["jonas"]
    assert await managers(world, "amina", day(29)) == ["jonas"]
    assert await managers(world, "amina", day(30)) == ["tomas"]
    [ended] = await told(world, "relationship.ended")
    [*_, begun] = await told(world, "relationship.started")
    assert (ended[1]["endsOn"], ended[1]["relatedId"]) == (day(30), str(world.id("jonas")))
    assert (begun[1]["startsOn"], begun[1]["id"]) == (day(30), new["id"])


async def test_history_stays_and_lists_narrow_it(world: World) -> None:
    await started(world, "amina", "tomas", startsOn=day(30))
    of_amina = f"?personId={world.id('amina')}&kind=manager"

    assert len(await ties(world, query=of_amina)) == 2
    assert await ties(world, query=f"{of_amina}&on={day(30)}") == [
        ("manager", "amina", "tomas", day(30), "")
    ]
    assert len(await ties(world, query=f"{of_amina}&current=true")) == 1
    assert await ties(world, query=f"{of_amina}&current=false&relatedId={world.id('jonas')}") == []
    assert len(await ties(world, query=f"?relatedId={world.id('tomas')}&current=false")) == 1


async def test_a_manager_of_before_is_put_in_where_nobody_was(world: World) -> None:
    before = {"startsOn": "2020-01-31", "endsOn": day(0)}
    await started(world, "amina", "olga", **before)

    assert await managers(world, "amina", "2020-02-01") == ["olga"]
    assert await managers(world, "amina") == ["jonas"]


@pytest.mark.parametrize("dates", [{"startsOn": "2020-01-31"}, {"startsOn": day(40)}])
async def test_an_overlap_is_refused_and_the_other_relation_is_named(
    world: World, dates: dict[str, str]
) -> None:
    """The one without an end begins before who manages today; or during who is settled later."""
    later = await started(world, "amina", "tomas", startsOn=day(60))
    before = await ties(world)
    answer = await start(world, "amina", "olga", **dates)

    assert (answer.status_code, answer.json()["code"]) == (409, "managers_overlap")
    assert any(later["id"] in fault["detail"] for fault in answer.json()["errors"])
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {"/startsOn"}
    assert await ties(world) == before


async def test_mentors_stand_beside_each_other_and_none_twice(world: World) -> None:
    await started(world, "amina", "olga", "mentor")
    await started(world, "amina", "tomas", "mentor")
    again = await start(world, "amina", "olga", "mentor", startsOn=day(9))

    assert (again.status_code, again.json()["code"]) == (409, "relationships_overlap")
    assert len(await ties(world, query="?kind=mentor")) == 2


async def test_the_database_itself_holds_no_relation_twice(world: World) -> None:
    await started(world, "amina", "olga", "mentor")
    sql = """INSERT INTO relationship (tenant_id, id, version, created_at, person_id, related_id,
      kind, starts_on) SELECT tenant_id, uuidv7(), 1, now(), person_id, related_id, kind, starts_on
      FROM relationship WHERE kind = 'mentor'"""

    with pytest.raises(Exception, match="relationship_once_ex"):
        await run_as_app(world, sql)


async def test_of_several_at_once_the_last_one_manages(world: World) -> None:
    answers = await asyncio.gather(
        *(start(world, "olga", who, startsOn=day(5)) for who in ("jonas", "tomas", "priya"))
    )

    assert sorted(answer.status_code for answer in answers) == [201, 201, 201]
    assert len(await ties(world, query=f"?personId={world.id('olga')}&on={day(5)}")) == 1


async def test_a_relation_ends_on_a_day_that_may_be_moved_until_it_is_over(world: World) -> None:
    mentor = await started(world, "amina", "olga", "mentor", startsOn=day(-9))
    for until in (day(90), day(30), day(-2)):
        assert (await end(world, mentor["id"], endsOn=until)).json()["endsOn"] == until
    over = await end(world, mentor["id"], endsOn=day(5))

    assert (over.status_code, over.json()["code"]) == (409, "relationship_over")


async def test_what_begins_later_can_be_called_off(world: World) -> None:
    mentor = await started(world, "amina", "olga", "mentor", startsOn=day(20))
    ended = await end(world, mentor["id"])

    assert ended.json()["endsOn"] == day(20)
    assert await ties(world, query=f"?kind=mentor&on={day(20)}") == []
    await started(world, "amina", "olga", "mentor", startsOn=day(20))


async def test_a_person_says_who_covers_for_them_and_nothing_else(world: World) -> None:
    given = {"endsOn": day(10), "reason": "Parental leave"}
    mine = await start(world, "jonas", "tomas", "cover", who="jonas", **given)
    assert (mine.status_code, mine.json()["reason"]) == (201, "Parental leave")
    for who, person, kind in (
        ("amina", "jonas", "cover"),
        ("jonas", "amina", "cover"),
        ("jonas", "jonas", "mentor"),
        ("amina", "amina", "manager"),
        ("tomas", "jonas", "cover"),
    ):
        answer = await start(world, person, "olga", kind, who=who, **given)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (await end(world, mine.json()["id"], who="tomas")).status_code == 403
    assert (await end(world, mine.json()["id"], who="olga")).status_code == 404
    assert (await end(world, mine.json()["id"], who="jonas")).status_code == 200


async def test_machines_see_that_somebody_covers_and_not_why(world: World) -> None:
    id = (await cover(world, "jonas", "tomas"))["id"]
    path = f"/v1/relationships/{id}"
    seen = {
        who: (await world.rest(who, "GET", path)).json().get("reason", "hidden")
        for who in ("jonas", "tomas", "vendor", "amina")
    }

    assert seen == {"jonas": "Away", "tomas": "Away", "vendor": None, "amina": "hidden"}


@pytest.mark.parametrize("kind", ["mentor", "sponsor", "cover", "people_partner"])
async def test_other_relations_than_managers_concern_those_whom_they_concern(
    world: World, kind: str
) -> None:
    more = {"endsOn": day(9), "reason": "A rest"} if kind == "cover" else {}
    id = (await started(world, "amina", "olga", kind, **more))["id"]
    found = {
        who: (await world.rest(who, "GET", f"/v1/relationships/{id}")).status_code
        for who in world.actors
    }

    everybody = dict.fromkeys(("amina", "olga", "jonas", "priya", "vendor"), 200)
    assert found == everybody | {"tomas": 404}


# Many at once


async def test_a_reorganisation_may_turn_the_tree_upside_down(world: World) -> None:
    await reorganise(world, move("jonas", "tomas"), move("tomas", "olga"))
    assert await managers(world, "amina") == ["jonas", "tomas", "olga"]

    answer = await reorganise(
        world,
        move("olga", "tomas"),
        move("tomas", "jonas"),
        move("jonas", "amina"),
        move("amina", None),
        startsOn=day(30),
    )

    report = answer.json()
    assert (answer.status_code, report["changed"], report["unchanged"]) == (200, 4, 0)
    assert [one["outcome"] for one in report["moves"]] == [
        "started",
        "replaced",
        "replaced",
        "ended",
    ]
    assert await managers(world, "olga", day(30)) == ["tomas", "jonas", "amina"]
    assert await managers(world, "amina", day(29)) == ["jonas", "tomas", "olga"]


async def test_a_dry_run_says_the_same_and_changes_and_tells_nothing(world: World) -> None:
    moves = [move("amina", "tomas"), move("olga", None), move("priya", "jonas")]
    before, events = await ties(world), await told(world, "relationship.started")
    tried = (await reorganise(world, *moves, dryRun=True)).json()

    assert await ties(world) == before
    assert await told(world, "relationship.started") == events
    assert await told(world, "relationship.ended") == []
    done = (await reorganise(world, *moves)).json()
    assert tried == {**done, "dryRun": True}
    assert [one["outcome"] for one in done["moves"]] == ["replaced", "unchanged", "started"]
    again = (await reorganise(world, *moves)).json()
    assert (again["changed"], again["unchanged"]) == (0, 3)
    assert len(await told(world, "relationship.ended")) == 1


@pytest.mark.parametrize("dry", [True, False])
@pytest.mark.parametrize(
    ("moves", "code"),
    [
        ([move("amina", "tomas"), move("jonas", "nobody")], "people_unknown"),
        ([move("jonas", "amina")], "reports_to_themselves"),
        (
            [move("olga", "tomas"), move("tomas", "priya"), move("priya", "olga")],
            "reports_to_themselves",
        ),
        ([move("amina", "tomas"), move("amina", "olga")], "moved_twice"),
    ],
)
async def test_one_bad_move_spoils_all_of_them(
    world: World, moves: list[dict[str, Any]], code: str, *, dry: bool
) -> None:
    before = await ties(world)
    answer = await reorganise(world, *moves, dryRun=dry)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await ties(world) == before
    assert await told(world, "relationship.ended") == []


async def test_what_is_settled_for_later_is_in_the_way_and_named(world: World) -> None:
    later = await started(world, "amina", "tomas", startsOn=day(60))
    answer = await reorganise(world, move("olga", "priya"), move("amina", "olga"))

    assert (answer.status_code, answer.json()["code"]) == (409, "managers_overlap")
    [fault] = answer.json()["errors"]
    assert fault["pointer"] == "/moves/1"
    assert later["id"] in fault["detail"]


async def test_a_people_partner_is_handed_over_the_same_way(world: World) -> None:
    answer = await reorganise(world, move("amina", "olga", kind="people_partner"))

    [moved] = answer.json()["moves"]
    assert (moved["outcome"], moved["formerId"]) == ("replaced", str(world.id("priya")))
    assert await ties(world, query="?kind=people_partner&current=true") == [
        ("people_partner", "amina", "olga", day(0), "")
    ]


async def test_only_machines_reorganise(world: World) -> None:
    answer = await reorganise(world, move("amina", "tomas"), who="jonas")

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
