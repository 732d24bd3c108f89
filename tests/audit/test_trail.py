"""The trail is whole however many write at once, and shows what was done to it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest

from app.domain.actor import Actor
from app.domain.audit.commands import Mark, TrailReport
from app.domain.entity import utc_now
from app.domain.trail import LANES, MOST_SUBJECTS, Fact, append, append_if_free, merged
from app.domain.transaction import Database
from tests.kernel.conftest import rows
from tests.world import World

Verify = Callable[..., Awaitable[TrailReport]]
WHOLE = "SELECT id, lane, sequence FROM audit_entry WHERE tenant_id = $1 ORDER BY lane, sequence"


def a_fact(world: World, action: str = "get_plan", *subjects: UUID) -> Fact:
    return Fact(world.actors["jonas"], utc_now(), action, subjects=subjects)


async def entered(world: World, *facts: Fact) -> None:
    system = Actor.system(world.tenant_id)
    async with world.database.transaction(system, utc_now()) as tx:
        await append(tx.connection.fetch, world.tenant_id, facts)


async def test_what_nobody_touched_is_whole(world: World, verify: Verify) -> None:
    await world.a_plan()
    await entered(world, *(a_fact(world, f"read_{n}", uuid4()) for n in range(20)))
    report = await verify()

    assert report.is_whole
    assert report.entries == sum(mark.sequence for mark in report.marks) >= 21


TAMPERING = {
    "another actor": "UPDATE audit_entry SET actor_id = gen_random_uuid() WHERE id = $1",
    "another action": "UPDATE audit_entry SET action = 'get_me' WHERE id = $1",
    "another outcome": "UPDATE audit_entry SET outcome = 'forbidden' WHERE id = $1",
    "another moment": "UPDATE audit_entry SET created_at = created_at + interval '1 microsecond' "
    "WHERE id = $1",
    "another row": "UPDATE audit_entry SET row_id = gen_random_uuid() WHERE id = $1",
    "more often": "UPDATE audit_entry SET times = times + 1 WHERE id = $1",
    "nobody concerned": "UPDATE audit_entry SET subjects = '{}' WHERE id = $1",
    "another kind of actor": "UPDATE audit_entry SET actor_kind = 'system' WHERE id = $1",
    "another hash": "UPDATE audit_entry SET hash = sha256(hash) WHERE id = $1",
}


@pytest.mark.parametrize("change", TAMPERING.values(), ids=TAMPERING)
async def test_a_changed_entry_is_found(
    world: World, superuser: asyncpg.Connection, verify: Verify, change: str
) -> None:
    await entered(world, *(a_fact(world, f"read_{n}", uuid4()) for n in range(5)))
    found = await superuser.fetch(WHOLE, world.tenant_id)
    at = found[-3]
    await superuser.execute(change, at["id"])
    report = await verify()

    assert (at["lane"], at["sequence"]) in {(one.lane, one.sequence) for one in report.breaches}
    assert at["id"] in {one.entry_id for one in report.breaches}


@pytest.mark.parametrize("place", [0, -3, -1], ids=["the first", "one amid", "the last"])
async def test_a_removed_entry_is_found(
    world: World, superuser: asyncpg.Connection, verify: Verify, place: int
) -> None:
    await entered(world, *(a_fact(world, f"read_{n}") for n in range(5)))
    gone = (await superuser.fetch(WHOLE, world.tenant_id))[place]
    await superuser.execute("DELETE FROM audit_subject WHERE entry_id = $1", gone["id"])
    await superuser.execute("DELETE FROM audit_entry WHERE id = $1", gone["id"])
    report = await verify()

    assert [(one.what, one.sequence) for one in report.breaches] == [("missing", gone["sequence"])]


async def test_two_that_changed_places_are_found(
    world: World, superuser: asyncpg.Connection, verify: Verify
) -> None:
    await entered(world, *(a_fact(world, f"read_{n}") for n in range(6)))
    one, _, other = (await superuser.fetch(WHOLE, world.tenant_id))[-5:-2]
    move = "UPDATE audit_entry SET sequence = $2 WHERE id = $1"
    for entry, to in ((one, -1), (other, one["sequence"]), (one, other["sequence"])):
        await superuser.execute(move, entry["id"], to)
    report = await verify()

    assert {one["id"], other["id"]} <= {breach.entry_id for breach in report.breaches}


async def test_whoever_was_concerned_cannot_be_forgotten(
    world: World, superuser: asyncpg.Connection, verify: Verify
) -> None:
    person = world.id("amina")
    await entered(world, a_fact(world, "get_plan", person))
    await superuser.execute("DELETE FROM audit_subject WHERE person_id = $1", person)

    assert {one.what for one in (await verify()).breaches} == {"people_changed"}


async def test_an_end_that_was_cut_off_or_written_anew_is_found_by_the_marks(
    world: World, superuser: asyncpg.Connection, verify: Verify
) -> None:
    await entered(world, *(a_fact(world, f"read_{n}") for n in range(3)))
    [mark] = (await verify()).marks
    last = await superuser.fetch(WHOLE, world.tenant_id)
    cut = [one for one in last if one["sequence"] >= mark.sequence]
    await superuser.execute(
        "DELETE FROM audit_entry WHERE id = any($1)", [one["id"] for one in cut]
    )
    await superuser.execute(
        "UPDATE audit_lane SET sequence = $2, hash = (SELECT hash FROM audit_entry "
        "WHERE tenant_id = $1 AND sequence = $2) WHERE tenant_id = $1",
        world.tenant_id,
        mark.sequence - 1,
    )

    assert (await verify()).is_whole  # the examination itself is an entry now, in that place
    assert [one.what for one in (await verify((mark,))).breaches] == ["rewritten"]
    beyond = mark.model_copy(update={"sequence": mark.sequence + 100})
    assert [one.what for one in (await verify((beyond,))).breaches] == ["missing"]
    elsewhere = Mark(lane=LANES + 1, sequence=1, hash="")
    assert [one.what for one in (await verify((elsewhere,))).breaches] == ["missing"]


async def test_a_lane_whose_end_is_gone_is_found(
    world: World, superuser: asyncpg.Connection, verify: Verify
) -> None:
    await superuser.execute("DELETE FROM audit_lane WHERE tenant_id = $1", world.tenant_id)

    assert [one.what for one in (await verify()).breaches] == ["end_missing"]


async def test_writers_do_not_wait_for_each_others_commits(world: World, verify: Verify) -> None:
    """One has written its fact and has not committed yet: another commits meanwhile."""
    system = Actor.system(world.tenant_id)
    async with world.database.transaction(system, utc_now()) as slow:
        await append(slow.connection.fetch, world.tenant_id, [a_fact(world, "slow")])
        for number in range(3):
            await asyncio.wait_for(entered(world, a_fact(world, f"quick_{number}")), timeout=2)

    report = await verify()
    assert report.is_whole
    assert len(report.marks) == 2


async def test_many_at_once_leave_whole_lanes(
    world: World, database: Database, verify: Verify
) -> None:
    before = len(await rows(database, world.tenant_id, "SELECT id FROM audit_entry"))
    await asyncio.gather(*(entered(world, a_fact(world, f"read_{n}")) for n in range(60)))

    report = await verify()
    assert report.is_whole
    assert report.entries == before + 60
    assert len(report.marks) <= LANES


async def undone(world: World) -> None:
    async with world.database.transaction(Actor.system(world.tenant_id), utc_now()) as tx:
        await append(tx.connection.fetch, world.tenant_id, [a_fact(world)])
        raise ZeroDivisionError


async def test_one_statement_writes_what_was_read(world: World, verify: Verify) -> None:
    await entered(world, a_fact(world))
    before = (await verify()).entries
    facts = [a_fact(world, f"read_{n}", uuid4()) for n in range(3)]
    assert await append_if_free(world.database.fetch, world.tenant_id, facts)
    report = await verify()
    assert report.is_whole
    assert report.entries == before + 1 + 3  # to have looked is one, too


async def test_one_statement_writes_nothing_where_there_is_no_lane(world: World) -> None:
    nobody, all_of_them = uuid4(), "SELECT count(*) FROM audit_lane"
    [before] = await rows(world.database, world.tenant_id, all_of_them)
    assert not await append_if_free(world.database.fetch, nobody, [a_fact(world)])
    assert await rows(world.database, nobody, WHOLE, nobody) == []
    assert await rows(world.database, world.tenant_id, all_of_them) == [before]


async def test_one_statement_writes_nothing_while_all_lanes_are_held(
    world: World, verify: Verify
) -> None:
    await entered(world, a_fact(world))
    before, database = (await verify()).entries, world.database
    async with database.transaction(Actor.system(world.tenant_id), utc_now()) as tx:
        await append(tx.connection.fetch, world.tenant_id, [a_fact(world)])
        assert not await append_if_free(database.fetch, world.tenant_id, [a_fact(world)])
        await database._write_facts(world.tenant_id, [a_fact(world)])  # opens another lane
    report = await verify()
    assert report.is_whole
    assert report.entries == before + 1 + 2
    assert len(report.marks) == 2


async def test_what_is_rolled_back_leaves_no_fact_and_no_gap(world: World, verify: Verify) -> None:
    before = (await verify()).entries
    with pytest.raises(ZeroDivisionError):
        await undone(world)
    report = await verify()

    assert report.is_whole
    assert report.entries == before + 1  # the first examination


async def test_a_fact_about_very_many_people_is_several_entries(
    world: World, database: Database, verify: Verify
) -> None:
    people = tuple(uuid4() for _ in range(2 * MOST_SUBJECTS + 1))
    await entered(world, a_fact(world, "bulk", *people))
    found = await rows(
        database,
        world.tenant_id,
        "SELECT cardinality(subjects) FROM audit_entry WHERE action = 'bulk' ORDER BY sequence",
    )

    assert [row[0] for row in found] == [MOST_SUBJECTS, MOST_SUBJECTS, 1]
    assert (await verify()).is_whole


def test_the_same_read_again_is_one_fact_that_says_how_often() -> None:
    actor = Actor.system(uuid4())
    first = Fact(actor, utc_now(), "get_plan", subjects=(uuid4(),))
    again, other = replace(first, at=utc_now()), replace(first, action="get_goal")
    one, two = merged([first, again, other, again])

    assert (one.times, one.at, two.times) == (3, first.at, 1)


async def test_a_trail_that_is_written_meanwhile_is_whole(world: World, verify: Verify) -> None:
    async def write() -> None:
        for _ in range(60):
            await entered(world, a_fact(world))

    writing = asyncio.gather(*(write() for _ in range(3)))
    reports = [await verify()]
    while not writing.done():
        reports.append(await verify())
    await writing

    assert [report.breaches for report in reports if not report.is_whole] == []
    assert len(reports) > 3


FORGED = {
    "before the first": ("-3", "added"),
    "after the last": ("sequence + 2", "end_changed"),
}


@pytest.mark.parametrize(("place", "what"), FORGED.values(), ids=FORGED)
async def test_an_entry_that_stands_outside_its_lane_is_found(
    world: World, superuser: asyncpg.Connection, verify: Verify, place: str, what: str
) -> None:
    await entered(world, a_fact(world))
    await superuser.execute(
        f"""INSERT INTO audit_entry SELECT tenant_id, gen_random_uuid(), version, created_at, lane,
        {place}, actor_id, actor_kind, action, outcome, row_id, times, '{{}}', hash
        FROM audit_entry WHERE tenant_id = $1 ORDER BY sequence DESC LIMIT 1""",  # noqa: S608
        world.tenant_id,
    )

    assert [one.what for one in (await verify()).breaches] == [what]
