"""In a large organisation each list of gaps is one statement, answered by indexes: no table that
grows with the organisation is read through.
"""

import json
from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import asyncpg
import pytest

from app.domain.actor import ActorKind
from app.domain.assessments import service as assessments
from app.domain.context import _symbols
from app.domain.entity import utc_now
from app.domain.gaps import service as gaps
from app.domain.policy import Me, bind
from app.domain.statement import many_statement
from app.domain.transaction import Database
from app.domain.use_case import Query
from app.server.databases import outside_urls
from app.settings import Settings
from bench.large import Page
from tests.company import Company

PEOPLE: Final = 3000
GROWS: Final = {
    *("assessment", "role_assignment", "person", "relationship"),
    *("role_requirement", "role_profile", "role_profile_version", "pathway", "competency"),
}
"""Tables of which a large organisation has many rows."""

_FILL: Final = (
    """
    INSERT INTO competency_framework (tenant_id, id, version, created_at, code, title, language,
      source, scale, associations, content_hash)
    SELECT $1, uuidv7(), 1, now(), 'f', 'F', 'en', 'own',
      (SELECT jsonb_agg(jsonb_build_object('code', 'L' || n, 'name', 'N', 'rank', n))
       FROM generate_series(1, 5) AS n), '[]', ''
    """,
    """
    INSERT INTO competency (tenant_id, id, version, created_at, framework_id, code, name, statement,
      position, levels, education_levels, status)
    SELECT $1, uuidv7(), 1, now(), id, 'C' || n, 'C', 'Does.', n, '[]', '[]', 'active'
    FROM competency_framework, generate_series(0, 2999) AS n
    """,
    """
    INSERT INTO role_profile (tenant_id, id, version, created_at, code, title, track, rank,
      framework_id, framework_number, translations, extra, status, number, published_at, digest,
      is_declared)
    SELECT $1, uuidv7(), 1, now(), 'R' || n, 'R', 'expert', n % 10, id, 1, '{}', '{}', 'published',
      1, now(), '', false
    FROM competency_framework, generate_series(0, 1999) AS n
    """,
    """
    INSERT INTO role_requirement (tenant_id, id, version, created_at, role_profile_id,
      competency_id, level, rank, is_essential, position)
    SELECT $1, uuidv7(), 1, now(), role.id, competency.id, 'L3', 3, true, k
    FROM role_profile AS role, generate_series(0, 9) AS k, competency
    WHERE competency.code = 'C' || ((substr(role.code, 2)::int + k) % 3000)
    """,
    """
    INSERT INTO role_profile_version (tenant_id, id, version, created_at, role_profile_id, number,
      content, published_at)
    SELECT $1, uuidv7(), 1, now(), role.id, 1, jsonb_build_object('code', role.code, 'title', 'R',
      'family', null, 'track', 'expert', 'rank', 1,
      'framework', jsonb_build_object('id', role.framework_id, 'code', 'f', 'number', 1),
      'requirements', (
        SELECT jsonb_agg(jsonb_build_object('competencyId', need.competency_id, 'code', 'C',
          'name', 'C', 'level', need.level, 'rank', need.rank, 'essential', true))
        FROM role_requirement AS need
        WHERE need.tenant_id = role.tenant_id AND need.role_profile_id = role.id
      )), now()
    FROM role_profile AS role
    """,
    """
    INSERT INTO pathway (tenant_id, id, version, created_at, from_role_id, to_role_id, kind, status)
    SELECT $1, uuidv7(), 1, now(), one.id, other.id, 'promotion', 'active'
    FROM role_profile AS one, generate_series(1, 3) AS k, role_profile AS other
    WHERE other.code = 'R' || ((substr(one.code, 2)::int + k) % 2000)
    """,
    """
    INSERT INTO role_assignment (tenant_id, id, version, created_at, person_id, role_profile_id,
      starts_on)
    SELECT $1, uuidv7(), 1, now(), person.id, role.id, DATE '2020-01-31'
    FROM person, role_profile AS role
    WHERE role.code = 'R' || (substr(person.external_id, 3)::int % 2000)
    """,
    """
    INSERT INTO assessment (tenant_id, id, version, created_at, person_id, competency_id, kind,
      assessor_id, level, rank, framework_number, confidence, assessed_on, is_named, open_on)
    SELECT $1, uuidv7(), 1, now(), person.id, competency.id, 'self', person.id, 'L2', 2, 1, 'high',
      DATE '2020-01-31', false, DATE '2020-01-31'
    FROM person, generate_series(0, 9) AS k, competency
    WHERE competency.code = 'C' || ((substr(person.external_id, 3)::int + k) % 3000)
    """,
)


@pytest.fixture(scope="module")
async def company(database: Database, owner_dsn: str, settings: Settings) -> Company:
    company = await Company.begin(database, PEOPLE)
    for statement in _FILL:
        await company.fill(statement)
    logins = outside_urls(settings)
    assert logins is not None
    await company.put_under_managers(logins.app.dsn)
    owner = await asyncpg.connect(owner_dsn)
    await owner.execute(f"ANALYZE {', '.join(sorted(GROWS))}")
    await owner.close()
    return company


@pytest.fixture(scope="module")
async def serving(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    logins = outside_urls(settings)
    assert logins is not None
    connection = await asyncpg.connect(logins.app.dsn, server_settings=logins.app.server_settings)
    yield connection
    await connection.close()


LISTS: Final = {
    gaps.list_gaps: 1,
    gaps.list_reachable_roles: 12,
    gaps.list_next_levels: 10,
    assessments.list_competency_standings: 10,
    assessments.list_assessments: 10,
}
"""At least so many rows are there to be found."""


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("reader", [2718, 271], ids=["the person", "manager"])
@pytest.mark.parametrize("query", LISTS, ids=lambda one: one.name)
async def test_it_is_answered_by_indexes(
    company: Company, serving: asyncpg.Connection, query: Query, reader: int, mode: str
) -> None:
    await serving.execute(f"SET plan_cache_mode = {mode}")
    found = await explained(company, serving, query, reader)

    assert len(found.rows) >= LISTS[query]
    read = [node for node in found.nodes() if node.get("Relation Name") in GROWS]
    assert read
    for node in read:
        assert node["Node Type"] != "Seq Scan", node
    assert found.buffers < 5_000


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
async def test_versions_are_too_and_beside_roles(
    company: Company, serving: asyncpg.Connection, mode: str
) -> None:
    await serving.execute(f"SET plan_cache_mode = {mode}")
    async with company.transaction() as connection:
        rows = await connection.fetch(
            "SELECT id, role_profile_id FROM role_profile_version LIMIT 2"
        )
    versions, named = zip(*rows, strict=True)
    given = {"role_profile_version_ids": list(versions), "role_profile_ids": list(named)}
    found = await explained(company, serving, gaps.list_gaps, 2718, given)

    assert len(found.rows) == 4
    for node in found.nodes():
        if node.get("Relation Name") in GROWS:
            assert node["Node Type"] != "Seq Scan", node
    assert found.buffers < 5_000


async def explained(
    company: Company,
    connection: asyncpg.Connection,
    query: Query,
    reader: int,
    given: Mapping[str, Any] = MappingProxyType({}),
) -> Page:
    """A page of somebody, as a reader is sent it, and what it took."""
    actor, me = company.at(reader).actor, Me(ActorKind.PERSON)
    read: Any = query(me, **_symbols(query, given))
    statement = many_statement(me, read, after=False)
    values = bind(actor, utc_now()) | given | {"person_id": company.people[2718], "limit": 51}
    arguments = statement.arguments(values)
    rows = await connection.fetch(statement.sql, *arguments)
    sql = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.sql}"
    [told] = json.loads(await connection.fetchval(sql, *arguments))
    top = told["Plan"]
    return Page(list(rows), top["Shared Hit Blocks"] + top.get("Shared Read Blocks", 0), top)
