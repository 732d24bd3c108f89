"""How fast people come in, against COPY: `make bench ONLY=import`.

One line is printed:

    name      ratio  most   people  people/s  copied/s  rss-mb  growth-mb
    import     2.90  5.00   500000      5300     15400     163        0.2

- `ratio`: seconds of the import, divided by those of COPY of the very rows that it left behind,
  into the same tables with the same indexes, constraints and triggers.
- `people/s`: through the use case, 10,000 in a call, as the role that serves requests.
- `copied/s`: the same people by COPY, as the owner: it is not for roles that row-level
  security holds. Which tables were written to is found out, not listed.
- `growth-mb`: what the importing process holds after its last call, less what it held after
  half of them. Over the first the heap settles, though the objects in it are as many.

Both begin with empty tables: what the other workloads loaded is loaded again when they need it.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.entity import new_id
from app.domain.people import service as people
from app.domain.people.commands import MOST, UpsertPeople
from app.domain.transaction import Database
from app.security.provision import create_tools
from app.server.databases import outside_urls
from app.server.migrate import migrate
from app.settings import Settings
from bench.loading import connected, empty, tenant_tables

NAME: Final = "import"
TENANTS: Final = 50
TEAM: Final = 10
MOST_TIMES: Final = 5.0
MOST_GROWTH: Final = 0.10
HEADING: Final = (
    f"{'name':<10}{'ratio':>7}{'most':>7}{'people':>9}{'people/s':>10}{'copied/s':>10}"
    f"{'rss-mb':>8}{'growth-mb':>11}"
)
_MB: Final = 1024 * 1024


@dataclass(frozen=True)
class Imported:
    """What the importing process tells of itself."""

    seconds: float
    held: list[int]
    """Bytes of memory after each call."""

    @property
    def growth(self) -> int:
        return self.held[-1] - self._settled

    @property
    def is_flat(self) -> bool:
        return self.growth <= MOST_GROWTH * self._settled

    @property
    def _settled(self) -> int:
        return self.held[(len(self.held) - 1) // 2]


def run(scale: float) -> bool:
    """Whether it is fast enough, and stays as small as it was."""
    owner_dsn = str(Settings().database_url)
    migrate(owner_dsn)
    tenants = max(1, round(TENANTS * scale))
    with TemporaryDirectory(prefix="career-bench-") as folder:
        imported, copied = asyncio.run(_both(owner_dsn, tenants, Path(folder)))
    count, ratio = tenants * MOST, imported.seconds / copied
    is_enough = ratio <= MOST_TIMES and imported.is_flat
    print(HEADING)
    print(
        f"{NAME:<10}{ratio:>7.2f}{MOST_TIMES:>7.2f}{count:>9}{count / imported.seconds:>10.0f}"
        f"{count / copied:>10.0f}{imported.held[-1] / _MB:>8.0f}{imported.growth / _MB:>11.1f}"
        f"{'' if is_enough else '   falls short'}",
        flush=True,
    )
    return is_enough


async def _both(owner_dsn: str, tenants: int, folder: Path) -> tuple[Imported, float]:
    await empty(owner_dsn, NAME)
    ids = [new_id() for _ in range(tenants)]
    async with _opened() as database:
        for id in ids:
            named = {"name": f"Organisation {id}", "time_zone": "UTC", "locale": "en"}
            await Context(Actor.system(id), database).execute(people.found_tenant, named)
    async with _seeing_everything(owner_dsn) as owner:
        tables = await _tables(owner)
        before = {table: await _count(owner, table) for table in tables}
    # A new process, so that what it holds is what importing needs.
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        imported = process.submit(_import, ids).result()
    async with _seeing_everything(owner_dsn) as owner:
        written = [one for one in tables if await _count(owner, one) != before[one]]
        copied = await _copied(owner, written, folder)
    await empty(owner_dsn, NAME)
    return imported, copied


def _import(ids: list[UUID]) -> Imported:
    return asyncio.run(_bring_in(ids))


async def _bring_in(ids: list[UUID]) -> Imported:
    seconds, held = 0.0, []
    async with _opened() as database:
        for nth, id in enumerate(ids, 1):
            items = list(_people(nth))
            began = time.perf_counter()
            command = UpsertPeople(items=items)
            context = Context(Actor.system(id), database)
            answer = await context.execute(people.upsert_people, {"command": command})
            took = time.perf_counter() - began
            if f'"created":{MOST},' not in answer.body:
                message = f"not everybody was taken in: {answer.body[:500]}"
                raise RuntimeError(message)
            seconds += took
            held.append(_held())
            sys.stderr.write(f"import {nth}/{len(ids)} {took:.2f} s, {held[-1] / _MB:.0f} MB\n")
    return Imported(seconds, held)


def _people(tenant: int) -> Iterator[dict[str, Any]]:
    for n in range(MOST):
        user = f"amina.haddad.{tenant}.{n}"
        yield {
            "externalId": f"E{n:06}",
            "userName": user,
            "displayName": f"Amina Haddad {n}",
            "givenName": "Amina",
            "familyName": f"Haddad {n}",
            "workEmail": f"{user}@northwind.example",
            "title": ("Engineer", "Analyst", "Designer", "Nurse")[n % 4],
            "department": ("Platform", "Care", "Sales", "Operations")[n // TEAM % 4],
            "location": "Stockholm",
            "timeZone": "Europe/Stockholm",
            "locale": "sv-SE",
            "startsOn": f"20{n % 20 + 5:02}-0{n % 9 + 1}-1{n % 10}",
            "managerExternalId": f"E{(n - 1) // TEAM:06}" if n else None,
        }


def _held() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


async def _copied(owner: Any, tables: list[str], folder: Path) -> float:
    """Seconds that it takes to COPY back what is in these tables, which are empty before."""
    for table in tables:
        with (folder / table).open("wb") as file:
            await owner.copy_from_table(table, output=file, format="binary")
    await owner.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    seconds = 0.0
    for table in tables:
        with (folder / table).open("rb") as file:
            began = time.perf_counter()
            done = await owner.copy_to_table(table, source=file, format="binary")
            took = time.perf_counter() - began
        seconds += took
        sys.stderr.write(f"{done} {table} {took:.2f} s\n")
    return seconds


async def _tables(owner: Any) -> list[str]:
    """Every table of ours, those first that others point to."""
    rows = await owner.fetch(
        "SELECT relname AS name, ARRAY(SELECT confrelid::regclass::text FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid = pg_class.oid AND confrelid <> pg_class.oid) AS needs "
        "FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace "
        "ORDER BY relname"
    )
    waiting = {row["name"]: set(row["needs"]) for row in rows}
    ordered: list[str] = []
    while waiting:
        ready = [name for name, needs in waiting.items() if needs <= set(ordered)]
        if not ready:
            message = f"these tables point at each other: {', '.join(waiting)}"
            raise RuntimeError(message)
        ordered += ready
        for name in ready:
            del waiting[name]
    return ordered


async def _count(owner: Any, table: str) -> int:
    found: int = await owner.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608
    return found


@asynccontextmanager
async def _seeing_everything(owner_dsn: str) -> AsyncIterator[Any]:
    """The owner, whom row-level security does not hold meanwhile: COPY needs that."""
    async with connected(owner_dsn) as owner:
        tables = await tenant_tables(owner)
        for table in tables:
            await owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        try:
            yield owner
        finally:
            for table in tables:
                await owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


@asynccontextmanager
async def _opened() -> AsyncIterator[Database]:
    """As the role that serves requests, with the limits that it has there."""
    settings = Settings()
    logins = outside_urls(settings)
    assert logins is not None
    database = Database(logins.app.dsn, create_tools(settings), role=logins.app.role)
    await database.open()
    try:
        yield database
    finally:
        await database.close()
