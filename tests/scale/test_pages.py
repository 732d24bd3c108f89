"""Page 1000 of a long list costs what page 1 costs, for everybody, in each order."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg
import pytest

from app.domain.actor import Actor
from app.domain.plans import service as plans
from app.server.databases import outside_urls
from app.settings import Settings
from bench.large import EACH, TEAM, Large, Page, last_place, load, page

PEOPLE: Final = 2000
LIMIT: Final = 20
DEEP: Final = 1000 * LIMIT
SLACK: Final = 3
"""So many times the buffers of page 1, where rows lie closer together here and there."""

TODAY: Final = datetime.now(UTC).date()
SORTS: Final = ("created", "dueOn", "-dueOn")
FILTERS: Final[dict[str, dict[str, Any]]] = {
    "none": {},
    "open": {"open": True},
    "status": {"status": ["planned"]},
    "two_states": {"status": ["planned", "blocked"]},
    "rare_status": {"status": ["blocked"]},
    "kind": {"kind": "mentoring"},
    "due": {"due_from": TODAY - timedelta(100), "due_before": TODAY + timedelta(60)},
    "of_my_reports": {"of_my_reports": True},
    "owner": {"owner_id": 5 * TEAM},
    "person": {"person_id": 5 * TEAM},
    "plan": {"plan_id": 5 * TEAM},
}
READERS: Final = {"client": None, "manager": 5, "people_partner": 2, "employee": PEOPLE - 3}


@pytest.fixture(scope="module")
async def large(owner_dsn: str) -> AsyncIterator[Large]:
    """What is known of its rows stays what `load` found, whatever other tests do beside."""
    owner = await asyncpg.connect(owner_dsn)
    await owner.execute("ALTER TABLE milestone SET (autovacuum_enabled = false)")
    yield await load(owner, PEOPLE)
    await owner.execute("ALTER TABLE milestone RESET (autovacuum_enabled)")
    await owner.close()


@pytest.fixture(scope="module")
async def serving(settings: Settings, large: Large) -> AsyncIterator[asyncpg.Connection]:
    """Under the role that serves, in that organisation."""
    logins = outside_urls(settings)
    assert logins is not None
    connection = await asyncpg.connect(logins.app.dsn)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
def behind(large: Large, serving: asyncpg.Connection) -> "Behind":
    return Behind(large, serving)


@dataclass
class Behind:
    """All that comes before a page far behind: read once for both modes, which come in turn."""

    large: Large
    serving: asyncpg.Connection
    of: tuple[str, str] = ("", "")
    read: dict[str, Page] = field(default_factory=dict)

    async def before(self, who: str, filters: str, sort: str) -> Page:
        if self.of != (who, filters):
            self.of, self.read = (who, filters), {}
        if sort not in self.read:
            given = narrowed(self.large, filters, sort)
            actor = reader(self.large, who)
            found = await page(self.serving, actor, given, limit=DEEP, explain=False)
            if len(found.rows) > LIMIT:  # there is a second page
                # The last page of what there is, or the one after so many.
                found.rows[-LIMIT - 1 :] = []
            else:
                found.rows.clear()
            self.read[sort] = found
        return self.read[sort]


def told(found: Page) -> tuple[int, list[tuple[Any, ...]]]:
    names = ("Node Type", "Index Name", "Plan Rows", "Actual Rows", "Shared Hit Blocks")
    return found.buffers, [tuple(node.get(name) for name in names) for node in found.nodes()]


def reader(large: Large, who: str) -> Actor:
    n = READERS[who]
    return large.client if n is None else large.person(n)


def narrowed(large: Large, filters: str, sort: str) -> dict[str, Any]:
    given = dict(FILTERS[filters])
    for name in ("owner_id", "person_id", "plan_id"):
        if name in given:
            given[name] = large.person(given[name]).id
    return given | {"sort": sort}


def check(found: Page) -> None:
    """No table is read through, and nothing but a page of each way is sorted."""
    for node in found.nodes():
        if node.get("Actual Loops", 0) == 0:
            continue  # planned, and never begun
        if node.get("Relation Name") == "milestone":
            assert node["Node Type"] != "Seq Scan"
        if node["Node Type"] in ("Sort", "Incremental Sort"):
            below = node["Plans"][0]
            # Once for each way: at most a page for each of its people; or all of one person.
            most = max(LIMIT + 1, 3 * EACH)
            ways = 5 * (TEAM + 2) * (LIMIT + 1)
            sorted_at_once = below["Actual Rows"]
            assert sorted_at_once <= max(most, ways), (node["Node Type"], sorted_at_once)


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("who", READERS)
async def test_a_page_far_behind_costs_what_the_first_one_costs(
    large: Large,
    serving: asyncpg.Connection,
    behind: Behind,
    who: str,
    filters: str,
    mode: str,
) -> None:
    await serving.execute(f"SET plan_cache_mode = {mode}")
    for sort in SORTS:
        given = narrowed(large, filters, sort)
        first = await page(serving, reader(large, who), given, limit=LIMIT)
        check(first)
        far = await behind.before(who, filters, sort)
        if not far.rows:
            continue
        deep = await page(serving, reader(large, who), given, limit=LIMIT, after=last_place(far))
        check(deep)
        assert len(deep.rows) >= min(LIMIT, len(first.rows) - 1)
        assert deep.buffers <= SLACK * first.buffers + 100, (sort, told(first), told(deep))
        assert not set(deep.ids) & set(far.ids)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("who", ["manager", "people_partner", "employee"])
async def test_pages_by_ways_are_the_same_list_as_by_walking(
    large: Large, serving: asyncpg.Connection, who: str, sort: str
) -> None:
    """What a person finds is what the rule in plain words lets in."""
    actor = reader(large, who)
    found = await page(serving, actor, {"sort": sort}, limit=100_000, explain=False)
    async with serving.transaction():
        tenant = str(large.tenant_id)
        await serving.execute("SELECT set_config('app.tenant_id', $1, true)", tenant)
        rows = await serving.fetch(RULE, actor.tenant_id, actor.id)
    keys = ("due_on", "id") if sort != "created" else ("id",)
    order = sorted(rows, key=lambda row: tuple(row[key] for key in keys))
    alone = [str(row["id"]) for row in (order[::-1] if sort == "-dueOn" else order)]
    assert found.ids == alone


RULE: Final = """
SELECT id, due_on FROM milestone WHERE tenant_id = $1 AND (person_id = $2 OR owner_id = $2
  OR person_id IN (SELECT person_id FROM relationship WHERE tenant_id = $1 AND related_id = $2))
"""


async def test_goals_and_plans_are_found_by_person_too(
    large: Large, serving: asyncpg.Connection
) -> None:
    for query in (plans.list_plans, plans.list_goals):
        found = await page(serving, reader(large, "manager"), {}, query=query)
        assert found.buffers < 300
    found = await page(serving, reader(large, "manager"), {}, query=plans.list_plans)
    assert len(found.rows) == TEAM + 1
