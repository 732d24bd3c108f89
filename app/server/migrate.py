"""Bringing a database to the newest revision, one deployer at a time.

A database that is there already costs one query: alembic is not even imported.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from app.server.connect import connected
from app.server.databases import Login
from app.server.errors import DatabaseTooOld, MissingRight
from app.server.revisions import MIGRATIONS, head_of, known_revisions
from app.server.roles import ensure_roles

_OLDEST_MAJOR = 18
_LOCK = 0x636172656572  # "career"
_INSUFFICIENT_PRIVILEGE = "42501"
TRY_LOCK = "SELECT pg_try_advisory_lock($1)"


@dataclass(frozen=True)
class Migration:
    """What was done to a database. Its revision is None before the first migration."""

    before: str | None
    after: str | None
    head: str

    def __str__(self) -> str:
        if self.after != self.head:
            return (
                f"The database is at {self.after}, which this program does not know: "
                "a newer one was here, and its database is left as it is."
            )
        if self.before == self.after:
            return f"The database is at {self.after}, the newest revision."
        return f"The database went from {self.before or 'empty'} to {self.after}."


def migrate(owner_dsn: str, migrations: Path = MIGRATIONS) -> Migration:
    """Bring the database to the newest revision. Not to be called inside an event loop.

    A database that a newer program migrated is left alone: migrations are made so that the
    previous program keeps running beside them.

    Raises:
        DatabaseUnreachable, DatabaseTooOld, MissingRight: each says what would help.

    """
    return asyncio.run(_migrate(Login(owner_dsn), migrations))


def current_and_head(owner_dsn: str, migrations: Path = MIGRATIONS) -> tuple[str | None, str]:
    """The revision of the database, None if it is empty, and the one it should be at."""

    async def read() -> str | None:
        async with connected(Login(owner_dsn)) as connection:
            return await _current(connection)

    return asyncio.run(read()), head_of(known_revisions(migrations / "versions"))


async def _migrate(owner: Login, migrations: Path) -> Migration:
    revisions = known_revisions(migrations / "versions")
    head = head_of(revisions)
    async with connected(owner) as connection:
        _refuse_old_server(connection)
        before = await _current(connection)
        if before == head or (before is not None and before not in revisions):
            return Migration(before, before, head)
        async with _alone(connection):
            await ensure_roles(connection)
            # In a thread: alembic is synchronous, and its environment starts a loop of its own.
            await asyncio.to_thread(_upgrade, owner.dsn, migrations)
            return Migration(before, await _current(connection), head)


def _refuse_old_server(connection: asyncpg.Connection) -> None:
    version = connection.get_server_version()
    if version.major < _OLDEST_MAJOR:
        raise DatabaseTooOld(
            f"The database runs PostgreSQL {version.major}.{version.minor}; "
            f"the product needs {_OLDEST_MAJOR} or newer."
        )


async def _current(connection: asyncpg.Connection) -> str | None:
    try:
        revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    return revision


@asynccontextmanager
async def _alone(connection: asyncpg.Connection) -> AsyncIterator[None]:
    # Asks again and again instead of waiting inside PostgreSQL: a waiting statement holds a
    # snapshot, and CREATE INDEX CONCURRENTLY of the one we wait for would wait for us.
    while not await connection.fetchval(TRY_LOCK, _LOCK):  # noqa: ASYNC110 - held elsewhere
        await asyncio.sleep(0.2)
    try:
        yield
    finally:
        await connection.fetchval("SELECT pg_advisory_unlock($1)", _LOCK)


def _upgrade(dsn: str, migrations: Path) -> None:
    from alembic import command  # noqa: PLC0415 - slow to import, and most starts need none
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["dsn"] = dsn
    try:
        command.upgrade(config, "head")
    except DBAPIError as failed:
        if getattr(failed.orig, "sqlstate", None) == _INSUFFICIENT_PRIVILEGE:
            raise MissingRight(
                f"The owner of the database may not do what a migration needs: {failed.orig}"
            ) from failed
        raise
