"""A large organisation, loaded past the use cases, and what PostgreSQL does for one page of it.

Everybody has one plan, one manager (ten people each), and so many milestones, most of them done.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from app.domain.actor import GRANTABLE, Actor, ActorKind
from app.domain.context import _given, _symbols
from app.domain.entity import utc_now
from app.domain.plans import service as plans
from app.domain.policy import Me, bind
from app.domain.statement import Many, Statement, many_statement
from app.domain.use_case import Query

EACH: Final = 50
TEAM: Final = 10
PARTNER: Final = 2
PARTNERED: Final = 400
"""So many people have the second one as their people partner."""

_PEOPLE: Final = """
INSERT INTO person (tenant_id, id, version, created_at, external_id, user_name, display_name,
  time_zone, locale, status)
SELECT $1::uuid, @[n], 1, now(), n::text, n::text, n::text, 'UTC', 'en', 'active'
FROM generate_series(1, $2::int) AS n
"""
_TIES: Final = """
INSERT INTO relationship (tenant_id, id, version, created_at, person_id, related_id, kind,
  starts_on)
SELECT $1::uuid, gen_random_uuid(), 1, now(), @[n],
  CASE WHEN $5::int = 0 THEN @[n / $2] ELSE @[$5] END,
  CASE WHEN $5 = 0 THEN 'manager' ELSE 'people_partner' END, current_date - 9
FROM generate_series($3::int, $4::int) AS n
"""
_PLANS: Final = """
INSERT INTO plan (tenant_id, id, version, created_at, person_id, title, status)
SELECT $1::uuid, @[n], 1, now(), @[n], 'Plan', 'active'
FROM generate_series(1, $2::int) AS n
"""
_MILESTONES: Final = """
INSERT INTO milestone (tenant_id, id, version, created_at, plan_id, person_id, owner_id, kind,
  title, due_on, status, progress, reached_at)
SELECT $1::uuid,
  (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || substr(md5($1::text || n), 1, 12))::uuid,
  1, now(), @[who], @[who],
  CASE WHEN n % 7 = 0 THEN @[(1 + (n * 7919::bigint) % $2)::int] ELSE @[who] END,
  (ARRAY['training', 'mentoring', 'project', 'reading'])[1 + n % 4], 'Step ' || n,
  current_date - 600 + ((n * 104729::bigint) % 900)::int,
  CASE WHEN n % 1000 = 0 THEN 'blocked' WHEN n % 11 = 0 THEN 'planned' ELSE 'reached' END,
  CASE WHEN n % 1000 = 0 OR n % 11 = 0 THEN 0 ELSE 100 END,
  CASE WHEN n % 1000 = 0 OR n % 11 = 0 THEN NULL ELSE now() END
FROM (SELECT n, (1 + (n * 15485863::bigint) % $2)::int AS who
  FROM generate_series(1, $2::int * $3::int) AS n) AS steps
"""
_PERSON: Final = (
    r"(substr($1::text, 1, 8) || '-0000-7000-8000-' || lpad(to_hex(\1), 12, '0'))::uuid"
)


def _sql(text: str) -> str:
    """`@[n]` is the id of the person of that number."""
    return re.sub(r"@\[(.+?)\]", _PERSON, text)


@dataclass
class Large:
    """An organisation of so many people."""

    tenant_id: UUID
    people: int

    def person(self, n: int) -> Actor:
        id = UUID(f"{str(self.tenant_id)[:8]}-0000-7000-8000-{n:012x}")
        return Actor(self.tenant_id, id, ActorKind.PERSON, GRANTABLE)

    @property
    def client(self) -> Actor:
        return Actor(self.tenant_id, uuid4(), ActorKind.CLIENT, GRANTABLE)


async def load(owner: asyncpg.Connection, people: int) -> Large:
    """Insert it as the role of the application, whom row-level security lets do this."""
    large = Large(uuid4(), people)
    tenant = "INSERT INTO tenant (tenant_id, id, version, created_at, name, time_zone, locale,"
    async with owner.transaction():
        await owner.execute("SET LOCAL ROLE career_app")
        await owner.execute("SELECT set_config('app.tenant_id', $1, true)", str(large.tenant_id))
        await owner.execute("SET LOCAL synchronous_commit = off")
        tenant += " working_week, anonymity_threshold)"
        sql = f"{tenant} VALUES ($1, $1, 1, now(), 'Large', 'UTC', 'en', '{{1,2,3,4,5}}', 5)"
        await owner.execute(sql, large.tenant_id)
        id = large.tenant_id
        await owner.execute(_sql(_PEOPLE), id, people)
        await owner.execute(_sql(_TIES), id, TEAM, TEAM, people, 0)
        await owner.execute(_sql(_TIES), id, TEAM, TEAM, TEAM + PARTNERED, PARTNER)
        await owner.execute(_sql(_PLANS), id, people)
        await owner.execute(_sql(_MILESTONES), id, people, EACH)
    for table in ("person", "relationship", "plan", "milestone"):
        await owner.execute(f"VACUUM (ANALYZE) {table}")
    return large


@dataclass(frozen=True)
class Page:
    """One page, and what it took."""

    rows: list[Any]
    buffers: int
    plan: dict[str, Any]

    def nodes(self) -> Iterator[dict[str, Any]]:
        waiting = [self.plan]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += node.get("Plans", [])

    @property
    def ids(self) -> list[str]:
        return [json.loads(row["body"])["id"] for row in self.rows]


_statements: dict[Any, Statement] = {}


def _statement(
    query: Query, kind: ActorKind, given: Mapping[str, Any], *, after: bool
) -> Statement:
    """Built once, so that it is the database that is measured."""
    key = (query.name, kind, repr(given), after)
    if key not in _statements:
        me = Me(kind)
        read = query(me, **_symbols(query, given))
        assert isinstance(read, Many)
        _statements[key] = many_statement(me, read, after=after)
    return _statements[key]


async def page(
    connection: asyncpg.Connection,
    actor: Actor,
    filters: Mapping[str, Any],
    *,
    after: tuple[Any, ...] | None = None,
    limit: int = 50,
    query: Query = plans.list_milestones,
    explain: bool = True,
) -> Page:
    """What a page of a list sends, sent and explained."""
    assert query.filters is not None
    given = _given(query.filters(**filters))
    statement = _statement(query, actor.kind, given, after=after is not None)
    values = bind(actor, utc_now()) | given | {"limit": limit + 1}
    values |= {f"after_{n}": key for n, key in enumerate(after or ())}
    arguments = statement.arguments(values)
    rows = await connection.fetch(statement.sql, *arguments)
    told: dict[str, Any] = {"Plan": {}}
    if explain:
        sql = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.sql}"
        [told] = json.loads(await connection.fetchval(sql, *arguments))
    top = told["Plan"]
    buffers = top.get("Shared Hit Blocks", 0) + top.get("Shared Read Blocks", 0)
    return Page(list(rows), buffers, top)


def last_place(found: Page) -> tuple[Any, ...]:
    """The place of the last row of a page."""
    return tuple(found.rows[-1])[2:]
