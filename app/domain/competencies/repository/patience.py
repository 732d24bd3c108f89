"""Statements over whole models, which may take longer than others may.

How long is said to PostgreSQL, by whoever knows that a model is large; the connection itself must
not give up before.
"""

from collections.abc import Sequence
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
