"""What waits for whom: each kind of work, for mine and for a team, and never more than readable."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.actor import Scope
from app.domain.plans import service as plans
from tests.api.test_lists import pages
from tests.relations import become, cover, day, run_as_app, started
from tests.scene import Scene
from tests.world import World


@pytest.fixture
async def scene(world: World) -> Scene:
    return await Scene.begin(world)


async def items(world: World, who: str, query: str = "") -> list[dict[str, Any]]:
    answer = await world.rest(who, "GET", f"/v1/work?{query.removeprefix('&')}".rstrip("?"))
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


async def kinds(world: World, who: str, query: str = "") -> list[str]:
    return [one["kind"] for one in await items(world, who, query)]


async def set_milestone(world: World, id: str, **columns: Any) -> None:
    """What no use case of a test's own says: offers, answers, days."""
    for name, value in columns.items():
        sql = f"UPDATE milestone SET {name} = $2 WHERE id = $1"  # noqa: S608
        await run_as_app(world, sql, UUID(id), value)


async def test_a_step_waits_for_its_owner_while_it_is_open(world: World) -> None:
    step = await world.a_milestone(owner="olga", due_in_days=3)
    await set_milestone(world, step["id"], owner_status="accepted")
    [found] = await items(world, "olga")
    assert found["kind"] == "do"
    assert found["dueOn"] == day(3)
    assert found["title"] == step["title"]
    assert (found["missed"], found["dueSoon"]) == (False, True)
    assert (found["milestoneId"], found["planId"]) == (step["id"], step["planId"])
    assert (found["ownerId"], found["waitsForId"]) == (str(world.id("olga")),) * 2
    assert await kinds(world, "amina") == []
    ids = {"milestone_id": UUID(step["id"])}
    await world.do("olga", plans.start_milestone, **ids)
    assert [one["status"] for one in await items(world, "olga")] == ["in_progress"]
    command = plans.reach_milestone.command
    assert command is not None
    await world.do("olga", plans.reach_milestone, **ids, command=command())
    assert await items(world, "olga") == []


async def test_an_offer_waits_for_whom_it_is_made_to(world: World) -> None:
    first, second = await world.a_milestone(owner="olga"), await world.a_milestone(owner="olga")
    await set_milestone(world, second["id"], owner_status="accepted")
    await set_milestone(world, second["id"], proposed_owner_id=world.id("tomas"))

    assert sorted(await kinds(world, "olga")) == ["accept", "do"]
    assert await kinds(world, "tomas") == ["accept"]
    await set_milestone(world, first["id"], owner_status="declined")
    assert await kinds(world, "olga") == ["do"]


async def test_a_proposed_plan_waits_for_the_other_side(world: World) -> None:
    plan = await world.a_plan()
    await world.do("amina", plans.propose_plan, plan_id=UUID(plan["id"]))
    [found] = await items(world, "jonas")
    assert (found["kind"], found["planId"], found["dueOn"]) == ("agree", plan["id"], None)
    assert await items(world, "amina") == []
    assert await items(world, "priya") == []
    await world.do("jonas", plans.agree_to_plan, plan_id=UUID(plan["id"]))
    assert await items(world, "jonas") == []


async def test_a_review_waits_for_both_sides_two_weeks_ahead(world: World) -> None:
    plan = await world.a_plan()
    sql = "UPDATE plan SET status = 'active', next_review_on = current_date + $2::int WHERE id = $1"
    await run_as_app(world, sql, UUID(plan["id"]), 16)
    assert await kinds(world, "amina") == []
    await run_as_app(world, sql, UUID(plan["id"]), 13)
    for who in ("amina", "jonas"):
        assert await kinds(world, who) == ["review"]
    assert await kinds(world, "priya") == []
    sql = "UPDATE plan SET status = 'in_review', next_review_on = NULL WHERE id = $1"
    await run_as_app(world, sql, UUID(plan["id"]))
    assert await kinds(world, "amina") == ["review"]


async def test_a_conversation_waits_for_whoever_did_not_prepare(world: World) -> None:
    talk = await world.a_conversation()
    for who in ("amina", "jonas"):
        [found] = await items(world, who)
        assert (found["kind"], found["conversationId"]) == ("prepare", talk["id"])
        assert found["dueOn"] == talk["scheduledAt"][:10]
    path = f"/v1/conversations/{talk['id']}/preparation"
    answer = await world.rest("amina", "PUT", path, {"hopes": "A stage"})
    assert answer.is_success, answer.text
    assert await kinds(world, "amina") == []
    assert await kinds(world, "jonas") == ["prepare"]
    sql = "UPDATE conversation SET scheduled_at = now() + interval '15 days' WHERE id = $1"
    await run_as_app(world, sql, UUID(talk["id"]))
    assert await kinds(world, "jonas") == []


async def test_a_step_whose_owner_is_away_waits_for_both_sides(world: World) -> None:
    step = await world.a_milestone(owner="olga")
    assert await kinds(world, "jonas") == []
    await become(world, "olga", "on_leave")
    for who in ("amina", "jonas"):
        [found] = await items(world, who)
        assert (found["kind"], found["milestoneId"]) == ("find_owner", step["id"])
    await set_milestone(world, step["id"], is_private=True)
    assert await kinds(world, "jonas") == []
    assert await kinds(world, "amina") == ["find_owner"]


async def test_a_step_that_was_declined_waits_for_both_sides_and_not_for_who_declined(
    world: World,
) -> None:
    step = await world.a_milestone(owner="olga")
    await set_milestone(world, step["id"], owner_status="declined")

    assert await kinds(world, "olga") == []
    assert [await kinds(world, who) for who in ("amina", "jonas")] == [["find_owner"]] * 2


async def test_a_cover_finds_what_waits_for_the_manager(world: World) -> None:
    plan = await world.a_plan()
    await world.do("amina", plans.propose_plan, plan_id=UUID(plan["id"]))
    await cover(world, "jonas", "tomas")

    assert await kinds(world, "tomas") == ["agree"]
    assert await kinds(world, "tomas", "whose=team") == []


async def test_a_team_waits_for_what_its_manager_may_read(world: World) -> None:
    await started(world, "olga", "jonas")
    plan = await world.a_plan()
    mine = await world.a_milestone(plan, owner="amina")
    theirs = await world.a_milestone(plan, owner="olga")
    await set_milestone(world, theirs["id"], owner_status="accepted")
    elsewhere = await world.a_milestone(person="tomas", owner="amina")
    offered = await world.a_milestone(plan, owner="tomas")
    await set_milestone(world, offered["id"], proposed_owner_id=world.id("olga"))
    private = await world.a_milestone(plan, owner="amina")
    await set_milestone(world, private["id"], is_private=True)
    await world.a_conversation()

    found = await items(world, "jonas", "whose=team")
    assert {(one["kind"], one["milestoneId"]) for one in found} == {
        ("do", mine["id"]),
        ("do", theirs["id"]),
        ("accept", offered["id"]),
    }
    waits = {one["milestoneId"]: one["waitsForId"] for one in found}
    assert waits[theirs["id"]] == waits[offered["id"]] == str(world.id("olga"))
    assert elsewhere["id"] in {one["milestoneId"] for one in await items(world, "amina")}


async def test_nothing_is_listed_that_may_not_be_read_by_itself(
    scene: Scene, elsewhere: World
) -> None:
    world = scene.world
    await started(world, "olga", "tomas")
    await cover(world, "jonas", "tomas")
    await scene.a_proposed_plan()
    private = await scene.a_milestone()
    await set_milestone(world, str(private), is_private=True)
    away = await scene.a_milestone()
    await set_milestone(world, str(away), owner_status="declined")
    talk = await world.a_conversation()
    seen = 0
    for whose in ("mine", "team"):
        for who in world.actors:
            for one in await items(world, who, f"whose={whose}&limit=200"):
                seen += 1
                for path, id in (
                    ("milestones", one["milestoneId"]),
                    ("conversations", one["conversationId"]),
                    ("plans", one["planId"] if one["milestoneId"] is None else None),
                ):
                    if id is not None:
                        answer = await world.rest(who, "GET", f"/v1/{path}/{id}")
                        assert answer.status_code == 200, (who, one)
                if whose == "team":
                    assert one["conversationId"] is None
                    assert one["milestoneId"] != str(private)
    assert seen > 8
    assert talk["id"] in {one["conversationId"] for one in await items(world, "amina")}
    for who in elsewhere.actors:
        assert await items(elsewhere, who) == await items(elsewhere, who, "whose=team") == []


async def test_a_machine_client_has_no_work(scene: Scene) -> None:
    for whose in ("mine", "team"):
        assert await items(scene.world, "vendor", f"whose={whose}") == []


async def test_a_token_for_plans_does_not_open_the_inbox(world: World) -> None:
    actor = world.with_scopes("amina", Scope.PLANS_READ, Scope.CONVERSATIONS_READ)
    answer = await world.rest(actor, "GET", "/v1/work")
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    only = world.with_scopes("amina", Scope.WORK_READ)
    assert (await world.rest(only, "GET", "/v1/work")).status_code == 200
    assert (await world.rest(only, "GET", "/v1/work?expand=plan")).status_code == 403


async def test_work_is_narrowed_and_ordered(world: World) -> None:
    plan = await world.a_plan()
    for days in (5, -2, 9):
        await world.a_milestone(plan, due_in_days=days)
    await world.a_milestone(plan, due_in_days=1, kind="mentoring")
    await world.a_conversation()
    second = await world.a_plan()
    await run_as_app(
        world, "UPDATE plan SET status = 'in_review' WHERE id = $1", UUID(second["id"])
    )

    def days(found: list[dict[str, Any]]) -> list[Any]:
        return [one["dueOn"] for one in found]

    every = await items(world, "amina")
    assert days(every) == [day(-2), day(1), day(1), day(5), day(9), None]
    assert days(await items(world, "amina", "sort=-dueOn")) == days(every)[::-1]
    created = await items(world, "amina", "sort=created")
    assert created[0]["dueOn"] == day(5)
    for query, expected in {
        "kind=do": 4,
        "kind=review": 1,
        "status=planned": 4,
        "status=in_review": 1,
        "milestoneKind=mentoring": 1,
        f"dueFrom={day(1)}": 4,
        f"dueFrom={day(1)}&dueBefore={day(5)}": 2,
        f"dueBefore={day(0)}": 1,
        "missed=true": 1,
        "missed=false": 5,
        f"ownerId={world.id('amina')}": 4,
        f"personId={world.id('jonas')}": 0,
        "kind=do&milestoneKind=mentoring&missed=false": 1,
    }.items():
        assert len(await items(world, "amina", query)) == expected, query
    assert await items(world, "jonas", "whose=team&kind=prepare") == []


@pytest.mark.parametrize("sort", ["dueOn", "-dueOn", "created"])
async def test_pages_of_work_are_the_whole_list_and_do_not_move(world: World, sort: str) -> None:
    plan = await world.a_plan()
    for days in (5, 2, 2, 9, 1):
        await world.a_milestone(plan, due_in_days=days)
    for _ in range(2):
        more = await world.a_plan()
        sql = "UPDATE plan SET status = 'in_review' WHERE id = $1"
        await run_as_app(world, sql, UUID(more["id"]))
    whole = await items(world, "amina", f"sort={sort}")
    assert len({one["id"] for one in whole}) == len(whole) == 7
    for limit in (1, 2, 3):
        found = await pages(world, f"/v1/work?sort={sort}&limit={limit}")
        assert [one for page in found for one in page["data"]] == whole
    first = (await world.rest("amina", "GET", f"/v1/work?sort={sort}&limit=3")).json()
    gone = first["data"][0]["milestoneId"] or whole[2]["milestoneId"]
    if gone is not None:
        await set_milestone(world, gone, status="waived")
    path = f"/v1/work?sort={sort}&limit=3&cursor={first['nextCursor']}"
    rest = [one for page in await pages(world, path) for one in page["data"]]
    assert rest == whole[3:]


async def test_work_leads_to_what_it_is_about_and_who(world: World) -> None:
    await world.a_milestone(owner="olga")
    path = "/v1/work?expand=milestone.goal,plan,owner,person,conversation,waitsFor"
    [found] = (await world.rest("olga", "GET", path)).json()["data"]
    assert found["milestone"]["id"] == found["milestoneId"]
    assert found["owner"]["userName"] == found["waitsFor"]["userName"] == "olga"
    assert found["person"]["userName"] == "amina"
    assert found["plan"] is found["conversation"] is None  # she may see the step alone
    query = "{ work(whose: MINE) { edges { node { kind milestone { title } plan { id } } } } }"
    answer = (await world.graphql("olga", query)).json()
    [edge] = answer["data"]["work"]["edges"]
    assert edge["node"] == {"kind": "ACCEPT", "milestone": {"title": "Give a talk"}, "plan": None}
