"""How fast the clock makes the next conversations of series: `make bench ONLY=series`.

A hundred thousand series in ten organisations, none of which has its conversations yet. One line
is printed:

    name      ratio   most   series     rows  clock-s  copy-s  idle-ms  series/s
    series     5.43  25.00   100000   400000     63.9    11.8      5.1      1565

- `ratio`: seconds of one round of the clock, divided by those of a bare INSERT ... SELECT of the
  very rows that it left behind (conversations and events), into the same tables with the same
  indexes and constraints, as the owner, whom row-level security does not hold.
- `idle-ms`: milliseconds of the next round, which has nothing to do. It must stay below a
  thousandth of the first.

The round goes by rules, working days, leave and settings, one process on one core; the copy goes
by nothing. It empties the database first: what the other workloads loaded is loaded again when
they need it.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

from app.domain.entity import new_id
from app.domain.transaction import Database
from app.operate import worker_limits
from app.security.provision import create_tools
from app.server.databases import outside_urls
from app.server.migrate import migrate
from app.settings import Settings
from app.worker.clock import Clock
from bench.loading import connected, empty, truncate

NAME: Final = "series"
SERIES: Final = 100_000
TENANTS: Final = 10
MOST_TIMES: Final = 25.0
IDLE_SHARE: Final = 1 / 1000
WRITTEN: Final = ("conversation", "outbox_event")
BY_TRIGGERS: Final = ("search_word",)
HEADING: Final = (
    f"{'name':<8}{'ratio':>7}{'most':>7}{'series':>9}{'rows':>9}{'clock-s':>9}{'copy-s':>8}"
    f"{'idle-ms':>9}{'series/s':>10}"
)

_PEOPLE: Final = """
INSERT INTO person (tenant_id, id, version, created_at, external_id, user_name, display_name,
  time_zone, locale, status)
SELECT $1, gen_random_uuid(), 1, now(), n::text, n::text, n::text,
  (ARRAY['Europe/Stockholm', 'America/New_York', 'Asia/Tokyo'])[1 + n % 3], 'en', 'active'
FROM generate_series(1, $2::int) AS n
"""
_SERIES: Final = """
INSERT INTO series (tenant_id, id, version, created_at, person_id, partner_id, kind, topic, rule,
  starts_on, status, look_at)
SELECT $1, gen_random_uuid(), 1, now(), id, partner_id, 'peer', 'Career conversation',
  (ARRAY['FREQ=WEEKLY;INTERVAL=2;BYDAY=TH', 'FREQ=MONTHLY;BYDAY=2TU', NULL,
    'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1'])[1 + nth % 4],
  current_date - (nth % 400)::int, 'active', now()
FROM (SELECT id, row_number() OVER everybody AS nth,
    coalesce(lead(id) OVER everybody, first_value(id) OVER everybody) AS partner_id
  FROM person WHERE tenant_id = $1 WINDOW everybody AS (ORDER BY id)) AS pair
"""


def run(scale: float) -> bool:
    """Whether a round is fast enough, and one with nothing to do costs nearly nothing."""
    settings = Settings()
    owner_dsn = str(settings.database_url)
    migrate(owner_dsn)
    return asyncio.run(_run(settings, owner_dsn, max(10, round(SERIES / TENANTS * scale))))


async def _run(settings: Settings, owner_dsn: str, each: int) -> bool:
    await empty(owner_dsn, f"{NAME} x {each}")
    await _load(owner_dsn, each)
    async with opened(settings) as (finder, database):
        clock = Clock(finder, database, period_s=60)
        began = time.perf_counter()
        looked = await clock.once()
        took = time.perf_counter() - began
        began = time.perf_counter()
        again = await clock.once()
        idle = time.perf_counter() - began
    if (looked, again) != (TENANTS * each, 0):
        message = f"of {TENANTS * each} series {looked} were looked at, and then {again}"
        raise RuntimeError(message)
    rows, copied = await _copied(owner_dsn)
    await empty(owner_dsn, NAME)
    ratio = took / copied
    is_enough = ratio <= MOST_TIMES and idle <= max(took * IDLE_SHARE, 0.05)
    print(HEADING)
    print(
        f"{NAME:<8}{ratio:>7.2f}{MOST_TIMES:>7.2f}{looked:>9}{rows:>9}{took:>9.1f}{copied:>8.1f}"
        f"{idle * 1000:>9.1f}{looked / took:>10.0f}{'' if is_enough else '   falls short'}",
        flush=True,
    )
    return is_enough


async def _load(owner_dsn: str, each: int) -> None:
    began = time.perf_counter()
    tenant = "INSERT INTO tenant (tenant_id, id, version, created_at, name, time_zone, locale,"
    tenant += " anonymity_threshold) VALUES ($1, $1, 1, now(), 'Series', 'UTC', 'en', 5)"
    async with connected(owner_dsn) as owner:
        for _ in range(TENANTS):
            id: UUID = new_id()
            async with owner.transaction():
                await owner.execute("SET LOCAL ROLE career_app")
                await owner.execute("SELECT set_config('app.tenant_id', $1, true)", str(id))
                await owner.execute(tenant, id)
                await owner.execute(_PEOPLE, id, each)
                await owner.execute(_SERIES, id)
        for table in ("tenant", "person", "series", *WRITTEN):
            await owner.execute(f"VACUUM (ANALYZE) {table}")
    sys.stderr.write(f"loaded in {time.perf_counter() - began:.1f} s\n")


async def _copied(owner_dsn: str) -> tuple[int, float]:
    """How many rows were left behind, and the seconds that it takes to put them back."""
    rows, seconds = 0, 0.0
    async with connected(owner_dsn) as owner:
        for table in (*WRITTEN, *BY_TRIGGERS):
            await owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        try:
            for table in WRITTEN:
                await owner.execute(f"CREATE TEMP TABLE kept_{table} AS SELECT * FROM {table}")  # noqa: S608
                rows += await owner.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608
            await truncate(owner, (*WRITTEN, *BY_TRIGGERS))
            for table in WRITTEN:
                began = time.perf_counter()
                await owner.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")  # noqa: S608
                seconds += time.perf_counter() - began
        finally:
            for table in (*WRITTEN, *BY_TRIGGERS):
                await owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    return rows, seconds


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[tuple[Database, Database]]:
    """As the worker has them: for the roles that look and that serve."""
    logins = outside_urls(settings)
    assert logins is not None
    tools: Any = create_tools(settings)
    finder = Database(logins.worker.dsn, tools, role=logins.worker.role)
    limits = worker_limits(settings)
    database = Database(logins.app.dsn, tools, role=logins.app.role, limits=limits)
    await finder.open()
    await database.open()
    try:
        yield finder, database
    finally:
        await database.close()
        await finder.close()
