"""Deliveries -> the network. No transaction is open while we wait for others.

A receiver that hangs keeps its own place, and the places of its endpoint when they are all
taken; everybody else goes on beside it.
"""

import asyncio
from collections import Counter
from typing import Final
from uuid import UUID

from app.domain.context import Context
from app.domain.errors import NotFound, Unavailable
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import DueDeliveries, DueDelivery, Outcome, Room
from app.door import telemetry
from app.worker.network import Attempt, Outgoing, Sender
from app.worker.signature import sign

ALTOGETHER: Final = 512  # requests that are open at once
PER_TENANT: Final = 64
PER_ENDPOINT: Final = 8
PAUSES_S: Final = (0.2, 1, 3, 5)  # before an outcome is recorded again; the lease outlasts them


class Courier:
    """Carries what is due, many at a time, and remembers what is on its way."""

    def __init__(self, sender: Sender, *, lease_s: float) -> None:
        self.returned = asyncio.Event()  # set when something that was on its way is done
        self._sender = sender
        self._lease_s = lease_s
        self._open = 0
        self._by_tenant: Counter[UUID] = Counter()
        self._by_endpoint: Counter[UUID] = Counter()
        self._carrying: set[asyncio.Task[None]] = set()

    async def send_due(self, ctx: Context) -> int:
        """Begin every attempt of one tenant that is due and has room; how many that were."""
        tenant_id = ctx.actor.tenant_id
        places = min(ALTOGETHER - self._open, PER_TENANT - self._by_tenant[tenant_id])
        if places <= 0:
            return 0
        self._take(tenant_id, places)  # before anybody else takes the same ones
        due: tuple[DueDelivery, ...] = ()
        try:
            due = await self._claim(ctx, places)
        finally:
            self._take(tenant_id, len(due) - places)
        for one in due:
            _add(self._by_endpoint, one.endpoint_id, 1)
            task = asyncio.create_task(self._carry(ctx, one))
            self._carrying.add(task)
            task.add_done_callback(self._carrying.discard)
        return len(due)

    async def finish(self) -> None:
        """Wait for all that is on its way; each has its deadline."""
        while self._carrying:
            await asyncio.wait(self._carrying)

    def _take(self, tenant_id: UUID, places: int) -> None:
        self._open += places
        _add(self._by_tenant, tenant_id, places)

    async def _claim(self, ctx: Context, places: int) -> tuple[DueDelivery, ...]:
        room = Room(altogether=places, per_endpoint=PER_ENDPOINT, taken=self._by_endpoint)
        answer = await ctx.execute(
            webhooks.claim_deliveries, {"room": room, "lease_s": self._lease_s}
        )
        return DueDeliveries.model_validate_json(answer.body).data

    async def _carry(self, ctx: Context, due: DueDelivery) -> None:
        try:
            attempt = await self._sender.send(_request(due, int(ctx.clock().timestamp())))
            await _record(ctx, due, attempt)
        except Exception:  # noqa: BLE001 - the lease ends, and it is tried again
            telemetry.log().exception("delivery failed", delivery_id=str(due.id))
        finally:
            self._take(ctx.actor.tenant_id, -1)
            _add(self._by_endpoint, due.endpoint_id, -1)
            self.returned.set()


def _request(due: DueDelivery, at: int) -> Outgoing:
    body, name = due.body.encode(), str(due.event_id)
    return Outgoing(
        url=due.url,
        body=body,
        headers={
            "content-type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(at),
            "webhook-signature": sign([due.secret], id=name, timestamp=at, body=body),
        },
    )


async def _record(ctx: Context, due: DueDelivery, attempt: Attempt) -> None:
    outcome = Outcome(
        delivery_id=due.id,
        leased_until=due.leased_until,
        status=attempt.status,
        error=attempt.error.value if attempt.error is not None else None,
        succeeded=attempt.succeeded,
        retry_after_s=attempt.retry_after_s,
    )
    for pause in (*PAUSES_S, None):
        try:
            await ctx.execute(webhooks.record_attempt, {"command": outcome})
        except NotFound:
            return  # the endpoint was removed meanwhile
        except Unavailable:
            if pause is None:
                raise
            await asyncio.sleep(pause)
        else:
            return


def _add(counts: Counter[UUID], who: UUID, how_many: int) -> None:
    counts[who] += how_many
    if not counts[who]:
        del counts[who]
