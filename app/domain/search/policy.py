"""Who may find what."""

from typing import Any

from sqlalchemy import ColumnElement

from app.domain.policy import ANYBODY, Me


def may_find(_me: Me, _hit: Any) -> ColumnElement[bool]:
    """Whoever may read it: each kind is asked for by the rule of its own view. Machine clients
    find nothing by words that they do not see.
    """
    return ANYBODY
