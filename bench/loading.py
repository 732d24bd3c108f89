"""Puts the data into the database, once, and takes back what a workload has changed."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from bench import data
from bench.servers import parent_of

SETTINGS: Final = ("fsync", "synchronous_commit", "full_page_writes")


class Unusable(Exception):
    """This database cannot be measured on; the message says why."""


async def load(owner_dsn: str, scale: float) -> bool:
    """Whether it had to be loaded, which is so when the data are others than last time.

    Raises:
        Unusable: the database holds data of somebody else, or is not durable.

    """
    content = _content(scale)
    async with connected(owner_dsn) as owner:
        known = await _known_content(owner)
        if known == content:
            return False
        tables = await tenant_tables(owner)
        async with owner.transaction():
            await _begin_again(owner, tables, content, is_ours=known is not None)
            for table, columns, rows in data.tables(scale):
                await owner.copy_records_to_table(table, columns=columns, records=rows)
            for table in tables:
                await owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        await owner.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")
    return True


async def empty(owner_dsn: str, content: str) -> None:
    """Empty the database, for somebody who fills it with this.

    Raises:
        Unusable: as above.

    """
    async with connected(owner_dsn) as owner:
        known = await _known_content(owner)
        tables = await tenant_tables(owner)
        async with owner.transaction():
            await _begin_again(owner, tables, content, is_ours=known is not None)
            for table in tables:
                await owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


async def _known_content(owner: Any) -> str | None:
    await _refuse_unsafe_settings(owner)
    await owner.execute("CREATE SCHEMA IF NOT EXISTS bench")
    await owner.execute("CREATE TABLE IF NOT EXISTS bench.loaded (content text NOT NULL)")
    known: str | None = await owner.fetchval("SELECT content FROM bench.loaded")
    return known


async def _begin_again(owner: Any, tables: Sequence[str], content: str, *, is_ours: bool) -> None:
    for table in tables:  # COPY is not for roles that row-level security holds
        await owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    if not is_ours and await owner.fetchval("SELECT EXISTS (SELECT FROM tenant)"):
        raise Unusable("It holds data of somebody else. The benchmark wants one of its own.")
    await truncate(owner, tables)
    await owner.execute("DELETE FROM bench.loaded")
    await owner.execute("INSERT INTO bench.loaded VALUES ($1)", content)


async def truncate(owner: Any, tables: Sequence[str]) -> None:
    """Empty these tables, and what points into them: of these, too, some are kept for good where
    no benchmark runs.
    """
    everything = await tenant_tables(owner)
    for table in everything:
        await owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    await owner.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    for table in everything:
        await owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


_OPEN_AGAIN: Final = """
UPDATE milestone SET version = 1, status = 'planned', progress = 0,
  started_at = NULL, reached_at = NULL
WHERE tenant_id = $1 AND version > 1
"""
_UNTELL: Final = "DELETE FROM outbox_event WHERE tenant_id = $1"


async def take_back(owner_dsn: str) -> None:
    """Make what every run has changed what it was, also one that was ended while it ran."""
    async with connected(owner_dsn) as owner:
        tenants = [data.made_id(0, number, 0) for number in range(data.TENANTS)]
        async with owner.transaction():
            await owner.execute("SET LOCAL ROLE career_app")
            for tenant_id in tenants:
                await owner.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant_id))
                await owner.execute(_OPEN_AGAIN, tenant_id)
                await owner.execute(_UNTELL, tenant_id)
        await owner.execute("VACUUM milestone, outbox_event")


async def open_again(owner_dsn: str, milestones: Sequence[tuple[UUID, UUID]]) -> None:
    """Make milestones, told as (tenant, id), what they were, so that they can be reached again."""
    by_tenant: dict[UUID, list[UUID]] = {}
    for tenant_id, id in milestones:
        by_tenant.setdefault(tenant_id, []).append(id)
    async with connected(owner_dsn) as owner:
        async with owner.transaction():
            await owner.execute("SET LOCAL ROLE career_app")
            for tenant_id, ids in by_tenant.items():
                await owner.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant_id))
                await owner.execute(f"{_OPEN_AGAIN} AND id = ANY($2)", tenant_id, ids)
                await owner.execute(f"{_UNTELL} AND subject_id = ANY($2)", tenant_id, ids)
        await owner.execute("VACUUM milestone, outbox_event")


async def events_of(owner_dsn: str, tenant_id: UUID, subject_id: UUID) -> list[tuple[Any, ...]]:
    """What the outbox tells of one subject, without ids and times."""
    async with connected(owner_dsn) as owner, owner.transaction():
        await owner.execute("SET LOCAL ROLE career_app")
        await owner.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant_id))
        rows = await owner.fetch(
            "SELECT type, revision, sequence, actor_id, data::text FROM outbox_event "
            "WHERE tenant_id = $1 AND subject_id = $2 ORDER BY sequence",
            *(tenant_id, subject_id),
        )
    return [tuple(row) for row in rows]


async def postmaster(owner_dsn: str) -> int:
    """The process that started every process of the database; it has to be on this machine."""
    async with connected(owner_dsn) as owner:
        return parent_of(await owner.fetchval("SELECT pg_backend_pid()"))


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


def _content(scale: float) -> str:
    """What is to be loaded, as a name: another one whenever `data.py` changes."""
    source = hashlib.sha256(Path(data.__file__).read_bytes()).hexdigest()
    return f"{source[:16]} x {scale:g}"


async def _refuse_unsafe_settings(owner: Any) -> None:
    for name in SETTINGS:
        if await owner.fetchval(f"SHOW {name}") != "on":
            raise Unusable(f"{name} is off: writes would look faster than they are.")


async def tenant_tables(owner: Any) -> list[str]:
    rows = await owner.fetch(
        "SELECT table_name FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND column_name = 'tenant_id' ORDER BY table_name"
    )
    return [str(row["table_name"]) for row in rows]
