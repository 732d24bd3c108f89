"""Every table, from another organisation and from none: nothing is seen, made, changed or gone."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.scene import ENDING, FOR_GOOD, TABLES, TRAIL
from tests.world import World

KEPT = {"template_version"}
"""Nobody may remove these, wherever they are: the grants say so."""
every_table = pytest.mark.parametrize("table", TABLES)
from_elsewhere = pytest.mark.parametrize("place", ["another organisation", "nowhere"])


@asynccontextmanager
async def acting_for(app: asyncpg.Connection, tenant_id: UUID | None) -> AsyncIterator[None]:
    """A transaction for a tenant that leaves nothing behind."""
    transaction = app.transaction()
    await transaction.start()
    try:
        if tenant_id is not None:
            await app.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant_id))
        yield
    finally:
        await transaction.rollback()


@contextmanager
def refused_by_the_policy() -> Iterator[None]:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        yield


def standing(place: str, other: World) -> UUID | None:
    return other.tenant_id if place == "another organisation" else None


async def a_row(app: asyncpg.Connection, table: str, world: World) -> dict[str, object]:
    async with acting_for(app, world.tenant_id):
        text = await app.fetchval(f"SELECT to_jsonb({table})::text FROM {table} LIMIT 1")  # noqa: S608
    assert text is not None, f"nobody makes a row of {table} for this test"
    return dict(json.loads(text))


async def put(app: asyncpg.Connection, table: str, row: dict[str, object]) -> None:
    kept = await app.fetchval(  # what PostgreSQL computes cannot be given
        "SELECT string_agg(attname, ', ') FROM pg_attribute "
        "WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        table,
    )
    await app.execute(
        f"INSERT INTO {table} ({kept}) "  # noqa: S608
        f"SELECT {kept} FROM jsonb_populate_record(NULL::{table}, $1::jsonb)",
        json.dumps(row),
    )


@every_table
async def test_its_own_organisation_sees_the_rows_and_only_those(
    app: asyncpg.Connection, full: World, table: str
) -> None:
    async with acting_for(app, full.tenant_id):
        tenants = await app.fetch(f"SELECT DISTINCT tenant_id FROM {table}")  # noqa: S608

    assert [row["tenant_id"] for row in tenants] == [full.tenant_id]


@from_elsewhere
@every_table
async def test_nobody_else_sees_a_row(
    app: asyncpg.Connection, full: World, other: World, table: str, place: str
) -> None:
    async with acting_for(app, standing(place, other)):
        seen = await app.fetchval(
            f"SELECT count(*) FROM {table} WHERE tenant_id = $1",  # noqa: S608
            full.tenant_id,
        )
        all_seen = await app.fetch(f"SELECT DISTINCT tenant_id FROM {table}")  # noqa: S608

    assert seen == 0
    assert {row["tenant_id"] for row in all_seen} <= {standing(place, other)}


@from_elsewhere
@every_table
async def test_nobody_else_makes_a_row(
    app: asyncpg.Connection, full: World, other: World, table: str, place: str
) -> None:
    row = await a_row(app, table, full)
    async with acting_for(app, standing(place, other)):
        with refused_by_the_policy():
            await put(app, table, row | {"id": str(uuid4())})


@from_elsewhere
@every_table
async def test_nobody_else_changes_or_removes_a_row(
    app: asyncpg.Connection, full: World, other: World, table: str, place: str
) -> None:
    async with acting_for(app, standing(place, other)):
        for statement in (
            f"UPDATE {table} SET tenant_id = tenant_id WHERE tenant_id = $1",  # noqa: S608
            f"DELETE FROM {table} WHERE tenant_id = $1",  # noqa: S608
        ):
            is_removed = "DELETE" in statement
            is_refused = table in KEPT if is_removed else table in ENDING
            if table not in TRAIL | FOR_GOOD and not is_refused:
                assert (await app.execute(statement, full.tenant_id)).endswith(" 0")


@pytest.mark.parametrize("table", sorted(TRAIL | FOR_GOOD))
async def test_not_even_the_organisation_itself_changes_what_is_kept_for_good(
    app: asyncpg.Connection, full: World, table: str
) -> None:
    changes = ["DELETE FROM {}"] + ["UPDATE {} SET tenant_id = tenant_id"] * (table != "audit_lane")
    for change in changes:
        async with acting_for(app, full.tenant_id):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
                await app.execute(change.format(table))


@every_table
async def test_no_row_is_given_away(
    app: asyncpg.Connection, full: World, other: World, table: str
) -> None:
    async with acting_for(app, full.tenant_id):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(f"UPDATE {table} SET tenant_id = $1", other.tenant_id)  # noqa: S608


@pytest.mark.parametrize("statement", ["TRUNCATE {}", "ALTER TABLE {} DISABLE ROW LEVEL SECURITY"])
@every_table
async def test_the_serving_role_cannot_go_around(
    app: asyncpg.Connection, full: World, table: str, statement: str
) -> None:
    async with acting_for(app, full.tenant_id):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(statement.format(table))


async def test_a_tenant_that_is_no_id_is_an_error_and_not_everything(
    app: asyncpg.Connection,
) -> None:
    for tenant in ("*", "' OR true --", "00000000-0000-0000-0000-000000000000 "):
        transaction = app.transaction()
        await transaction.start()
        await app.execute("SELECT set_config('app.tenant_id', $1, true)", tenant)
        try:
            assert await app.fetchval("SELECT count(*) FROM person") == 0
        except asyncpg.DataError:
            pass
        finally:
            await transaction.rollback()


@every_table
async def test_the_worker_sees_which_tenants_have_work_and_nothing_else(
    worker: asyncpg.Connection, full: World, table: str
) -> None:
    open_columns = {
        "outbox_event": {"tenant_id", "relayed_at", "position"},
        "webhook_delivery": {
            *("tenant_id", "endpoint_id", "status", "waits", "due_at", "leased_until")
        },
        "webhook_redelivery": {"tenant_id", "status"},
        "conversation": {"tenant_id", "status", "look_at"},
        "milestone": {
            *("tenant_id", "status", "closed_on", "ends_on", "soon_on"),
            *("due_soon_told_at", "missed_told_at", "due_on", "owner_id"),
            *("owner_status", "owner_needed_told_at"),
        },
        "person": {"tenant_id", "id", "status", "leave_ends_on"},
        "tenant": {"tenant_id", "calendar_changed_at", "coverage_counted_to"},
        "relationship": {
            *("tenant_id", "id", "person_id", "related_id", "kind", "starts_on", "ends_on")
        },
        "handoff": {"tenant_id", "relationship_id", "former_relationship_id"},
        "note": {"tenant_id"},
        "reflection": {"tenant_id"},
        "person_key": {"tenant_id", "master_key_id"},
        "webhook_endpoint": {"tenant_id"},
        "series": {"tenant_id", "look_at"},
        "learning_record": {"tenant_id", "look_at"},
    }.get(table, set())
    async with acting_for(worker, full.tenant_id):
        columns = await worker.fetch(
            "SELECT attname FROM pg_attribute "
            "WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped",
            table,
        )
    for name in [row["attname"] for row in columns]:
        async with acting_for(worker, full.tenant_id):
            if name in open_columns:
                await worker.fetch(f"SELECT {name} FROM {table}")  # noqa: S608
            else:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await worker.fetch(f"SELECT {name} FROM {table}")  # noqa: S608
    for statement in (
        f"INSERT INTO {table} (tenant_id) VALUES (gen_random_uuid())",  # noqa: S608
        f"UPDATE {table} SET tenant_id = gen_random_uuid()",  # noqa: S608
        f"DELETE FROM {table}",  # noqa: S608
        f"SELECT 1 FROM {table} FOR UPDATE",  # noqa: S608
    ):
        async with acting_for(worker, full.tenant_id):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await worker.execute(statement)


async def test_the_worker_sees_only_work_that_is_not_done(
    worker: asyncpg.Connection, full: World
) -> None:
    async with acting_for(worker, None):
        events = await worker.fetchval(
            "SELECT count(*) FROM outbox_event WHERE position IS NOT NULL"
        )
        deliveries = await worker.fetch("SELECT DISTINCT status FROM webhook_delivery")

    assert events == 0
    assert {row["status"] for row in deliveries} <= {"pending"}
