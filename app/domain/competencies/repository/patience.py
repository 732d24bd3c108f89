"""Statements over whole models, which may take longer than others may.

How long is said to PostgreSQL, by whoever knows that a model is large; the connection itself must
not give up before.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from app.domain.transaction import Transaction

LONGEST_S: Final = 600.0


async def run(tx: Transaction, statement: str, *values: Any) -> str:
    """Run a statement: the tag that PostgreSQL answers with."""
    return str(await tx.connection.execute(statement, *values, timeout=LONGEST_S))


async def rows_of(tx: Transaction, statement: str, *values: Any) -> Sequence[Any]:
    """Run a statement: its rows."""
    rows: Sequence[Any] = await tx.connection.fetch(statement, *values, timeout=LONGEST_S)
    return rows


@asynccontextmanager
async def joined_as_sets(tx: Transaction) -> AsyncIterator[None]:
    """Sets are joined with sets in here. Nobody has counted the rows that came a moment ago, and
    to go through one of them for each of the other would take hours.
    """
    await run(tx, "SET LOCAL enable_nestloop = off")
    yield
    await run(tx, "SET LOCAL enable_nestloop = on")
