"""Who may do what with webhooks: whoever holds a token with the scope. Endpoints belong to the
tenant, not to the person or client who made them.
"""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from app.domain.policy import Me, anybody
from app.domain.webhooks.models import WebhookEndpoint

may_read = anybody


def may_know_endpoint(_me: Me, row: Any) -> ColumnElement[bool]:
    """One that was removed is there only until the worker has cleared away what is left of it."""
    there: ColumnElement[bool] = row.removed_at.is_(None)
    return there


def may_know_of_endpoint(me: Me, row: Any) -> ColumnElement[bool]:
    """What belongs to an endpoint is known as long as that is."""
    endpoint: Any = aliased(WebhookEndpoint)
    query = select(endpoint.id).where(
        endpoint.tenant_id == row.tenant_id,
        endpoint.id == row.endpoint_id,
        may_know_endpoint(me, endpoint),
    )
    return query.correlate_except(endpoint).exists()


def may_know_event(_me: Me, row: Any) -> ColumnElement[bool]:
    """Whatever has a place in the feed; what has none yet is about to get one."""
    placed: ColumnElement[bool] = row.position.is_not(None)
    return placed
