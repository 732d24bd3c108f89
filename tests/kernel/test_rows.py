"""Many rows at once: what is written is what the session would have written."""

import asyncio
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from app.domain.access.models import ApiClient
from app.domain.competencies.models import Competency, CompetencyFramework, CompetencyStatus
from app.domain.errors import Busy
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.domain.people.models import Person
from app.domain.people.repository import People, Relationships
from app.domain.policy import anybody
from app.domain.repository import Repository
from app.domain.transaction import Transaction
from tests.factories import TODAY
from tests.kernel.conftest import Open, at
from tests.kernel.wire import Wire
from tests.world import World


class Clients(Repository[ApiClient]):
    entity = ApiClient
    guard: ClassVar[Any] = anybody


class Frameworks(Repository[CompetencyFramework]):
    entity = CompetencyFramework
    guard: ClassVar[Any] = anybody


class Competencies(Repository[Competency]):
    entity = Competency
    guard: ClassVar[Any] = anybody


TEXTS = ["plain", 'a "quoted" one', "a\\backslash", "{braces, commas}", "", "NULL", "née €"]


def transaction(world: World) -> Any:
    return world.database.transaction(world.system.actor, world.system.clock())


async def stored(tx: Transaction, table: str) -> list[dict[str, Any]]:
    rows = await tx.connection.fetch(f"SELECT * FROM {table} ORDER BY created_at, id")  # noqa: S608
    return [dict(row) for row in rows]


@pytest.mark.parametrize("scopes", [TEXTS, []])
async def test_arrays_words_json_and_nothing_come_out_as_they_went_in(
    world: World, scopes: list[str]
) -> None:
    """The same values once through the session, once past it."""
    clients = {"name": "HRIS", "scopes": scopes, "secret_hashes": ["x"], "disabled_at": None}
    frameworks = {
        "code": "m",
        "title": 'A "title"',
        "language": "en",
        "source": "file",
        "content_hash": "0",
        "scale": [{"code": text, "rank": 1} for text in TEXTS],
        "associations": [],
    }
    competencies = {
        "code": "c",
        "name": "n",
        "statement": "s",
        "status": CompetencyStatus.RETIRED,
        "levels": [],
        "education_levels": TEXTS,
        "position": 3,
    }
    written = []
    for many in (False, True):
        async with transaction(world) as tx:
            ids = {}
            for kind, values in (
                (Clients, clients),
                (Frameworks, frameworks | {"code": f"m-{many}"}),
                (Competencies, competencies),
            ):
                repository: Any = kind(tx)
                given = values | (
                    {"framework_id": ids["Frameworks"]} if kind is Competencies else {}
                )
                if many:
                    entity = repository.new(given)
                    await repository.add_all([entity])
                else:
                    entity = repository.add(repository.entity(**given))
                    await tx.session.flush()
                ids[kind.__name__] = entity.id
            tables = ("api_client", "competency_framework", "competency")
            written.append([await stored(tx, table) for table in tables])
    apart = {"id", "created_at", "framework_id", "code"}
    for before, after in zip(*written, strict=True):
        assert len(after) == len(before) + 1
        kept, new = before[-1], after[-1]
        assert {n: v for n, v in new.items() if n not in apart} == {
            n: v for n, v in kept.items() if n not in apart
        }


async def test_a_change_is_counted_once_and_what_did_not_change_is_not_written(
    world: World,
) -> None:
    async with transaction(world) as tx:
        repository = People(tx)
        found = {one.external_id: one for one in await repository.named(["amina", "jonas", "olga"])}
        found["amina"].title = "Engineer"
        found["jonas"].revise({"title": "Lead"}, TODAY)
        await repository.save_all(found.values())
        await repository.save_all(found.values())
        rows = {row["external_id"]: row for row in await stored(tx, "person")}
    shown = {name: (rows[name]["version"], rows[name]["title"]) for name in found}
    assert shown == {"amina": (2, "Engineer"), "jonas": (2, "Lead"), "olga": (1, None)}


async def test_what_is_gone_cannot_be_saved(world: World) -> None:
    async with transaction(world) as tx:
        ghost = People(tx).new({"external_id": "g", "user_name": "g", "display_name": "G"})
        ghost.title = "Nobody"
        with pytest.raises(RuntimeError, match="UPDATE 0"):
            await People(tx).save_all([ghost])


async def test_a_new_entity_is_what_the_constructor_makes(world: World) -> None:
    async with transaction(world) as tx:
        given = {"external_id": "g", "user_name": "g", "display_name": "G"}
        fast = People(tx).new(given)
        slow = Person(tenant_id=world.tenant_id, **given)
    apart = {"id", "created_at"}
    assert fast.model_dump(exclude=apart) == slow.model_dump(exclude=apart)
    assert fast.id.version == 7
    assert fast.id != slow.id
    assert (datetime.now(UTC) - fast.created_at).total_seconds() < 60


async def test_events_of_what_is_new_are_counted_on_when_told_twice(world: World) -> None:
    async with transaction(world) as tx:
        repository = People(tx)
        person = repository.new({"external_id": "g", "user_name": "g", "display_name": "G"})
        await repository.add_all([person])
        for title in ("A", "B"):
            tx.record(*person.created(), *person.revise({"title": title}, TODAY))
            await tx.finish()
        rows = await tx.connection.fetch(
            "SELECT sequence FROM outbox_event WHERE subject_id = $1 ORDER BY sequence", person.id
        )
    assert [row["sequence"] for row in rows] == [1, 2, 3, 4]


def everybody(count: int, title: str, *, turned: bool = False) -> UpsertPeople:
    """A team of ten each, who report to the first of it, or after a turn to the second; and
    neighbours swap their names.
    """
    items = []
    for n in range(count):
        first = n // 10 * 10
        leads = first + 1 if turned else first
        items.append(
            {
                "externalId": f"p{n}",
                "userName": f"p{n ^ 1 if turned else n}",
                "displayName": f"P {n}",
                "title": title,
                "managerExternalId": None if n == leads else f"p{leads}",
            }
        )
    return UpsertPeople(items=items)


async def test_the_number_of_statements_does_not_grow_with_the_people(
    opened: Open, wire: Wire, world: World, elsewhere: World
) -> None:
    counts: dict[int, list[int]] = {10: [], 1000: []}
    async with opened(wire.dsn, writes=1) as database:
        for where, count in ((world, 10), (elsewhere, 1000)):
            ctx = at(database, where)
            for title, turned in (("A", False), ("A", True), ("A", False), ("B", True)):
                command = everybody(count, title, turned=turned)
                wire.round_trips.clear()
                await ctx.execute(people.upsert_people, {"command": command})
                counts[count].append(len(wire.round_trips))
    # The first two prepare the statements, in the organisation that is first.
    assert counts[10][2:] == counts[1000][2:]
    assert max(counts[1000]) <= 12


async def test_two_imports_of_one_organisation_wait_and_those_of_two_do_not(
    opened: Open, world: World, elsewhere: World
) -> None:
    async with opened(writes=3, lock_timeout=0.3) as database:
        ctx = at(database, world)
        async with database.transaction(ctx.actor, ctx.clock()) as first:
            await Relationships(first).lock_tree()
            async with asyncio.timeout(5):
                command = everybody(1, "Engineer")
                await at(database, elsewhere).execute(people.upsert_people, {"command": command})
                with pytest.raises(Busy):
                    await ctx.execute(people.upsert_people, {"command": command})
        await ctx.execute(people.upsert_people, {"command": everybody(1, "Engineer")})
