"""Who may see which work."""

from typing import Any

from sqlalchemy import ColumnElement

from app.domain.policy import ANYBODY, NOBODY, Me


def may_read_work(me: Me, _item: Any) -> ColumnElement[bool]:
    """People: what waits for them, and what waits for who reports to them where they may read it
    by itself. Nothing waits for a machine client.
    """
    return ANYBODY if me.is_person else NOBODY
