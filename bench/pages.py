"""What a page far behind costs, against the first one: `make bench ONLY=pages`.

A million milestones in one organisation of 20,000 people. A line for each list:

    list                                 page      first      far   ratio
    client created                       1000       0.41     0.42    1.02

- `first`, `far`: milliseconds of page 1 and of page 1000, the median of some, as the role that
  serves; or of the last full page, where there are not so many.
- `ratio`: the second by the first. It is small wherever pages are found by an index.

It empties the database first: what the other workloads loaded is loaded again when they need it.
"""

import asyncio
import statistics
import time
from itertools import product
from typing import Any, Final

import asyncpg

from app.domain.actor import Actor
from app.server.databases import outside_urls
from app.server.migrate import migrate
from app.settings import Settings
from bench.large import Large, last_place, load, page
from bench.loading import connected, empty

NAME: Final = "pages"
PEOPLE: Final = 20_000
LIMIT: Final = 50
FAR: Final = 1000
TIMES: Final = 15
MOST_TIMES: Final = 3.0
SORTS: Final = ("created", "dueOn", "-dueOn")
FILTERS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"open": True},
    {"status": ["planned"]},
    {"kind": "mentoring"},
)


def run(scale: float) -> bool:
    """Whether no list gets slower towards its end."""
    settings = Settings()
    migrate(str(settings.database_url))
    return asyncio.run(_run(settings, max(1000, round(PEOPLE * scale))))


async def _run(settings: Settings, people: int) -> bool:
    owner_dsn = str(settings.database_url)
    await empty(owner_dsn, f"{NAME} x {people}")
    async with connected(owner_dsn) as owner:
        large = await load(owner, people)
    logins = outside_urls(settings)
    assert logins is not None
    print(f"{'list':<44}{'page':>6}{'first':>10}{'far':>10}{'ratio':>8}", flush=True)
    async with connected(logins.app.dsn) as connection:
        lists = product(_readers(large).items(), FILTERS, SORTS)
        found = [
            await _ratio(connection, name, actor, filters | {"sort": sort})
            for (name, actor), filters, sort in lists
        ]
    return all(ratio <= MOST_TIMES for ratio in found)


def _readers(large: Large) -> dict[str, Actor]:
    return {"client": large.client, "manager": large.person(5), "partner": large.person(2)}


async def _ratio(
    connection: asyncpg.Connection, name: str, actor: Actor, filters: dict[str, Any]
) -> float:
    rows = (FAR - 1) * LIMIT
    before = await page(connection, actor, filters, limit=rows - 1, explain=False)
    if len(before.rows) < rows:  # the last full page of fewer
        del before.rows[-LIMIT:]
    number = len(before.rows) // LIMIT + 1
    first = await _time(connection, actor, filters, None)
    far = first
    if before.rows:
        far = await _time(connection, actor, filters, last_place(before))
    title = " ".join([name, *(f"{key}={value}" for key, value in filters.items())])
    ratio = far / first
    print(f"{title:<44}{number:>6}{first:>10.2f}{far:>10.2f}{ratio:>8.2f}", flush=True)
    return ratio


async def _time(
    connection: asyncpg.Connection,
    actor: Actor,
    filters: dict[str, Any],
    after: tuple[Any, ...] | None,
) -> float:
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        await page(connection, actor, filters, after=after, limit=LIMIT, explain=False)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000
