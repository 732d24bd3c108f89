"""A batch from the HRIS: who is added, who changes, who is refused, and who then leads whom."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.domain.transaction import Database
from tests.relations import day, end, started, ties
from tests.world import World


def item(name: str, *manager: str | None, **more: Any) -> dict[str, Any]:
    """Without a manager it is absent; None is nobody."""
    known: dict[str, Any] = {"externalId": name, "userName": name, "displayName": name.title()}
    return known | ({"managerExternalId": manager[0]} if manager else {}) | more


async def upsert(world: World, *items: Any, **more: Any) -> dict[str, Any]:
    command = UpsertPeople(items=list(items), **more)
    return dict(await world.do("vendor", people.upsert_people, command=command))


def told(report: dict[str, Any]) -> list[str]:
    return [one["code"] or one["status"] for one in report["items"]]


async def managers(world: World) -> dict[str, str | None]:
    answer = await world.rest("vendor", "GET", "/v1/people?expand=manager&limit=200")
    return {
        one["externalId"]: one["manager"] and one["manager"]["externalId"]
        for one in answer.json()["data"]
    }


async def test_the_same_batch_twice_changes_nothing(world: World) -> None:
    batch = [item("new", "jonas", title="Engineer"), item("other", "new")]

    assert told(await upsert(world, *batch)) == ["created", "created"]
    assert told(await upsert(world, *batch)) == ["unchanged", "unchanged"]


async def test_an_absent_manager_stays_and_null_ends_the_relation(world: World) -> None:
    assert told(await upsert(world, item("amina"))) == ["unchanged"]
    assert (await managers(world))["amina"] == "jonas"

    assert told(await upsert(world, item("amina", None))) == ["updated"]
    assert (await managers(world))["amina"] is None


async def test_a_manager_may_come_later_in_the_same_batch(world: World) -> None:
    await upsert(world, item("first", "second"), item("second"))

    assert (await managers(world))["first"] == "second"


async def test_a_reorganisation_may_turn_the_tree_upside_down(world: World) -> None:
    assert told(await upsert(world, item("jonas", "amina"), item("amina", None))) == ["updated"] * 2

    found = await managers(world)
    assert (found["jonas"], found["amina"]) == ("amina", None)


@pytest.mark.parametrize(
    ("batch", "outcome"),
    [
        ([item("amina", "amina")], ["reports_to_themselves"]),
        ([item("jonas", "amina")], ["reports_to_themselves"]),
        ([item("a", "b"), item("b", "a")], ["reports_to_themselves"] * 2),
        ([item("a", "nobody")], ["manager_unknown"]),
        ([item("a"), item("a")], ["created", "external_id_taken"]),
        ([item("a", userName="amina")], ["user_name_taken"]),
        ([item("a", userName="x"), item("b", userName="x")], ["created", "user_name_taken"]),
        ([item("a", workEmail="none"), item("b")], ["invalid", "created"]),
        ([item("a", salary=1), "nonsense", None], ["invalid"] * 3),
    ],
)
async def test_one_bad_item_spoils_only_itself(
    world: World, batch: list[Any], outcome: list[str]
) -> None:
    before = await managers(world)

    assert told(await upsert(world, *batch)) == outcome
    found = await managers(world)
    assert {name: found[name] for name in before} == before
    assert len(found) == len(before) + outcome.count("created")


@pytest.mark.parametrize(
    "bad", [item("lead", userName="amina"), item("lead", "nobody"), item("lead", "lead")]
)
async def test_who_is_refused_is_nobodys_manager(world: World, bad: dict[str, Any]) -> None:
    report = await upsert(world, item("amina", "lead"), item("new", "lead"), bad)

    assert told(report)[:2] == ["manager_unknown", "manager_unknown"]
    found = await managers(world)
    assert found["amina"] == "jonas"
    assert "new" not in found
    assert "lead" not in found


async def user_names(world: World) -> dict[str, str]:
    answer = await world.rest("vendor", "GET", "/v1/people?limit=200")
    return {one["externalId"]: one["userName"] for one in answer.json()["data"]}


async def test_user_names_may_be_swapped_and_passed_on(world: World) -> None:
    ring = {"amina": "jonas", "jonas": "priya", "priya": "amina"}
    report = await upsert(world, *(item(one, userName=name) for one, name in ring.items()))

    assert told(report) == ["updated"] * 3
    assert {one: name for one, name in (await user_names(world)).items() if one in ring} == ring
    report = await upsert(world, item("new", userName="amina"), item("priya", userName="p"))
    assert told(report) == ["created", "updated"]


async def test_a_name_that_its_holder_keeps_after_all_is_taken(world: World) -> None:
    batch = [item("amina", userName="jonas"), item("jonas", "nobody", userName="j")]

    assert told(await upsert(world, *batch)) == ["user_name_taken", "manager_unknown"]
    assert (await user_names(world))["jonas"] == "jonas"


async def test_a_manager_who_is_to_come_later_still_comes(world: World, database: Database) -> None:
    later = datetime.now(UTC).date() + timedelta(days=30)
    async with database_of(world) as tx:
        await tx.connection.execute(
            "INSERT INTO relationship (tenant_id, id, version, created_at, person_id, related_id,"
            " kind, starts_on) VALUES ($1, gen_random_uuid(), 1, now(), $2, $3, 'manager', $4)",
            *(world.tenant_id, world.id("tomas"), world.id("olga"), later),
        )

    assert told(await upsert(world, item("tomas", "jonas"))) == ["updated"]
    assert (await managers(world))["tomas"] == "jonas"
    async with database_of(world) as tx:
        rows = await tx.connection.fetch(
            "SELECT ends_on FROM relationship WHERE person_id = $1 AND kind = 'manager'"
            " ORDER BY starts_on",
            world.id("tomas"),
        )
    assert [row["ends_on"] for row in rows] == [later, None]


async def test_all_or_nothing_is_nothing_if_one_is_refused(world: World) -> None:
    before = await managers(world)

    with pytest.raises(Invalid) as refused:
        await upsert(world, item("new"), item("a", "nobody"), all_or_nothing=True)
    assert [fault.pointer for fault in refused.value.faults] == ["/items/1/managerExternalId"]
    assert await managers(world) == before


async def test_a_refusal_points_at_the_field_and_does_not_repeat_it(world: World) -> None:
    report = await upsert(world, item("a"), item("b", workEmail="canary"))

    [fault] = report["items"][1]["errors"]
    assert fault["pointer"] == "/items/1/workEmail"
    assert "canary" not in json.dumps(report)


NAMES = ["amina", "jonas", "priya", "tomas", "olga", "new"]
WISHES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.none() | st.sampled_from([*NAMES, "nobody"])),
    min_size=1,
    max_size=6,
    unique_by=lambda wish: wish[0],
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(batches=st.lists(WISHES, min_size=1, max_size=3))
async def test_whatever_comes_nobody_ends_up_above_themselves(
    database: Database, client: Any, batches: list[list[tuple[str, str | None]]]
) -> None:
    world = await World.begin(database, client)
    for batch in batches:
        before = await managers(world)
        report = await upsert(world, *(item(name, manager) for name, manager in batch))
        after = await managers(world)
        for (name, wanted), outcome in zip(batch, told(report), strict=True):
            refused = outcome not in ("created", "updated", "unchanged")
            assert after.get(name) == (before.get(name) if refused else wanted)
        for name in after:
            above = after[name]
            for _ in after:
                assert above != name
                above = after[above] if above is not None else None


async def test_each_change_is_told_once_and_in_order(world: World) -> None:
    report = await upsert(world, item("new", "jonas"))
    await upsert(world, item("new", None, status="left"))
    id = UUID(report["items"][0]["id"])
    async with database_of(world) as tx:
        rows = await tx.connection.fetch(
            "SELECT type, sequence FROM outbox_event WHERE subject_id = $1 ORDER BY sequence", id
        )

    assert [tuple(row) for row in rows] == [
        ("person.created", 1),
        ("person.updated", 2),
        ("person.left", 3),
    ]


def database_of(world: World) -> Any:
    system = world.system
    return world.database.transaction(system.actor, system.clock())


async def test_two_batches_with_the_same_new_person_add_them_once(world: World) -> None:
    item = {"externalId": "N1", "userName": "n1", "displayName": "New"}
    command = UpsertPeople(items=[item])
    reports = await asyncio.gather(
        *(world.do("vendor", people.upsert_people, command=command) for _ in range(5))
    )
    assert sorted(one["items"][0]["status"] for one in reports) == ["created", *["unchanged"] * 4]


async def test_who_left_leads_nobody_whom_a_batch_puts_below_them(world: World) -> None:
    batch = [item("jonas", status="left"), item("amina", "jonas"), item("olga", "jonas")]

    assert told(await upsert(world, *batch)) == ["updated", "updated", "unchanged"]
    assert told(await upsert(world, *batch)) == ["unchanged"] * 3
    assert {(await managers(world))[name] for name in ("amina", "olga")} == {None}

    back = [item("jonas"), *batch[1:]]
    assert told(await upsert(world, *back)) == ["updated"] * 3
    assert {(await managers(world))[name] for name in ("amina", "olga")} == {"jonas"}


async def test_who_would_lead_their_manager_of_a_later_day_spoils_only_themselves(
    world: World,
) -> None:
    await started(world, "tomas", "olga", startsOn=day(30))
    batch = [item("olga", "tomas"), item("jonas", "priya"), item("new", "tomas")]

    assert told(await upsert(world, *batch)) == ["reports_to_themselves", "updated", "created"]


async def test_a_circle_that_a_later_manager_opens_again_is_none(world: World) -> None:
    await started(world, "tomas", "olga", startsOn=day(30))
    await started(world, "olga", "jonas", startsOn=day(30))

    assert told(await upsert(world, item("olga", "tomas"))) == ["updated"]


async def test_who_stands_below_too_many_spoils_only_themselves(world: World) -> None:
    chain = [item(f"p{n}", f"p{n - 1}" if n else None) for n in range(102)]
    report = await upsert(world, *reversed(chain), item("new"))

    assert told(report) == ["too_many_levels"] * 2 + ["created"] * 101
    assert told(await upsert(world, item("p0", "jonas"))) == ["updated"]


async def test_a_manager_of_a_later_day_who_was_called_off_ends_nothing(world: World) -> None:
    never = await started(world, "amina", "olga", startsOn=day(30))
    assert (await end(world, never["id"])).status_code == 200
    await upsert(world, item("amina", "tomas"))

    assert ("manager", "amina", "tomas", day(0), "") in await ties(world)
