"""Texts of before become talking points, those of the previous version at once, and texts again."""

from uuid import UUID, uuid4

import asyncpg
from alembic import command

from tests.migrations.test_migrations import alembic

TABLES = ("person", "conversation", "preparation")
PEOPLE = """
INSERT INTO person (tenant_id, id, version, created_at, external_id, user_name, display_name,
  time_zone, locale, status)
SELECT $1, id, 1, now(), id, id, 'A', 'UTC', 'en', 'active' FROM unnest($2::uuid[]) AS id
"""
TALK = """
INSERT INTO conversation
  (tenant_id, id, version, created_at, person_id, partner_id, topic, scheduled_at, status)
VALUES ($1, $2, 1, now(), $3, $4, 'Next', now(), 'scheduled')
"""
PREPARES = """
INSERT INTO preparation
  (tenant_id, id, version, created_at, conversation_id, author_id, talking_points)
VALUES ($1, gen_random_uuid(), 1, now(), $2, $3, $4)
"""
LONG = "a long one " * 500
POINTS = "SELECT author_id, body FROM talking_point ORDER BY position"


async def enter(owner: asyncpg.Connection, tenant: UUID) -> None:
    """As the version that serves, which is held by row-level security."""
    await owner.execute("SET LOCAL ROLE career_app")
    await owner.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant))


async def test_nothing_that_anybody_said_is_missed(empty: str) -> None:
    tenant, talk, amina, jonas = (uuid4() for _ in range(4))
    await alembic(command.upgrade, empty, "0017")
    owner = await asyncpg.connect(empty)
    try:
        async with owner.transaction():
            await enter(owner, tenant)
            await owner.execute(PEOPLE, tenant, [amina, jonas])
            await owner.execute(TALK, tenant, talk, amina, jonas)
            await owner.execute(PREPARES, tenant, talk, amina, LONG)
        await alembic(command.upgrade, empty, "0021")
        async with owner.transaction():
            await enter(owner, tenant)
            assert [tuple(one) for one in await owner.fetch(POINTS)] == [(amina, LONG)]
            await owner.execute(PREPARES, tenant, talk, jonas, "what the previous version writes")
            change = "UPDATE preparation SET talking_points = $1 WHERE author_id = $2"
            await owner.execute(change, "and changes", jonas)
            same = "UPDATE preparation SET hopes = 'A stage' WHERE author_id = $1"
            await owner.execute(same, jonas)
            both = [tuple(one) for one in await owner.fetch(POINTS)]
            assert both == [(amina, LONG), (jonas, "and changes")]
            await owner.execute(
                "UPDATE talking_point SET body = 'mine' WHERE author_id = $1", jonas
            )
            await owner.execute(change, "and again", jonas)
            more = [tuple(one) for one in await owner.fetch(POINTS)]
            assert more == [(amina, LONG), (jonas, "mine"), (jonas, "and again")]
            await owner.execute("DELETE FROM preparation WHERE author_id = $1", amina)
        await alembic(command.downgrade, empty, "0017")
        async with owner.transaction():
            await enter(owner, tenant)
            texts = await owner.fetch("SELECT author_id, talking_points FROM preparation")
        assert {tuple(one) for one in texts} == {(amina, LONG), (jonas, "mine\nand again")}
    finally:
        await owner.close()
