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
IS_BACK_WITHIN_S = 10.0
"""How long those who serve wait for a server that is not there: it may be starting again."""

_NOT_THERE = (OSError, asyncpg.ConnectionDoesNotExistError, asyncpg.AdminShutdownError)


@asynccontextmanager
async def connected(
    login: Login, *, is_back_within_s: float = 0.0
) -> AsyncIterator[asyncpg.Connection]:
    """One connection, closed at the end. Waits for a server that says it is starting.

    Raises:
        DatabaseUnreachable: nobody answers, or not to us.

    """
    connection = await _connect(login, is_back_within_s)
    try:
        yield connection
    finally:
        await connection.close(timeout=_CONNECT_S)


async def _connect(login: Login, is_back_within_s: float) -> asyncpg.Connection:
    now = asyncio.get_running_loop().time
    began = now()
    while True:
        try:
            return await asyncpg.connect(
                login.dsn, timeout=_CONNECT_S, server_settings=login.server_settings
            )
        except asyncpg.CannotConnectNowError as starting:
            if now() > began + _STARTS_WITHIN_S:
                raise _unreachable(login, starting) from starting
        except _NOT_THERE as error:
            if now() > began + is_back_within_s:
                raise _unreachable(login, error) from error
        except (ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise _unreachable(login, error) from error
        await asyncio.sleep(0.2)


def _unreachable(login: Login, error: Exception) -> DatabaseUnreachable:
    url = urlsplit(login.dsn)
    acting = f" as the role {login.role}" if login.role else ""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return DatabaseUnreachable(
        f"No connection to the database at {url.hostname}:{url.port or 5432} for the login "
        f"{url.username}{acting}: {reason}"
    )
