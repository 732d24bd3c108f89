"""Migrations lead to what the models say, and back, and wait for nobody for long."""

import ast
import asyncio
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from app.domain.entity import metadata
from app.server.errors import MissingRight
from app.server.migrate import current_and_head, migrate
from app.server.revisions import MIGRATIONS, known_revisions
from tests.migrations.catalogue import everything, structure

VERSIONS = sorted((MIGRATIONS / "versions").glob("*.py"))
LOCK_TIMEOUT_S = 4
SEALING, BEFORE_SEALING = "0022", "0021"


async def alembic(run: Callable[..., Any], dsn: str, *arguments: str) -> None:
    """An alembic command, in a thread: its environment runs a loop of its own."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["dsn"] = dsn
    await asyncio.to_thread(run, config, *arguments)


def ours(lines: set[str]) -> set[str]:
    """Without the table in which alembic itself remembers where it is."""
    return {line for line in lines if "alembic_version" not in line}


async def test_up_and_down_and_up_again_is_the_same_as_up(empty: str) -> None:
    before = await everything(empty)
    await asyncio.to_thread(migrate, empty)
    up = await everything(empty)

    await alembic(command.downgrade, empty, "base")
    assert ours(await everything(empty)) == before
    assert await asyncio.to_thread(current_and_head, empty) == (None, up_to())

    await asyncio.to_thread(migrate, empty)
    assert await everything(empty) == up


async def test_every_step_can_be_gone_down_and_up(empty: str) -> None:
    for _ in VERSIONS:
        await alembic(command.upgrade, empty, "+1")
        up = await everything(empty)
        await alembic(command.downgrade, empty, "-1")
        await alembic(command.upgrade, empty, "+1")
        assert await everything(empty) == up
    with pytest.raises(CommandError):
        await alembic(command.upgrade, empty, "+1")


async def test_the_models_say_what_the_migrations_made(owner_dsn: str) -> None:
    await alembic(command.check, owner_dsn)


async def test_tables_made_from_the_models_are_the_same_in_every_constraint(
    empty: str, owner_dsn: str
) -> None:
    """What `alembic check` does not compare: checks, exclusions, partial indexes."""

    async def connect() -> Any:
        return await asyncpg.connect(empty)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("CREATE EXTENSION btree_gist")
        await connection.run_sync(metadata.create_all)
    await engine.dispose()

    assert await structure(empty) == ours(await structure(owner_dsn))


async def test_a_lock_that_another_holds_ends_a_migration_soon_and_cleanly(empty: str) -> None:
    await alembic(command.upgrade, empty, "0001")  # each revision is a transaction of its own
    up = await everything(empty)
    reader = await asyncpg.connect(empty)
    try:
        async with reader.transaction():
            await reader.execute("LOCK TABLE tenant IN ACCESS SHARE MODE")
            began = time.perf_counter()
            with pytest.raises(DBAPIError, match="lock timeout"):
                await alembic(command.downgrade, empty, "base")
            assert time.perf_counter() - began < LOCK_TIMEOUT_S + 3
    finally:
        await reader.close()
    assert await asyncio.to_thread(current_and_head, empty) == ("0001", up_to())
    assert await everything(empty) == up


@pytest.mark.parametrize("file", VERSIONS, ids=lambda file: file.stem)
def test_every_migration_says_why_the_previous_version_still_runs(file: Any) -> None:
    text = ast.get_docstring(ast.parse(file.read_text())) or ""
    assert re.search(r"^Safe while the previous version still runs\b.{20,}", text, re.MULTILINE)
    assert re.search(r"^Revision: (\w+)$\n^Follows: ", text, re.MULTILINE)


async def test_an_extension_that_was_there_before_stays(
    empty: str, superuser: asyncpg.Connection, owner_dsn: str
) -> None:
    name = urlsplit(empty).path.removeprefix("/")
    admin = await asyncpg.connect(
        host="127.0.0.1",
        port=urlsplit(empty).port,
        user="postgres",
        password=superuser._params.password,
        database=name,
    )
    await admin.execute("CREATE EXTENSION btree_gist")
    await admin.close()
    before = await everything(empty)
    await asyncio.to_thread(migrate, empty)
    await alembic(command.downgrade, empty, "base")
    assert ours(await everything(empty)) == before


async def test_a_plain_owner_is_told_what_an_administrator_has_to_run(
    superuser: asyncpg.Connection, owner_dsn: str
) -> None:
    name = f"plain_{uuid4().hex}"
    await superuser.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'plain' NOCREATEROLE")
    await superuser.execute(f"CREATE DATABASE {name} OWNER {name}")
    url = urlsplit(owner_dsn)
    dsn = urlunsplit(url._replace(netloc=f"{name}:plain@127.0.0.1:{url.port}", path=f"/{name}"))
    try:
        for _ in ("career_app", "career_worker"):
            with pytest.raises(MissingRight, match="Let an administrator run: GRANT ") as refused:
                await asyncio.to_thread(migrate, dsn)
            await superuser.execute(str(refused.value).partition("administrator run: ")[2])
        migration = await asyncio.to_thread(migrate, dsn)
        assert (migration.before, migration.after) == (None, up_to())
    finally:
        await superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await superuser.execute(f"DROP ROLE {name}")


async def test_secrets_of_before_are_taken_over_and_what_the_previous_version_reads_stays(
    empty: str,
) -> None:
    await alembic(command.upgrade, empty, "0001")
    tenants = [uuid4(), uuid4()]
    superpower = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    owner = await asyncpg.connect(empty)
    try:
        assert not await owner.fetchval(superpower)  # or this would prove nothing
        await owner.execute("ALTER TABLE api_client NO FORCE ROW LEVEL SECURITY")
        for tenant in tenants:
            await owner.execute(
                """INSERT INTO api_client
                (tenant_id, id, version, created_at, name, scopes, secret_hashes)
                VALUES ($1, gen_random_uuid(), 1, now(), 'HRIS', '{}', '{one,two}')""",
                tenant,
            )
        await owner.execute("ALTER TABLE api_client FORCE ROW LEVEL SECURITY")
        await alembic(command.upgrade, empty, "0002")
        for tenant in tenants:
            async with owner.transaction():
                await owner.execute("SET LOCAL ROLE career_app")
                await owner.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant))
                rows = await owner.fetch(
                    """SELECT secret.hash, client.secret_hashes FROM api_client_secret AS secret
                    JOIN api_client AS client ON client.id = secret.api_client_id
                    WHERE secret.expires_at IS NULL ORDER BY hash"""
                )
            assert [tuple(row) for row in rows] == [(one, ["one", "two"]) for one in ("one", "two")]
    finally:
        await owner.close()


PEOPLE = """
ALTER TABLE person NO FORCE ROW LEVEL SECURITY;
INSERT INTO person (tenant_id, id, version, created_at, external_id, user_name, display_name,
  time_zone, locale, status)
SELECT '{tenant}', gen_random_uuid(), 1, now(), name, name, name, 'UTC', 'en', status
FROM (VALUES ('amina', 'active'), ('jonas', 'left')) AS one (name, status);
ALTER TABLE person FORCE ROW LEVEL SECURITY
"""
TIE = """
ALTER TABLE relationship NO FORCE ROW LEVEL SECURITY;
ALTER TABLE person NO FORCE ROW LEVEL SECURITY;
INSERT INTO relationship (tenant_id, id, version, created_at, person_id, related_id, {columns})
SELECT tenant_id, gen_random_uuid(), 1, now(), one.id,
  (SELECT id FROM person WHERE tenant_id = one.tenant_id AND external_id = 'jonas'), {values}
FROM person AS one WHERE external_id = 'amina';
ALTER TABLE person FORCE ROW LEVEL SECURITY;
ALTER TABLE relationship FORCE ROW LEVEL SECURITY
"""


async def test_who_had_left_before_has_no_relations_after(empty: str) -> None:
    await alembic(command.upgrade, empty, "0003")
    owner = await asyncpg.connect(empty)
    try:
        await owner.execute(PEOPLE.format(tenant=uuid4()))
        for kind, starts_on in (("manager", "current_date - 9"), ("mentor", "current_date + 9")):
            plain = {"columns": "kind, starts_on", "values": f"'{kind}', {starts_on}"}
            await owner.execute(TIE.format(**plain))
        await alembic(command.upgrade, empty, "0004")
        await owner.execute("ALTER TABLE relationship NO FORCE ROW LEVEL SECURITY")
        ends = await owner.fetch(
            """SELECT ends_on = greatest(starts_on, (now() AT TIME ZONE 'UTC')::date), version
            FROM relationship"""
        )
    finally:
        await owner.close()

    assert [tuple(one) for one in ends] == [(True, 2), (True, 2)]


async def test_covers_go_with_the_revision_that_brought_them(
    empty: str,
) -> None:
    await alembic(command.upgrade, empty, "head")
    owner = await asyncpg.connect(empty)
    try:
        await owner.execute("ALTER TABLE search_word NO FORCE ROW LEVEL SECURITY")
        await owner.execute(PEOPLE.format(tenant=uuid4()))
        plain = {"columns": "kind, starts_on", "values": "'manager', current_date"}
        await owner.execute(TIE.format(**plain))
        columns = "kind, starts_on, ends_on, reason"
        values = "'cover', current_date, current_date + 9, 'Away'"
        await owner.execute(TIE.format(columns=columns, values=values))
        await alembic(command.downgrade, empty, "0003")
        await owner.execute("ALTER TABLE relationship NO FORCE ROW LEVEL SECURITY")
        kinds = await owner.fetch("SELECT kind FROM relationship")
    finally:
        await owner.close()

    assert [one["kind"] for one in kinds] == ["manager"]


async def test_sealed_texts_keep_the_version_before_from_coming_back(empty: str) -> None:
    await alembic(command.upgrade, empty, "head")
    owner = await asyncpg.connect(empty)
    let = "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY"
    try:
        await owner.execute(let.format("search_word"))
        await owner.execute(PEOPLE.format(tenant=uuid4()))
        for table in ("person", "reflection"):
            await owner.execute(let.format(table))
        await owner.execute(
            "INSERT INTO reflection (tenant_id, id, version, created_at, author_id, happened_on,"
            " sealed_body)"
            " SELECT tenant_id, gen_random_uuid(), 1, now(), id, now(), 'x' FROM person"
        )
        for table in ("person", "reflection"):
            await owner.execute(let.format(table).replace("NO ", ""))
        await alembic(command.downgrade, empty, SEALING)
        up = await everything(empty)
        with pytest.raises(RuntimeError, match=r"2 rows of reflection are sealed.*keys unseal"):
            await alembic(command.downgrade, empty, BEFORE_SEALING)
        assert await everything(empty) == up
        await owner.execute(let.format("reflection"))
        await owner.execute("UPDATE reflection SET body = 'plain', sealed_body = NULL")
        await owner.execute(let.format("reflection").replace("NO ", ""))
        await alembic(command.downgrade, empty, BEFORE_SEALING)
        await owner.execute(let.format("reflection"))
        bodies = await owner.fetch("SELECT body FROM reflection")
    finally:
        await owner.close()

    assert [one["body"] for one in bodies] == ["plain", "plain"]


def up_to() -> str:
    return max(known_revisions(MIGRATIONS / "versions"))
