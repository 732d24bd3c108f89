"""Who may do what with people."""

from typing import Any

from sqlalchemy import ColumnElement

from app.domain.policy import ANYBODY, NOBODY, Me, anybody

may_read = anybody


def may_provision(me: Me, _person: Any) -> ColumnElement[bool]:
    """Machine clients: people come from the HRIS, never from each other."""
    return NOBODY if me.is_person else ANYBODY
