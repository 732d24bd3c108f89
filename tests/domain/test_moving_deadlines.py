"""Moving deadlines: one, or those of a whole team; who may, who agrees, and what it costs."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from app.domain.context import Context
from app.domain.errors import Conflict, Forbidden, NotFound
from app.domain.plans import service as plans
from app.domain.plans.commands import AddMilestone, AgreeToDeadline, MoveDeadline, MoveDeadlines
from app.domain.plans.models import Milestone
from app.domain.plans.views import due_soon, missed
from app.domain.rowstatement import rows_statement
from tests.world import World

SATURDAY = date(2031, 5, 3)
TUESDAY = date(2031, 5, 6)


async def step(world: World, due_on: date, owner: str = "amina", **given: Any) -> dict[str, Any]:
    plan = given.pop("plan", None) or await world.a_plan()
    command = AddMilestone(title="Give a talk", owner_id=world.id(owner), due_on=due_on)
    return dict(
        await world.do("amina", plans.add_milestone, plan_id=UUID(plan["id"]), command=command)
    )


async def moved(world: World, who: str, one: dict[str, Any], to: date, **given: Any) -> Any:
    command = MoveDeadline(due_on=to, reason="The hall is free then", **given)
    return await world.do(who, plans.move_deadline, milestone_id=UUID(one["id"]), command=command)


async def changes(world: World, one: dict[str, Any], who: str = "amina") -> list[dict[str, Any]]:
    path = f"/v1/milestones/{one['id']}?expand=deadlineChanges"
    return list((await world.rest(who, "GET", path)).json()["deadlineChanges"])


async def events(world: World, one: dict[str, Any]) -> list[str]:
    async with world.database.transaction(world.system.actor, datetime.now(UTC)) as tx:
        rows = await tx.connection.fetch(
            "SELECT type FROM outbox_event WHERE tenant_id = $1 AND subject_id = $2 "
            "ORDER BY sequence",
            world.tenant_id,
            UUID(one["id"]),
        )
    return [row["type"].removeprefix("milestone.") for row in rows]


async def test_a_moved_deadline_keeps_its_history_and_the_first_one(world: World) -> None:
    one = await step(world, SATURDAY)
    shown = await moved(world, "amina", one, TUESDAY, support_offered="A day to rehearse")

    assert (shown["baselineOn"], shown["dueOn"], shown["version"]) == (
        SATURDAY.isoformat(),
        TUESDAY.isoformat(),
        2,
    )
    [change] = await changes(world, one)
    assert (change["fromOn"], change["toOn"]) == (SATURDAY.isoformat(), TUESDAY.isoformat())
    assert (change["reason"], change["supportOffered"], change["movedById"]) == (
        "The hall is free then",
        "A day to rehearse",
        str(world.id("amina")),
    )
    [for_machines] = await changes(world, one, "vendor")
    assert (for_machines["reason"], for_machines["supportOffered"]) == (None, None)
    assert await events(world, one) == ["created", "deadline_changed"]


@pytest.mark.parametrize(
    ("mover", "may", "others"),
    [
        ("amina", ("jonas",), ("amina", "olga", "priya")),
        ("jonas", ("amina",), ("jonas", "olga", "priya")),
        ("olga", ("amina", "jonas"), ("olga", "priya")),
    ],
)
async def test_the_other_side_agrees_and_never_who_moved_it(
    world: World, mover: str, may: tuple[str, ...], others: tuple[str, ...]
) -> None:
    one = await step(world, SATURDAY, owner="olga")
    for nth, who in enumerate(may, 1):
        await moved(world, mover, one, SATURDAY + timedelta(days=nth))
        change = (await changes(world, one))[-1]
        id = {"deadline_change_id": UUID(change["id"]), "command": AgreeToDeadline()}
        for other in others:
            with pytest.raises(Forbidden):
                await world.do(other, plans.agree_to_deadline, **id)
        with pytest.raises(NotFound):
            await world.do("tomas", plans.agree_to_deadline, **id)
        agreed = await world.do(who, plans.agree_to_deadline, **id)
        assert (agreed["agreedById"], agreed["version"]) == (str(world.id(who)), 2)
    assert (await events(world, one))[-1] == "deadline_agreed"


async def test_only_the_newest_change_is_agreed_to(world: World) -> None:
    one = await step(world, SATURDAY)
    await moved(world, "amina", one, TUESDAY)
    [first] = await changes(world, one)
    await moved(world, "amina", one, SATURDAY)
    with pytest.raises(Conflict) as refused:
        await world.do(
            "jonas",
            plans.agree_to_deadline,
            deadline_change_id=UUID(first["id"]),
            command=AgreeToDeadline(),
        )
    assert refused.value.code == "deadline_moved_since"


# Many at once.


async def all_moved(world: World, who: str, **given: Any) -> Any:
    command = MoveDeadlines(**{"reason": "A new team", "by_days": 7} | given)
    return await world.do(who, plans.move_deadlines, command=command)


async def test_a_team_moves_by_working_days_and_what_is_not_open_stays(world: World) -> None:
    plan = await world.a_plan()
    friday = SATURDAY - timedelta(days=1)
    first, second = [await step(world, day, plan=plan) for day in (friday, TUESDAY)]
    done = await step(world, TUESDAY, plan=plan)
    await world.rest("amina", "POST", f"/v1/milestones/{done['id']}/reach", {}, if_match="*")

    rehearsed = await all_moved(
        world, "jonas", of_my_reports=True, by_days=None, by_working_days=2, dry_run=True
    )
    assert (await changes(world, first), await events(world, first)) == ([], ["created"])
    report = await all_moved(world, "jonas", of_my_reports=True, by_days=None, by_working_days=2)

    assert rehearsed == report | {"dryRun": True}
    assert (report["moved"], report["left"], report["more"]) == (2, [], False)
    assert report["items"] == [
        {"milestoneId": first["id"], "fromOn": "2031-05-02", "toOn": "2031-05-06"},
        {"milestoneId": second["id"], "fromOn": "2031-05-06", "toOn": "2031-05-08"},
    ]
    for one in (first, second):
        assert await events(world, one) == ["created", "deadline_changed"]
        [change] = await changes(world, one)
        assert (change["reason"], change["movedById"]) == ("A new team", str(world.id("jonas")))
        shown = await world.find("amina", plans.get_milestone, milestone_id=UUID(one["id"]))
        assert (shown["version"], shown["baselineOn"]) == (2, one["dueOn"])
    assert await changes(world, done) == []


async def test_what_stays_is_named_and_says_why(world: World) -> None:
    plan = await world.a_plan()
    mine, done, last = [
        await step(world, day, plan=plan) for day in (SATURDAY, TUESDAY, date(2200, 12, 31))
    ]
    await world.rest("amina", "POST", f"/v1/milestones/{done['id']}/reach", {}, if_match="*")
    nowhere = str(uuid4())
    ids = [nowhere, *(one["id"] for one in (mine, done, last))]

    def why(report: Any) -> dict[str, str]:
        return {one["milestoneId"]: one["why"] for one in report["left"]}

    asked = {"milestone_ids": ids, "dry_run": True}
    assert why(await all_moved(world, "amina", **asked)) == {
        nowhere: "not_found",
        done["id"]: "not_open",
        last["id"]: "out_of_range",
    }
    assert set(why(await all_moved(world, "priya", **asked)).values()) == {
        "not_found",
        "not_yours",
    }
    assert set(why(await all_moved(world, "tomas", **asked)).values()) == {"not_found"}
    assert (await all_moved(world, "vendor", **asked))["moved"] == 0


async def test_days_narrow_what_is_moved(world: World) -> None:
    plan = await world.a_plan()
    days = [SATURDAY + timedelta(days=n) for n in range(4)]
    made = [await step(world, day, plan=plan) for day in days]
    report = await all_moved(
        world,
        "amina",
        person_ids=[world.id("amina")],
        due_from=days[1],
        due_before=days[3],
        by_days=-1,
    )
    assert [one["milestoneId"] for one in report["items"]] == [one["id"] for one in made[1:3]]


# What is reckoned with.


async def reckoned(world: World, one: dict[str, Any]) -> tuple[int, int]:
    async with world.database.transaction(world.system.actor, datetime.now(UTC)) as tx:
        row = await tx.connection.fetchrow(
            "SELECT grace_days, ahead_days FROM milestone WHERE tenant_id = $1 AND id = $2",
            world.tenant_id,
            UUID(one["id"]),
        )
    return row["grace_days"], row["ahead_days"]


async def settled(world: World, **given: Any) -> None:
    answer = await world.rest("amina", "PATCH", "/v1/organisation", given, if_match="*")
    if answer.status_code != 200:
        answer = await world.rest("vendor", "PATCH", "/v1/organisation", given, if_match="*")
    assert answer.status_code == 200, answer.text


async def tick(world: World, after: timedelta = timedelta()) -> None:
    ctx = Context(world.system.actor, world.database, lambda: datetime.now(UTC) + after)
    await ctx.execute(plans.look_at_the_clock, {"limit": 500})


async def test_a_new_calendar_counts_for_new_steps_at_once_and_for_others_soon(
    world: World,
) -> None:
    before = await step(world, SATURDAY)
    assert await reckoned(world, before) == (2, 5)
    assert await reckoned(world, await step(world, TUESDAY)) == (0, 7)
    await settled(world, workingWeek=[7, 1, 2, 3, 4], daysOff=["2031-05-04", "2031-05-04"])
    after = await step(world, SATURDAY)

    assert await reckoned(world, after) == (2, 6)  # Sunday is off; five days back is a Sunday
    assert await reckoned(world, before) == (2, 5)
    await tick(world)
    assert await reckoned(world, before) == (2, 6)
    [shown] = [await world.find("amina", plans.get_milestone, milestone_id=UUID(before["id"]))]
    assert shown["version"] == 1


async def test_who_went_by_the_former_calendar_meanwhile_is_reckoned_a_minute_later(
    world: World,
) -> None:
    one = await step(world, SATURDAY)
    await settled(world, daysOff=["2031-05-05"])
    await tick(world)
    async with world.database.transaction(world.system.actor, datetime.now(UTC)) as tx:
        await tx.connection.execute("UPDATE milestone SET grace_days = 2, ahead_days = 5")
    await tick(world, timedelta(minutes=2))
    assert await reckoned(world, one) == (3, 5)
    async with world.database.transaction(world.system.actor, datetime.now(UTC)) as tx:
        await tx.connection.execute("UPDATE milestone SET grace_days = 2, ahead_days = 5")
    await tick(world, timedelta(minutes=4))
    assert await reckoned(world, one) == (2, 5)  # nothing changed since: nobody looks


async def test_what_is_missed_is_found_by_an_index_among_very_many(world: World) -> None:
    one = await step(world, TUESDAY)
    now = datetime.now(UTC)
    async with world.database.transaction(world.system.actor, now) as tx:
        await tx.connection.execute(
            "INSERT INTO milestone (tenant_id, id, version, created_at, plan_id, person_id, "
            "owner_id, kind, title, due_on, status, progress) "
            "SELECT tenant_id, gen_random_uuid(), 1, created_at, plan_id, person_id, owner_id, "
            "kind, title, due_on + n % 3000, status, 0 FROM milestone, "
            "generate_series(1, 20000) AS n WHERE tenant_id = $1 AND id = $2",
            world.tenant_id,
            UUID(one["id"]),
        )
        for rule in (missed, due_soon):
            query = (
                select(func.count())
                .select_from(Milestone)
                .where(col(Milestone.tenant_id) == tx.me.tenant_id, rule(tx.me, Milestone))
            )
            statement = rows_statement(query)
            plan = await tx.connection.fetch(
                f"EXPLAIN {statement.sql}", *statement.arguments(tx.parameters)
            )
            text = "\n".join(row[0] for row in plan)
            assert "Seq Scan on milestone" not in text, text
