"""Where the feed begins and ends, and what is in it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, cast, func, literal, literal_column, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.entity import first_id_at
from app.domain.feedstatement import Feed
from app.domain.outbox import OutboxEvent, OutboxFeed
from app.domain.statement import One
from app.domain.webhooks.commands import EventFilters, FeedStart
from app.domain.webhooks.views import EventView

SLACK: Final = timedelta(minutes=10)
"""By how much what happened earlier may have got its place later: a transaction lasts less."""

ONE: Final[Any] = literal_column("1")
TENANT: Final[ColumnElement[UUID]] = cast(literal_column("scope.tenant_id"), Uuid)
"""Of the statement, which must have begun: what does not depend on it may be asked before."""


def event(event_id: UUID) -> One:
    return One(EventView, (col(OutboxEvent.id) == event_id,))


def events(filters: EventFilters) -> Feed:
    last = last_place(TENANT)
    before = place_before(TENANT, last)
    start = last if filters.start is FeedStart.NEWEST else None
    if start is None and filters.since is not None:
        start = func.coalesce(place_at(TENANT, filters.since), before)
    return Feed(EventView, tuple(_narrowed(filters)), "position", before, last, start)


def last_place(tenant: Any) -> ColumnElement[int]:
    """The last that was given; 0 before the first is."""
    feed: Any = aliased(OutboxFeed)
    query = select(feed.last).where(feed.tenant_id == tenant, feed.id == tenant)
    return func.coalesce(query.scalar_subquery(), 0)


def place_before(tenant: Any, last: ColumnElement[int]) -> ColumnElement[int]:
    """The place before the first event that is kept."""
    kept: Any = aliased(OutboxEvent)
    query = (
        select(kept.position - 1)
        .where(kept.tenant_id == tenant, kept.position.is_not(None))
        .order_by(kept.position)
        .limit(ONE)
    )
    return func.coalesce(query.scalar_subquery(), last)


def place_at(tenant: Any, moment: Any) -> ColumnElement[int]:
    """A place before which everything happened before a moment; null if there is nothing."""
    told: Any = aliased(OutboxEvent)
    query = (
        select(told.position)
        .where(
            told.tenant_id == tenant,
            told.id < first_id_at(moment - literal(SLACK)),
            told.position.is_not(None),
        )
        .order_by(told.id.desc())
        .limit(ONE)
    )
    return query.scalar_subquery()


def place_by(tenant: Any, moment: Any) -> ColumnElement[int]:
    """A place after which everything happened after a moment; null if nothing has."""
    told: Any = aliased(OutboxEvent)
    query = (
        select(told.position)
        .where(
            told.tenant_id == tenant,
            told.id >= first_id_at(moment + literal(SLACK)),
            told.position.is_not(None),
        )
        .order_by(told.id)
        .limit(ONE)
    )
    return query.scalar_subquery()


def _narrowed(filters: EventFilters) -> Iterator[ColumnElement[bool]]:
    if filters.type is not None:
        kind: Any = col(OutboxEvent.type)
        noun = func.split_part(kind, ".", 1).op("||")(".*")
        yield or_(kind == filters.type, noun == filters.type, literal("*") == filters.type)
    if filters.subject_id is not None:
        yield col(OutboxEvent.subject_id) == filters.subject_id
    if filters.since is not None:
        yield col(OutboxEvent.created_at) >= filters.since
