"""How fast a competency model is synced: `make bench ONLY=sync`.

A model of 2,000 competencies with 10,000 associations in our own JSON. One line is printed for
each:

    name       ratio  target   sync-ms  limit-ms
    first       2.10    3.00     812.0     386.0
    changed     0.80    3.00     310.0     386.0
    nothing     0.01    0.10       8.0     812.0

- `first`: read, checked, compared and carried out, through the use case as a machine client calls
  it; `limit` is COPY of the finished rows into temporary tables and one MERGE of each into the very
  tables, with their indexes, constraints and triggers, as the owner, in one transaction.
- `changed`: the same with 10 % of the competencies changed, against the same limit.
- `nothing`: the same bytes again, against the first time: it must be ten times faster.

And the memory of a process that reads a file of 200 MB and syncs it:

    memory     MB-file  rows      before  after  grown-MB  most-MB
"""

import asyncio
import gc
import json
import resource
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

from app.domain.actor import Actor, ActorKind, Scope
from app.domain.competencies.commands import SyncFramework
from app.domain.competencies.service.files import ModelFile
from app.domain.context import Context
from app.domain.entity import new_id
from app.domain.features import import_features
from app.domain.transaction import Database, Limits
from app.security.provision import create_tools
from app.server.databases import outside_urls
from app.server.migrate import migrate
from app.settings import Settings
from bench.loading import connected, empty

NAME: Final = "sync"
COMPETENCIES, ASSOCIATIONS = 2_000, 10_000
MOST_TIMES: Final = 3.0
NOTHING_SHARE: Final = 0.1
MOST_GROWTH_MB: Final = 100.0
FILE_MB: Final = 200
ROUNDS: Final = 5
TABLES: Final = ("competency", "competency_revision", "competency_association")
BY_TRIGGERS: Final = "search_word"
HEADING: Final = f"{'name':<10}{'ratio':>7}{'target':>8}{'sync-ms':>10}{'limit-ms':>10}"
MEMORY_HEADING: Final = (
    f"{'name':<10}{'MB-file':>9}{'rows':>9}{'seconds':>9}{'before-MB':>11}{'most-MB':>9}"
    f"{'grown-MB':>10}"
)


def run(scale: float) -> bool:
    """Whether it is as fast as it shall be, and memory stays flat."""
    settings = Settings()
    owner_dsn = str(settings.database_url)
    migrate(owner_dsn)
    import_features()
    is_fast = asyncio.run(_speed(settings, owner_dsn, max(20, round(COMPETENCIES * scale))))
    is_flat = asyncio.run(_memory(settings, owner_dsn, max(1, round(FILE_MB * scale))))
    return is_fast and is_flat


async def _speed(settings: Settings, owner_dsn: str, competencies: int) -> bool:
    await empty(owner_dsn, NAME)
    sides: dict[str, list[float]] = {"first": [], "changed": [], "nothing": [], "limit": []}
    associations = competencies * ASSOCIATIONS // COMPETENCIES
    async with opened(settings) as database:
        for nth in range(ROUNDS):
            tenant_id = await _a_tenant(owner_dsn)
            context = as_machine(database, tenant_id)
            model = written(f"model-{nth}", competencies, associations)
            changed = written(f"model-{nth}", competencies, associations, every=10)
            for name, source in (("first", model), ("nothing", model), ("changed", changed)):
                sides[name].append(await _synced(context, source))
            sides["limit"].append(await _limit(owner_dsn, tenant_id))
    await empty(owner_dsn, NAME)
    first, limit = median(sides["first"]), median(sides["limit"])
    lines = (
        ("first", first, limit, MOST_TIMES),
        ("changed", median(sides["changed"]), limit, MOST_TIMES),
        ("nothing", median(sides["nothing"]), first, NOTHING_SHARE),
    )
    print(HEADING)
    enough = True
    for name, took, against, target in lines:
        ratio = took / against
        enough = enough and ratio <= target
        short = "" if ratio <= target else "   falls short"
        numbers = f"{ratio:>7.2f}{target:>8.2f}{took * 1000:>10.1f}{against * 1000:>10.1f}"
        print(f"{name:<10}{numbers}{short}", flush=True)
    return enough


async def _memory(settings: Settings, owner_dsn: str, megabytes: int) -> bool:
    await empty(owner_dsn, NAME)
    tenant_id = await _a_tenant(owner_dsn)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "large.json"
        rows = _write_large(path, megabytes * 1_000_000)
        async with opened(settings) as database:
            context = as_machine(database, tenant_id)
            await _synced(context, written("small", 100, 500))  # what every sync needs is there
            gc.collect()
            before, began = _most_mb(), time.perf_counter()
            with path.open("rb") as file:
                sync = ModelFile(context, SyncFramework(), file, "large", path.stat().st_size)
                await sync.run()
            took, most = time.perf_counter() - began, _most_mb()
    await empty(owner_dsn, NAME)
    grown = most - before
    print(MEMORY_HEADING)
    short = "" if grown <= MOST_GROWTH_MB else "   falls short"
    print(
        f"{'memory':<10}{megabytes:>9}{rows:>9}{took:>9.1f}{before:>11.1f}{most:>9.1f}"
        f"{grown:>10.1f}{short}",
        flush=True,
    )
    return grown <= MOST_GROWTH_MB


def written(code: str, competencies: int, associations: int, every: int = 0) -> bytes:
    """A model in our own JSON; with `every`, one in so many says something else."""
    return b"".join(_pieces(code, competencies, associations, every, "Does it well. "))


def _pieces(
    code: str, competencies: int, associations: int, every: int, prose: str
) -> Iterator[bytes]:
    head = {"code": code, "title": "A large model"}
    scale = [{"code": f"L{n}", "name": f"Level {n}"} for n in range(1, 5)]
    yield f'{{"framework": {json.dumps(head)}, "scale": {json.dumps(scale)}, '.encode()
    yield b'"competencies": ['
    for n in range(competencies):
        said = f"{prose}Number {n}{', differently' if every and n % every == 0 else ''}."
        one = {
            "code": f"C{n}",
            "name": f"Competency {n}",
            "statement": said,
            "category": f"Group {n % 20}",
            "levels": {f"L{level}": f"{prose}At level {level}." for level in range(1, 5)},
        }
        yield (b", " if n else b"") + json.dumps(one).encode()
    yield b'], "associations": ['
    for n in range(associations):
        one = {
            "origin": f"C{n % competencies}",
            "type": "isRelatedTo",
            "destination": f"C{(n * 7 + n // competencies + 1) % competencies}",
        }
        yield (b", " if n else b"") + json.dumps(one).encode()
    yield b"]}"


def _write_large(path: Path, size: int) -> int:
    """A file of this size: how many things it holds."""
    prose = "Knows how to say what matters to those whom it matters to. " * 4
    competencies = max(1, size // 1_750)
    associations = competencies * 2
    with path.open("wb") as file:
        for piece in _pieces("large", competencies, associations, 0, prose):
            file.write(piece)
    return competencies + associations


async def _synced(context: Context, source: bytes) -> float:
    """Seconds of one sync, as the door does it."""
    began = time.perf_counter()
    sync = ModelFile(context, SyncFramework(), BytesIO(source), str(hash(source)), len(source))
    await sync.run()
    return time.perf_counter() - began


async def _limit(owner_dsn: str, tenant_id: UUID) -> float:
    """Seconds of COPY and MERGE of the very rows that are there now, into the same tables."""
    async with connected(owner_dsn) as owner:
        for table in (*TABLES, BY_TRIGGERS):
            await owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        try:
            kept = {one: await _columns_and_rows(owner, one, tenant_id) for one in TABLES}
            for table in reversed((*TABLES, BY_TRIGGERS)):
                await owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                await owner.execute(f"DELETE FROM {table} WHERE tenant_id = $1", tenant_id)  # noqa: S608
                await owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            began = time.perf_counter()
            async with owner.transaction():
                for table, (columns, rows) in kept.items():
                    await _merge(owner, table, columns, rows)
            return time.perf_counter() - began
        finally:
            for table in (*TABLES, BY_TRIGGERS):
                await owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


async def _columns_and_rows(
    owner: Any, table: str, tenant_id: UUID
) -> tuple[list[str], list[tuple[Any, ...]]]:
    found = await owner.fetch(f"SELECT * FROM {table} WHERE tenant_id = $1", tenant_id)  # noqa: S608
    return list(found[0].keys()), [tuple(row) for row in found]


async def _merge(owner: Any, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(columns)
    given = ", ".join(f"given.{one}" for one in columns)
    changes = ", ".join(f"{one} = given.{one}" for one in columns if one not in ("tenant_id", "id"))
    await owner.execute(f"CREATE TEMP TABLE given (LIKE {table}) ON COMMIT DROP")
    await owner.copy_records_to_table("given", records=rows, columns=columns)
    await owner.execute(
        f"MERGE INTO {table} AS stored USING given "  # noqa: S608
        "ON stored.tenant_id = given.tenant_id AND stored.id = given.id "
        f"WHEN MATCHED THEN UPDATE SET {changes} "
        f"WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({given})"
    )
    await owner.execute("DROP TABLE given")


async def _a_tenant(owner_dsn: str) -> UUID:
    id = new_id()
    tenant = "INSERT INTO tenant (tenant_id, id, version, created_at, name, time_zone, locale,"
    tenant += " anonymity_threshold) VALUES ($1, $1, 1, now(), 'Sync', 'UTC', 'en', 5)"
    async with connected(owner_dsn) as owner, owner.transaction():
        await owner.execute("SET LOCAL ROLE career_app")
        await owner.execute("SELECT set_config('app.tenant_id', $1, true)", str(id))
        await owner.execute(tenant, id)
    return id


def as_machine(database: Database, tenant_id: UUID) -> Context:
    return Context(Actor(tenant_id, new_id(), ActorKind.CLIENT, frozenset(Scope)), database)


def _most_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """As the role that serves, with the limits that it has there."""
    logins = outside_urls(settings)
    assert logins is not None
    tools: Any = create_tools(settings)
    database = Database(logins.app.dsn, tools, role=logins.app.role, limits=Limits())
    await database.open()
    try:
        yield database
    finally:
        await database.close()
