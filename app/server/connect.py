"""A connection for running the product, with failures that an operator can act on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg

from app.server.databases import Login
from app.server.errors import DatabaseUnreachable

_CONNECT_S = 10
_STARTS_WITHIN_S = 30.0


@asynccontextmanager
async def connected(login: Login) -> AsyncIterator[asyncpg.Connection]:
    """One connection, closed at the end. Waits for a server that says it is starting.

    Raises:
        DatabaseUnreachable: nobody answers, or not to us.

    """
    connection = await _connect(login)
    try:
        yield connection
    finally:
        await connection.close(timeout=_CONNECT_S)


async def _connect(login: Login) -> asyncpg.Connection:
    end = asyncio.get_running_loop().time() + _STARTS_WITHIN_S
    while True:
        try:
            return await asyncpg.connect(
                login.dsn, timeout=_CONNECT_S, server_settings=login.server_settings
            )
        except asyncpg.CannotConnectNowError as starting:
            if asyncio.get_running_loop().time() > end:
                raise _unreachable(login, starting) from starting
            await asyncio.sleep(0.2)
        except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise _unreachable(login, error) from error


def _unreachable(login: Login, error: Exception) -> DatabaseUnreachable:
    url = urlsplit(login.dsn)
    acting = f" as the role {login.role}" if login.role else ""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return DatabaseUnreachable(
        f"No connection to the database at {url.hostname}:{url.port or 5432} for the login "
        f"{url.username}{acting}: {reason}"
    )
