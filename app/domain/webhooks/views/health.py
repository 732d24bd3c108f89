"""How an endpoint does, in one look."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy import (
    JSON,
    ColumnElement,
    Integer,
    Numeric,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.policy import Me
from app.domain.shape import Shape
from app.domain.view import View, one_where
from app.domain.webhooks import policy
from app.domain.webhooks.models import (
    DeliveryStatus,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEndpointState,
    WebhookHour,
)
from app.domain.webhooks.views.endpoint import WebhookEndpointView

COUNTED: Final = 10_000

Made = Callable[[Me, Any], ColumnElement[Any]]


class WebhookBacklog(Shape):
    """How many deliveries of a kind there are."""

    count: int = Field(description="At most 10,000.")
    has_more: bool = Field(description="Whether there are more than that.")


class WebhookOutcomes(Shape):
    """What became of attempts."""

    succeeded: int = Field(description="How many were answered with a 2xx, in time.")
    failed: int = Field(description="How many were not.")
    success_rate: float | None = Field(description="0 to 1; null if there were no attempts.")
    mean_duration_ms: int | None = Field(description="Of one attempt, in milliseconds.")


def _state(column: str) -> Made:
    def found(_me: Me, row: Any) -> ColumnElement[Any]:
        state: Any = aliased(WebhookEndpointState)
        query = select(getattr(state, column)).where(
            state.tenant_id == row.tenant_id, state.id == row.id
        )
        return query.correlate_except(state).scalar_subquery()

    return found


def _failures(me: Me, row: Any) -> ColumnElement[Any]:
    return func.coalesce(_state("failures_in_row")(me, row), 0)


def _of_status(row: Any, status: DeliveryStatus) -> tuple[Any, tuple[ColumnElement[bool], ...]]:
    """The word stands in the text of the statement, as it does in that of the index."""
    owed: Any = aliased(WebhookDelivery)
    where = (
        owed.tenant_id == row.tenant_id,
        owed.endpoint_id == row.id,
        owed.status == literal_column(f"'{status.value}'"),
    )
    return owed, where


def _backlog(status: DeliveryStatus) -> Made:
    def counted(_me: Me, row: Any) -> ColumnElement[Any]:
        owed, where = _of_status(row, status)
        some = select(owed.id).where(*where).limit(literal_column(str(COUNTED + 1)))
        listed = some.correlate_except(owed).lateral()
        shown = func.json_build_object(
            literal_column("'count'"),
            func.least(func.count(), COUNTED),
            literal_column("'hasMore'"),
            func.count() > COUNTED,
            type_=JSON(),
        )
        return select(shown).select_from(listed).scalar_subquery()

    return counted


def _oldest(_me: Me, row: Any) -> ColumnElement[Any]:
    owed, where = _of_status(row, DeliveryStatus.PENDING)
    query = select(owed.created_at).where(*where).order_by(owed.id).limit(literal_column("1"))
    return query.correlate_except(owed).scalar_subquery()


def _outcomes(back: timedelta) -> Made:
    def summed(me: Me, row: Any) -> ColumnElement[Any]:
        hour: Any = aliased(WebhookHour)
        succeeded: Any = func.coalesce(func.sum(hour.succeeded), 0)
        failed: Any = func.coalesce(func.sum(hour.failed), 0)
        made: Any = func.nullif(succeeded + failed, 0)
        rate = func.round(cast(succeeded, Numeric) / made, 4)
        mean = cast(func.round(func.sum(hour.duration_ms) / made), Integer)
        first = func.date_trunc("hour", me.now, "UTC") - literal(back)
        shown = func.json_build_object(
            *(literal_column("'succeeded'"), succeeded, literal_column("'failed'"), failed),
            *(literal_column("'successRate'"), rate, literal_column("'meanDurationMs'"), mean),
            type_=JSON(),
        )
        query = select(shown).where(
            hour.tenant_id == row.tenant_id, hour.endpoint_id == row.id, hour.hour >= first
        )
        return query.correlate_except(hour).scalar_subquery()

    return summed


class WebhookEndpointHealthView(
    View,
    of=WebhookEndpoint,
    guard=policy.may_know_endpoint,
    scope=Scope.WEBHOOKS_READ,
    computed={
        "pending": _backlog(DeliveryStatus.PENDING),
        "oldest_pending_at": _oldest,
        "failed": _backlog(DeliveryStatus.FAILED),
        "last_hour": _outcomes(timedelta(hours=1)),
        "last_day": _outcomes(timedelta(hours=24)),
        "failing_since": _state("failing_since"),
        "failures_in_row": _failures,
        "last_succeeded_at": _state("last_succeeded_at"),
        "last_failed_at": _state("last_failed_at"),
        "paused_until": _state("paused_until"),
    },
):
    """How an endpoint does."""

    id: UUID = Field(description="Of the endpoint.")
    enabled: bool = Field(description="Whether it is told about events now.")
    pending: WebhookBacklog = Field(description="What it is owed and has not got yet.")
    oldest_pending_at: datetime | None = Field(
        description="Since when the oldest of that is owed; null if nothing is."
    )
    failed: WebhookBacklog = Field(description="What was given up, and can be recovered.")
    last_hour: WebhookOutcomes = Field(
        description="Of attempts in this hour and in the one before."
    )
    last_day: WebhookOutcomes = Field(
        description="Of attempts in this hour and in the 24 hours before."
    )
    failing_since: datetime | None = Field(
        description="When the first attempt failed after which none succeeded."
    )
    failures_in_row: int = Field(description="Attempts since the last that succeeded.")
    last_succeeded_at: datetime | None = Field(
        description="When an attempt succeeded last; null if none did."
    )
    last_failed_at: datetime | None = Field(
        description="When an attempt failed last; null if none did."
    )
    paused_until: datetime | None = Field(
        description="Until then it asked us to leave it alone (`Retry-After`)."
    )


WebhookEndpointView.relates(
    health=one_where(
        WebhookEndpointHealthView,
        lambda _me, row, other: other.id == row.id,
        "How it does.",
    ),
)
