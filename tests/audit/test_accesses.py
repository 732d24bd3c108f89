"""Who looked at what is whose: told to those whose it is, and to nobody else."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Uuid, bindparam

from app.domain.actor import Scope
from app.domain.audit import repository
from app.domain.audit.commands import AccessFilters
from app.domain.context import Context
from app.domain.errors import Overloaded
from app.domain.journal import MOST_WAITING, Journal
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.domain.plans import service as plans
from app.domain.policy import Me, bind
from app.domain.statement import many_statement
from app.domain.trail import Fact
from tests.audit.test_trail import a_fact
from tests.kernel.conftest import Open
from tests.relations import cover
from tests.scene import SECRET, Scene
from tests.world import World

Accesses = Callable[..., Awaitable[list[dict[str, Any]]]]


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


def told(entries: list[dict[str, Any]], world: World) -> list[tuple[str, str]]:
    names = {str(actor.id): name for name, actor in world.actors.items()}
    return [(names.get(one["actorId"], "?"), one["action"]) for one in entries]


async def test_a_person_sees_who_read_their_plan(scene: Scene, accesses: Accesses) -> None:
    world = scene.world
    for who in ("jonas", "priya", "tomas", "amina"):
        await world.rest(who, "GET", f"/v1/plans/{scene.ids['plan']}")
    seen = await accesses("amina", query="?action=get_plan")

    assert sorted(told(seen, world)) == [("jonas", "get_plan"), ("priya", "get_plan")]
    assert {one["rowId"] for one in seen} == {str(scene.ids["plan"])}
    assert {one["outcome"] for one in seen} == {"done"}


READS = {
    "a list": "/v1/milestones",
    "a conversation": "/v1/conversations/{conversation}",
    "its preparations": "/v1/conversations/{conversation}/preparations",
    "the person": "/v1/people/{amina}",
    "a goal": "/v1/goals/{goal}",
    "below somebody else": "/v1/people/{jonas}?expand=reports.plans",
    "whom somebody's record shows": "/v1/people/{jonas}?expand=reports",
    "who reports to somebody": "/v1/people/{jonas}/reports",
    "a relation": "/v1/relationships?personId={amina}",
}


@pytest.mark.parametrize("path", READS.values(), ids=READS)
async def test_every_read_of_what_is_theirs_is_there(
    scene: Scene, accesses: Accesses, path: str
) -> None:
    world = scene.world
    before = len(await accesses("amina"))
    ids = {**scene.ids, "amina": world.id("amina"), "jonas": world.id("jonas")}
    answer = await world.rest("jonas", "GET", path.format(**ids))
    after = await accesses("amina")

    assert answer.status_code == 200
    assert len(after) == before + 1
    assert after[0]["actorId"] == str(world.id("jonas"))


async def test_reads_over_graphql_are_there_too(scene: Scene, accesses: Accesses) -> None:
    world = scene.world
    before = len(await accesses("amina"))
    query = "query ($id: UUID!) { person(personId: $id) { reports { plans { title } } } }"
    answer = await world.graphql("jonas", query, {"id": world.id("jonas")})
    own = "query ($id: UUID!) { person(personId: $id) { title } }"
    await world.graphql("jonas", own, {"id": world.id("jonas")})

    assert answer.json()["data"]["person"]["reports"][0]["plans"]
    assert len(await accesses("amina")) == before + 1


async def test_a_change_is_there_with_its_commit(scene: Scene, accesses: Accesses) -> None:
    milestone = await scene.a_milestone()
    await scene.done("olga", plans.start_milestone, milestone_id=milestone, if_version=1)

    [latest] = await accesses("amina", query="?action=start_milestone")
    assert told([latest], scene.world) == [("olga", "start_milestone")]
    assert latest["rowId"] == str(milestone)


async def test_nobody_else_sees_whom_others_look_at(scene: Scene, accesses: Accesses) -> None:
    await scene.world.rest("jonas", "GET", f"/v1/plans/{scene.ids['plan']}")

    assert await accesses("amina")
    for who in ("jonas", "priya", "tomas", "vendor"):
        assert await accesses(who, of="amina") == []


async def test_whoever_covers_is_told_as_such(scene: Scene, accesses: Accesses) -> None:
    world = scene.world
    await scene.a_cover("jonas", "tomas")
    for who in ("jonas", "tomas"):
        answer = await world.rest(who, "GET", f"/v1/plans/{scene.ids['plan']}")
        assert answer.status_code == 200
    seen = await accesses("amina", query="?action=get_plan")

    jonas = str(world.id("jonas"))
    assert {(one["actorId"], one["coveringFor"]) for one in seen} == {
        (str(world.id("tomas")), jonas),
        (jonas, None),
    }


async def test_facts_hold_no_word_that_anybody_wrote(scene: Scene) -> None:
    world = scene.world
    for who in ("amina", "jonas"):
        await world.rest(who, "GET", f"/v1/conversations/{scene.ids['conversation']}/notes")
    await world.noted()
    entries = await world.rest("vendor", "GET", "/v1/audit-entries?limit=200")

    assert "list_notes" in entries.text
    assert SECRET not in entries.text


async def test_whoever_asks_without_the_scope_or_the_right_is_told_of(scene: Scene) -> None:
    world = scene.world
    weak = world.without_scope("jonas", Scope.PLANS_WRITE)
    await world.rest(weak, "POST", "/v1/plans", {"personId": world.id("amina"), "title": "x"})
    await world.graphql(world.with_scopes("jonas"), "{ people { edges { node { id } } } }")
    plan = {"personId": world.id("amina"), "title": "Not theirs"}
    assert (await world.rest("tomas", "POST", "/v1/plans", plan)).status_code == 403
    await world.noted()

    found = (await world.rest("vendor", "GET", "/v1/audit-entries?limit=200")).json()["data"]
    refused = {
        (one["actorId"], one["action"], one["outcome"]) for one in found if one["outcome"] != "done"
    }
    assert refused == {
        (str(world.id("jonas")), "create_plan", "insufficient_scope"),
        (str(world.id("jonas")), "list_people", "insufficient_scope"),
        (str(world.id("tomas")), "create_plan", "forbidden"),
    }


async def test_filters_and_pages_find_the_same(scene: Scene, accesses: Accesses) -> None:
    world = scene.world
    for name in ("plan", "goal", "milestone"):
        await world.rest("jonas", "GET", f"/v1/{name}s/{scene.ids[name]}")
    whole = await accesses("amina")
    first = (
        await world.rest("amina", "GET", f"/v1/people/{world.id('amina')}/access-log?limit=2")
    ).json()
    rest = await accesses("amina", query=f"?cursor={first['nextCursor']}")
    since, until = whole[2]["createdAt"], whole[0]["createdAt"]

    assert first["data"] + rest == whole
    assert [one["action"] for one in whole[:3]] == ["get_milestone", "get_goal", "get_plan"]
    assert len(await accesses("amina", query=f"?since={since}")) >= 1
    assert await accesses("amina", query="?until=2001-01-01T00:00:00Z") == []
    assert await accesses("amina", query=f"?since={until}&until={since}&action=get_plan") == []


async def test_the_log_of_one_among_many_is_found_by_its_index(
    elsewhere: World, superuser: Any
) -> None:
    """However many entries there are, a page is read along the index of one person's."""
    await superuser.execute(
        """INSERT INTO audit_entry (tenant_id, id, version, created_at, lane, sequence, actor_id,
             actor_kind, action, outcome, times, subjects, hash)
           SELECT $1, uuidv7(), 1, now(), 90, n, gen_random_uuid(), 'person', 'get_plan', 'done', 1,
             ARRAY[gen_random_uuid()], ''
           FROM generate_series(1, 50000) AS n""",
        elsewhere.tenant_id,
    )
    await superuser.execute(
        """INSERT INTO audit_subject (tenant_id, person_id, entry_id)
           SELECT tenant_id, subjects[1], id FROM audit_entry
           WHERE tenant_id = $1 AND lane = 90 AND sequence > 20
           UNION ALL SELECT tenant_id, $2, id FROM audit_entry
           WHERE tenant_id = $1 AND lane = 90 AND sequence <= 20""",
        elsewhere.tenant_id,
        elsewhere.id("amina"),
    )
    await superuser.execute("ANALYZE audit_entry, audit_subject")
    ctx = elsewhere.ctx("amina")
    me, person = Me(ctx.actor.kind), bindparam("person_id", type_=Uuid())
    asked = repository.accesses(me, person, AccessFilters())  # type: ignore[arg-type]
    statement = many_statement(me, asked, after=False)
    values = bind(ctx.actor, ctx.clock()) | {"person_id": elsewhere.id("amina"), "limit": 51}
    plan = await superuser.fetchval(
        f"EXPLAIN (FORMAT JSON) {statement.sql}", *statement.arguments(values)
    )
    kinds = json.dumps(json.loads(plan))
    assert "audit_subject_pk" in kinds
    assert "Seq Scan" not in kinds


class Slow:
    """Writes for the journal, when it is let."""

    def __init__(self) -> None:
        self.written: list[Fact] = []
        self.fails = False

    async def __call__(self, _tenant_id: UUID, facts: list[Fact]) -> None:
        if self.fails:
            raise OSError("the database is away")
        self.written += facts


async def test_the_journal_keeps_what_could_not_be_written(world: World) -> None:
    slow = Slow()
    journal = Journal(slow)
    slow.fails = True
    journal.note(a_fact(world, "get_plan"))
    with pytest.raises(OSError, match="away"):
        await journal.written()
    slow.fails = False
    await journal.close()

    assert [fact.action for fact in slow.written] == ["get_plan"]


async def test_the_journal_writes_by_itself(world: World) -> None:
    slow = Slow()
    journal = Journal(slow)
    journal.note(a_fact(world, "get_plan"))
    for _ in range(30):
        await asyncio.sleep(0.1)
        if slow.written:
            break

    assert len(slow.written) == 1
    await journal.close()


async def test_nobody_reads_when_no_trace_can_be_kept(world: World, opened: Open) -> None:
    slow = Slow()
    slow.fails = True
    async with opened() as database:
        database.journal = Journal(slow)
        plan = UUID((await world.a_plan())["id"])
        jonas = Context(world.actors["jonas"], database)
        await jonas.find(plans.get_plan, {"plan_id": plan})
        database.journal._waiting *= MOST_WAITING
        with pytest.raises(Overloaded):
            await jonas.find(plans.get_plan, {"plan_id": plan})
        slow.fails = False


async def test_closing_the_database_writes_what_was_noted(
    world: World, opened: Open, accesses: Accesses
) -> None:
    plan = UUID((await world.a_plan())["id"])
    async with opened() as database:
        await Context(world.actors["jonas"], database).find(plans.get_plan, {"plan_id": plan})

    assert told(await accesses("amina", query="?action=get_plan"), world) == [("jonas", "get_plan")]


async def test_a_batch_tells_both_managers_that_somebody_went_from_one_to_the_other(
    world: World, accesses: Accesses
) -> None:
    before = {who: len(await accesses(who)) for who in ("jonas", "olga", "amina")}
    moved = {"externalId": "amina", "userName": "amina", "displayName": "Amina"}
    command = UpsertPeople(items=[moved | {"managerExternalId": "olga"}])
    await world.do("vendor", people.upsert_people, command=command)

    for who, entries in before.items():
        assert len(await accesses(who)) == entries + 1


async def test_whom_somebody_covers_for_elsewhere_is_not_told(
    world: World, accesses: Accesses
) -> None:
    await cover(world, "tomas", "priya")
    await world.rest("priya", "GET", f"/v1/people/{world.id('amina')}")
    [seen] = await accesses("amina", query="?action=get_person")

    assert (seen["actorId"], seen["coveringFor"]) == (str(world.id("priya")), None)


async def test_since_and_until_go_by_the_moment_that_is_shown(
    world: World, accesses: Accesses
) -> None:
    await world.rest("jonas", "GET", f"/v1/people/{world.id('amina')}")
    after = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    await asyncio.sleep(0.01)  # it is written, and gets its id, later than that
    whole = await accesses("amina")

    assert await accesses("amina", query=f"?until={after}") == whole
    assert await accesses("amina", query=f"?since={after}") == []
    assert await accesses("amina", query=f"?since={whole[0]['createdAt']}") == whole[:1]
    assert await accesses("amina", query=f"?until={whole[0]['createdAt']}") == whole[1:]
    assert await accesses("amina", query="?since=1960-01-01T00:00:00Z") == whole
    assert await accesses("amina", query="?until=1960-01-01T00:00:00Z") == []
