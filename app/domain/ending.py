"""How a transaction ends: so that everybody knows what became of it."""

import asyncio
from typing import Any

from app.domain.failures import OutcomeUnknown, is_refusal


async def commit(connection: Any) -> None:
    """Commit, or know that it was refused, or say that nobody knows.

    Being cancelled here is no exception to that: the answer "nothing was done" might be a lie.
    """
    try:
        done = await connection.execute("COMMIT")
    except BaseException as error:
        if is_refusal(error):
            raise
        connection.terminate()
        raise OutcomeUnknown from error
    if done != "COMMIT":  # a statement failed before, and somebody went on as if it had not
        message = f"the transaction ended with {done}"
        raise RuntimeError(message)


async def roll_back(connection: Any) -> None:
    """Undo, also while being cancelled; a connection that cannot is thrown away."""
    if connection.is_closed():
        return
    try:
        await asyncio.shield(connection.execute("ROLLBACK", timeout=2))
    except BaseException:  # noqa: BLE001 - nobody may use this connection again
        connection.terminate()
