"""What directories ask for all the time is answered from an index."""

import pytest
from asyncpg import connect
from httpx import AsyncClient
from sqlalchemy import func
from sqlalchemy.dialects.postgresql import asyncpg

from app.domain.people.provisioning.criteria import (
    AllOf,
    Attribute,
    Compare,
    Operator,
    Some,
    Sought,
)
from app.domain.people.provisioning.repository import Directory, criteria
from app.domain.people.provisioning.views import people_source
from app.domain.transaction import Database, Transaction
from tests.world import World


def equal(*path: str, exact: bool = False, many: bool = False) -> Compare:
    return Compare(Attribute(path, exact=exact, many=many), Operator.EQ, "amina")


EMAILS = Attribute(("emails",), many=True)
ASKED = [
    ("person_user_name_ix", equal("userName")),
    ("person_tenant_id_external_id_uq", equal("externalId", exact=True)),
    ("person_display_name_ix", equal("displayName")),
    ("person_work_email_ix", equal("emails", "value", many=True)),
    ("person_work_email_ix", Some(EMAILS, AllOf((equal("type"), equal("value"))))),
    ("person_more_emails_ix", Some(EMAILS, equal("value"))),
]
MANY = """
INSERT INTO person (tenant_id, id, version, created_at, external_id, user_name, display_name,
  time_zone, locale, status)
SELECT $1, gen_random_uuid(), 1, now(), n::text, n::text, n::text, 'UTC', 'en', 'active'
FROM generate_series(1, 5000) AS n
"""


@pytest.fixture(scope="module")
async def many(database: Database, client: AsyncClient, owner_dsn: str) -> World:
    """An organisation of 5000, of which PostgreSQL knows how large it is."""
    world = await World.begin(database, client)
    context = world.ctx("vendor")
    async with database.transaction(context.actor, context.clock()) as tx:
        await tx.connection.execute(MANY, world.tenant_id)
    owner = await connect(owner_dsn)
    await owner.execute("ANALYZE person")
    await owner.close()
    return world


@pytest.mark.parametrize(("index", "criterion"), ASKED)
async def test_usual_questions_have_an_index(
    many: World, index: str, criterion: Compare | Some
) -> None:
    context = many.ctx("vendor")
    async with many.database.transaction(context.actor, context.clock()) as tx:
        told = await plan(tx, Sought(criterion))
    assert index in told, told


async def plan(tx: Transaction, sought: Sought) -> str:
    query = Directory(tx).visible(func.count()).where(*criteria(people_source(tx.me), sought))
    compiled = query.compile(dialect=asyncpg.dialect())  # type: ignore[no-untyped-call]
    values = compiled.construct_params(tx.parameters)
    names = compiled.positiontup or ()
    rows = await tx.connection.fetch(f"EXPLAIN {compiled}", *(values[name] for name in names))
    return "\n".join(row[0] for row in rows)
