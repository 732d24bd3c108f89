"""Coverage of ten thousand people is one statement, which looks people up and reads no table."""

from collections.abc import AsyncIterator
from typing import Any, Final

import asyncpg
import pytest

from app.domain.actor import Actor
from app.domain.coverage import service as coverage
from app.domain.coverage.anonymity import told
from app.domain.coverage.repository import facts
from app.domain.transaction import Database
from app.settings import Settings
from bench.large import Page, last_place, page
from tests.company import LONG_S
from tests.covering import months_ago
from tests.scene import as_app
from tests.world import World

PEOPLE: Final = 10_000
LIMIT: Final = 20
FILL: Final = """
INSERT INTO person (tenant_id, id, version, created_at, external_id, user_name, display_name,
  time_zone, locale, status, department, location)
SELECT $1::uuid, md5(n::text || $1)::uuid, 1, now(), n::text, n::text, n::text,
  'UTC', 'en', 'active', 'd' || n % 40, 'l' || n % 7
FROM generate_series(1, 10000) AS n;
INSERT INTO relationship (tenant_id, id, version, created_at, person_id, related_id, kind,
  starts_on)
SELECT tenant_id, gen_random_uuid(), 1, now(), id,
  md5((external_id::int % 900 + 1)::text || $1)::uuid, 'manager', '2020-01-01'
FROM person WHERE tenant_id = $1::uuid AND external_id ~ '^[0-9]+$' AND external_id::int > 900;
INSERT INTO relationship (tenant_id, id, version, created_at, person_id, related_id, kind,
  starts_on)
SELECT tenant_id, gen_random_uuid(), 1, now(), id, md5('1' || $1)::uuid,
  'people_partner', '2020-01-01'
FROM person WHERE tenant_id = $1::uuid AND external_id ~ '^[0-9]+$' AND external_id <> '1';
INSERT INTO conversation (tenant_id, id, version, created_at, person_id, partner_id, topic,
  scheduled_at, status, held_at)
SELECT tenant_id, gen_random_uuid(), 1, now(), person_id, related_id, 'A topic',
  now() - n * interval '31 days', 'held', now() - n * interval '31 days'
FROM relationship, generate_series(1, 6) AS n
WHERE tenant_id = $1::uuid AND kind = 'manager' AND starts_on = '2020-01-01'
"""


@pytest.fixture(scope="module")
async def crowd(database: Database, owner_dsn: str, client: Any) -> World:
    world = await World.begin(database, client)
    async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
        await tx.connection.execute("SET LOCAL statement_timeout = 0")
        for sql in FILL.split(";"):
            await tx.connection.execute(sql, str(world.tenant_id), timeout=LONG_S)
    owner = await asyncpg.connect(owner_dsn)
    await owner.execute("ANALYZE person, relationship, conversation")
    await owner.close()
    return world


@pytest.fixture
async def serving(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await as_app(settings)
    yield connection
    await connection.close()


async def partner(serving: asyncpg.Connection, crowd: World) -> Actor:
    """Whose people are nearly all."""
    id = await serving.fetchval("SELECT md5('1' || $1)::uuid", str(crowd.tenant_id))
    return crowd.person(str(id))


def check(found: Page) -> None:
    for node in found.nodes():
        if node.get("Relation Name") == "conversation" and node.get("Actual Loops", 0) > 0:
            assert node["Node Type"] != "Seq Scan"


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
async def test_a_page_far_behind_costs_what_the_first_one_costs(
    crowd: World, serving: asyncpg.Connection, mode: str
) -> None:
    await serving.execute(f"SET plan_cache_mode = {mode}")
    actor, query = await partner(serving, crowd), coverage.list_coverage
    first = await page(serving, actor, {}, limit=LIMIT, query=query)
    far = await page(serving, actor, {}, limit=5000, query=query, explain=False)
    assert len(far.rows) == 5001
    given = {"after": last_place(far), "limit": LIMIT, "query": query}
    deep = await page(serving, actor, {}, **given)
    for found in (first, deep):
        check(found)
        assert len(found.rows) == LIMIT + 1
    assert deep.buffers <= 3 * first.buffers + 100, (first.buffers, deep.buffers)
    # Whom nobody fits is looked for among all of them: each is looked up once.
    nobody = await page(serving, actor, {"not_met_for_days": 900}, query=query)
    check(nobody)
    assert nobody.rows == []
    assert nobody.buffers < 20 * PEOPLE


async def test_all_groups_are_counted_from_one_statement(crowd: World) -> None:
    async with crowd.database.transaction(crowd.system.actor, crowd.system.clock()) as tx:
        found = await facts(tx, months_ago(3), months_ago(0))
    assert len(found) == PEOPLE - 900
    groups = told(found, 5)
    by = [group.by.value for group in groups]
    assert {kind: by.count(kind) for kind in ("organisation", "department", "location")} == {
        "organisation": 1,
        "department": 40,
        "location": 7,
    }
    assert by.count("manager") > 800
