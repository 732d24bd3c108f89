"""What is owed again: jobs, the events and deliveries that they look at, and who is owed them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Integer,
    Uuid,
    bindparam,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.entity import Moment, first_id_at
from app.domain.outbox import OutboxEvent
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.rowstatement import columns_of, rows_statement
from app.domain.statement import Statement
from app.domain.webhooks import policy
from app.domain.webhooks.models import (
    WebhookDelivery,
    WebhookEndpoint,
    WebhookRedelivery,
)
from app.domain.webhooks.repository.feed import SLACK, last_place, place_at, place_before, place_by

AHEAD: Final = 10_000
"""What an endpoint is owed before more is owed to it again: the rest waits until that is less."""

TENANTS_WITH_REDELIVERIES: Final = (
    "SELECT DISTINCT tenant_id FROM webhook_redelivery WHERE status = 'running'"
)

OWED_BEFORE: Final = """
SELECT id, endpoint_id, event_id FROM webhook_delivery
WHERE tenant_id = $1 AND endpoint_id = any($2::uuid[]) AND event_id = any($3::uuid[])
"""

MANY: Final = ARRAY(Uuid())
IDS: Final[Any] = bindparam("ids", type_=MANY)
LIMIT: Final[Any] = bindparam("limit", type_=Integer())
TENANT: Final[Any] = bindparam("me_tenant_id", type_=Uuid())
PENDING: Final[Any] = literal_column("'pending'")
RUNNING: Final[Any] = literal_column("'running'")


@cache
def _placed() -> Statement:
    """Events from one place on, up to where those of a moment can be."""
    event: Any = OutboxEvent
    until: Any = bindparam("until", type_=Moment)
    end = func.coalesce(place_by(TENANT, until), last_place(TENANT))
    return rows_statement(
        select(*columns_of(OutboxEvent))
        .where(
            event.tenant_id == TENANT,
            event.position > bindparam("after", type_=BigInteger()),
            event.position <= end,
        )
        .order_by(event.position)
        .limit(LIMIT)
    )


@cache
def _owed() -> Statement:
    """Deliveries of an endpoint from one on, up to where those of a moment can be."""
    owed: Any = WebhookDelivery
    since: Any = bindparam("since", type_=Moment)
    until: Any = bindparam("until", type_=Moment)
    return rows_statement(
        select(owed.id, owed.status, owed.cause, owed.created_at)
        .where(
            owed.tenant_id == TENANT,
            owed.endpoint_id == bindparam("endpoint_id", type_=Uuid()),
            owed.id > bindparam("after", type_=Uuid()),
            owed.id >= first_id_at(since),
            owed.id < first_id_at(until + literal(SLACK)),
        )
        .order_by(owed.id)
        .limit(LIMIT)
    )


@cache
def _held() -> Statement:
    """In one order, so that nobody waits for somebody who waits for them."""
    return rows_statement(
        select(*columns_of(WebhookDelivery))
        .where(col(WebhookDelivery.tenant_id) == TENANT, col(WebhookDelivery.id) == IDS.any_())
        .order_by(col(WebhookDelivery.id))
        .with_for_update()
    )


class Redeliveries(Repository[WebhookRedelivery]):
    entity = WebhookRedelivery
    guard: ClassVar[Rule] = policy.may_know_of_endpoint

    async def next_to_step(self) -> WebhookRedelivery | None:
        """A running job, each in its turn; locked, and not one that another worker is at, nor one
        whose endpoint is owed a lot. Also of an endpoint that was removed.
        """
        job: Any = WebhookRedelivery
        owed: Any = aliased(WebhookDelivery)
        much = (
            select(owed.id)
            .where(
                owed.tenant_id == job.tenant_id,
                owed.endpoint_id == job.endpoint_id,
                owed.status == PENDING,
            )
            .offset(literal_column(str(AHEAD - 1)))
            .limit(literal_column("1"))
        )
        query = (
            select(job)
            .where(
                job.tenant_id == self.tx.actor.tenant_id,
                job.status == RUNNING,
                ~much.correlate(job).exists(),
            )
            .order_by(job.version, job.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=job)
        )
        found: WebhookRedelivery | None = next(iter(await self.rows(query)), None)
        return found


class Happened(Repository[OutboxEvent]):
    """Events that have their place in the feed."""

    entity = OutboxEvent
    guard: ClassVar[Rule] = policy.may_know_event

    async def place_at(self, moment: datetime) -> int:
        """A place before which everything happened before this moment."""
        tenant = literal(self.tx.actor.tenant_id, Uuid())
        before = place_before(tenant, last_place(tenant))
        found = func.coalesce(place_at(tenant, literal(moment, Moment)), before)
        return int((await self.session.execute(select(found))).scalar_one())

    async def after(self, place: int, until: datetime, limit: int) -> list[OutboxEvent]:
        """The next in the order of their places; none, when all that is left is later."""
        return await self.read_all(_placed(), {"after": place, "until": until, "limit": limit})


class Receivers(Repository[WebhookEndpoint]):
    entity = WebhookEndpoint
    guard: ClassVar[Rule] = policy.may_know_endpoint

    async def held(self, id: UUID | None = None) -> list[WebhookEndpoint]:
        """The one endpoint, or all; until we commit, nobody else owes them anything again."""
        query = self.select().order_by(col(WebhookEndpoint.id))
        query = query if id is None else query.where(col(WebhookEndpoint.id) == id)
        return await self.rows(query.with_for_update(key_share=True))


class OwedBefore(Repository[WebhookDelivery]):
    entity = WebhookDelivery
    guard: ClassVar[Rule] = policy.may_read

    async def of(self, endpoints: Iterable[UUID], events: Iterable[UUID]) -> Sequence[Any]:
        """Rows with `id`, `endpoint_id` and `event_id`."""
        rows: Sequence[Any] = await self.tx.connection.fetch(
            OWED_BEFORE, self.tx.actor.tenant_id, [*endpoints], [*events]
        )
        return rows

    async def after(self, job: WebhookRedelivery, limit: int) -> Sequence[Any]:
        """The next deliveries that a job has to look at: `id`, `status`, `cause`, `created_at`."""
        values = {
            "endpoint_id": job.endpoint_id,
            "after": job.reached or UUID(int=0),
            "since": job.since,
            "until": job.until,
            "limit": limit,
        }
        return await self.tx.read(_owed(), {**self.tx.parameters, **values})

    async def held(self, ids: Iterable[UUID]) -> list[WebhookDelivery]:
        """Locked, as they are then."""
        return await self.read_all(_held(), {"ids": [*ids]})


async def tenants_with_redeliveries(database: Any) -> list[UUID]:
    return [row["tenant_id"] for row in await database.fetch(TENANTS_WITH_REDELIVERIES)]
