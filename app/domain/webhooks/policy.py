"""Who may do what with webhooks: whoever holds a token with the scope. Endpoints belong to the
tenant, not to the person or client who made them.
"""

from typing import Any

from sqlalchemy import ColumnElement

from app.domain.policy import Me, anybody

may_read = anybody


def may_know_endpoint(_me: Me, row: Any) -> ColumnElement[bool]:
    """One that was removed is there only until the worker has cleared away what is left of it."""
    there: ColumnElement[bool] = row.removed_at.is_(None)
    return there
