"""A large organisation, put in set-wise: person `n` reports to person `(n - 1) // 10`."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from app.domain.actor import GRANTABLE, Actor, ActorKind
from app.domain.context import Context
from app.domain.people import service as people
from app.domain.transaction import Database

TEAM = 10
LONG_S = 300.0

_PEOPLE = """
INSERT INTO person (tenant_id, id, version, created_at, external_id, user_name, display_name,
  time_zone, locale, status)
SELECT $1, uuidv7(), 1, now(), 'e-' || n, 'e-' || n, 'Person ' || n, 'UTC', 'en', 'active'
FROM generate_series(0, $2::int - 1) AS n
"""
_MANAGERS = """
INSERT INTO relationship (tenant_id, id, version, created_at, person_id, related_id, kind,
  starts_on)
SELECT $1, uuidv7(), 1, now(), below, above, 'manager', DATE '2020-01-31'
FROM unnest($2::uuid[], $3::uuid[]) AS tie (below, above)
"""


@dataclass
class Company:
    tenant_id: UUID
    database: Database
    people: list[UUID]

    @classmethod
    async def begin(cls, database: Database, size: int) -> "Company":
        company = cls(uuid4(), database, [])
        named = {"name": "Large", "time_zone": "UTC", "locale": "en"}
        await company.system.execute(people.found_tenant, named)
        await company.fill(_PEOPLE, size)
        async with company.transaction() as connection:
            found = await connection.fetch("SELECT id, external_id FROM person")
            numbers = {int(row["external_id"][2:]): row["id"] for row in found}
        company.people = [numbers[n] for n in range(size)]
        return company

    @property
    def system(self) -> Context:
        return Context(Actor.system(self.tenant_id), self.database)

    def at(self, n: int) -> Context:
        actor = Actor(self.tenant_id, self.people[n], ActorKind.PERSON, GRANTABLE)
        return Context(actor, self.database)

    def transaction(self) -> Any:
        return _Transaction(self)

    async def fill(self, statement: str, *arguments: Any) -> None:
        """Put rows in, `$1` being the tenant: a busy machine may take longer than the product
        allows any statement.
        """
        async with self.transaction() as connection:
            await connection.execute("SET LOCAL statement_timeout = 0")
            await connection.execute(statement, self.tenant_id, *arguments, timeout=LONG_S)

    async def analyse(self, owner_dsn: str) -> None:
        """What autovacuum does, now: plans that were made when tables were small are forgotten."""
        owner = await asyncpg.connect(owner_dsn)
        await owner.execute("ANALYZE person, relationship")
        await owner.close()

    async def put_under_managers(self, dsn: str) -> None:
        """In one statement, which on a busy machine may take longer than the product allows."""
        below = self.people[1:]
        above = [self.people[(n - 1) // TEAM] for n in range(1, len(self.people))]
        connection = await asyncpg.connect(dsn)
        async with connection.transaction():
            tenant = str(self.tenant_id)
            await connection.execute("SELECT set_config('app.tenant_id', $1, true)", tenant)
            await connection.execute(_MANAGERS, self.tenant_id, below, above)
        await connection.close()


@dataclass
class _Transaction:
    """The connection of a transaction of the company, past all rules but row-level security."""

    company: Company
    _open: Any = None

    async def __aenter__(self) -> asyncpg.Connection:
        system = self.company.system
        self._open = self.company.database.transaction(system.actor, system.clock())
        return (await self._open.__aenter__()).connection

    async def __aexit__(self, *why: object) -> Any:
        return await self._open.__aexit__(*why)
