"""Migrating: once, by one at a time, and with clear words when it cannot be."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from app.server.cluster import Cluster
from app.server.errors import CannotRun, DatabaseUnreachable, MissingRight
from app.server.migrate import Migration, current_and_head, migrate
from app.server.postgres import Postgres, free_port
from app.server.revisions import head_of, known_revisions
from tests.server.running import MIGRATIONS

Result = TypeVar("Result")


@pytest.fixture
async def superuser(postgres: Postgres) -> AsyncIterator[asyncpg.Connection]:
    passwords = Cluster(postgres.data_dir).passwords()
    connection = await asyncpg.connect(
        postgres.urls.owner, user="postgres", password=passwords.superuser
    )
    yield connection
    await connection.close()


@pytest.fixture
async def database(postgres: Postgres, superuser: asyncpg.Connection, tmp_path: Path) -> str:
    """An empty one of its own, as its owner."""
    name = f"a{abs(hash(tmp_path)):x}"
    await superuser.execute(f"CREATE DATABASE {name} OWNER career_owner")
    return urlunsplit(urlsplit(postgres.urls.owner)._replace(path=f"/{name}"))


async def test_an_empty_database_goes_to_the_head_and_stays(database: str) -> None:
    assert await in_thread(migrate, database) == Migration(None, "0002", "0002")
    assert await in_thread(migrate, database) == Migration("0002", "0002", "0002")
    assert await in_thread(current_and_head, database) == ("0002", "0002")


async def test_a_current_database_needs_no_alembic(database: str) -> None:
    await in_thread(migrate, database)
    script = (
        "import sys, pathlib; from app.server.migrate import migrate;"
        "migrate(sys.argv[1], pathlib.Path(sys.argv[2]));"
        "heavy = {'alembic', 'sqlalchemy', 'fastapi', 'strawberry'} & sys.modules.keys();"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, database, str(MIGRATIONS)
    )
    assert await process.wait() == 0


async def test_two_deployers_do_not_collide(database: str) -> None:
    with ThreadPoolExecutor() as pool:
        first, second = pool.map(lambda _: migrate(database, MIGRATIONS), range(2))
    assert {first.after, second.after} == {"0002"}


async def test_a_database_of_a_newer_program_is_left_alone(database: str) -> None:
    await in_thread(migrate, database)
    connection = await asyncpg.connect(database)
    await connection.execute("UPDATE alembic_version SET version_num = '0003'")
    await connection.close()
    result = await in_thread(migrate, database)
    assert result == Migration("0003", "0003", "0002")
    assert "left as it is" in str(result)


async def test_a_missing_right_is_named(superuser: asyncpg.Connection, postgres: Postgres) -> None:
    await superuser.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    await superuser.execute("GRANT career_app, career_worker TO guest")
    url = urlsplit(postgres.urls.owner)
    guest = urlunsplit(url._replace(netloc=f"guest:guest@127.0.0.1:{url.port}"))
    with pytest.raises(MissingRight, match="permission denied for schema public"):
        await in_thread(migrate, guest)
    await superuser.execute("DROP ROLE guest")


async def test_roles_that_cannot_be_made_come_with_their_statements(data_dir: Path) -> None:
    with Postgres(data_dir, ephemeral=True) as postgres:
        passwords = Cluster(data_dir).passwords()
        connection = await asyncpg.connect(
            postgres.urls.owner, user="postgres", password=passwords.superuser
        )
        await connection.execute("DROP ROLE career_worker")
        await connection.close()
        with pytest.raises(MissingRight, match=r"CREATE ROLE career_worker NOLOGIN .* GRANT "):
            await in_thread(migrate, postgres.urls.owner)


async def test_an_unreachable_database_is_named_without_its_password() -> None:
    port = free_port()
    with pytest.raises(DatabaseUnreachable, match=f"127.0.0.1:{port} for the login me") as error:
        await in_thread(migrate, f"postgresql://me:secret@127.0.0.1:{port}/career")
    assert "secret" not in str(error.value)


async def test_a_wrong_password_is_a_reason(postgres: Postgres) -> None:
    url = urlsplit(postgres.urls.owner)
    wrong = urlunsplit(url._replace(netloc=f"career_owner:wrong@127.0.0.1:{url.port}"))
    with pytest.raises(DatabaseUnreachable, match="password authentication failed"):
        await in_thread(migrate, wrong)


def test_two_heads_are_refused() -> None:
    with pytest.raises(CannotRun, match=r"not to \['2', '3'\]"):
        head_of({"1": (), "2": ("1",), "3": ("1",)})


def test_revisions_are_read_from_plain_and_annotated_assignments() -> None:
    assert known_revisions(MIGRATIONS / "versions") == {"0001": (), "0002": ("0001",)}


async def in_thread(call: Callable[[str, Path], Result], dsn: str) -> Result:
    return await asyncio.to_thread(call, dsn, MIGRATIONS)
