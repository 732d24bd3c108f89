"""Which statements stay prepared: those that come again."""

from collections.abc import Sequence
from typing import Any, Final

MOST_MET: Final = 10_000


class Met:
    """The statements that a process was asked for before, by their hashes.

    Many a GraphQL document comes once: what stays of its statement in a connection, and in
    PostgreSQL behind it, would be some hundred kilobytes.
    """

    def __init__(self) -> None:
        self._hashes: set[int] = set()

    def __len__(self) -> int:
        return len(self._hashes)

    async def fetch(self, connection: Any, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        """The rows of a statement, which stays prepared from the second time on."""
        rows: Sequence[Any]
        if self._is_known(sql):
            rows = await connection.fetch(sql, *arguments)
        else:
            once = await connection.prepare(sql, name="")
            rows = await once.fetch(*arguments)
        return rows

    def _is_known(self, sql: str) -> bool:
        met = hash(sql)
        if met in self._hashes:
            return True
        if len(self._hashes) >= MOST_MET:  # to meet some anew costs less than to know which are old
            self._hashes.clear()
        self._hashes.add(met)
        return False
