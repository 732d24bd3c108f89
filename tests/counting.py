"""Which statements reads run."""

from typing import Any, Final

import pytest

from app.domain.budget import TAKE
from app.domain.people.repository import WHO_STAND
from app.domain.trail import APPEND
from app.domain.transaction import Database

NOT_COUNTED: Final = (WHO_STAND, TAKE, APPEND)
"""Whether, and how often, one may come in; and what was read before, on its way into the trail."""


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that is run from now on, but for those."""
    ran: list[str] = []
    fetch = Database.fetch

    async def noted(self: Database, sql: str, *arguments: Any) -> Any:
        if sql not in NOT_COUNTED:
            ran.append(sql)
        return await fetch(self, sql, *arguments)

    monkeypatch.setattr(Database, "fetch", noted)
    return ran
