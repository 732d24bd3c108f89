"""Deliveries -> the network. No transaction is open while we wait for others.

What is due is taken many at a time, sent a few at a time to each endpoint, and recorded many at a
time. A receiver that hangs keeps a place of its own; everybody else goes on beside it.
"""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from app.domain.context import Context
from app.domain.use_case import Action
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import Claimed, DueDelivery, Outcome
from app.door import telemetry
from app.worker import metrics
from app.worker.credentials import Credentials, CredentialsFailed
from app.worker.lanes import Place, Places
from app.worker.network import Failure, Sender
from app.worker.recorder import Recorder
from app.worker.requests import Letterhead, unsent

UNSENDABLE: Final = "request"
RELAYED_AT_ONCE: Final = 500
FEW: Final = 100
LETS_WAIT: Final = frozenset({Failure.TIMEOUT, Failure.CONNECT, Failure.DNS})


class Courier:
    """Carries what is due, many at a time, and remembers what is on its way."""

    def __init__(self, sender: Sender, *, lease_s: float) -> None:
        self.woken = asyncio.Event()  # set when something that was on its way is done
        self.served: set[UUID] = set()  # the tenants that it was for, and that have more
        self.untold: set[UUID] = set()  # the tenants that have more to relay
        self._due: set[UUID] = set()  # and those that have more that is due
        self._taken = 0
        self._planned_for = FEW
        self.places = Places()
        self._sender = sender
        self._credentials = Credentials(sender)
        self._lease_s = lease_s
        self._patience = timedelta(seconds=sender.timeout_s)
        self._recorder = Recorder()
        self._running: set[asyncio.Task[None]] = set()

    async def relay_and_send(
        self, ctx: Context, base_url: str, *, least: int = 0, is_due: bool = True
    ) -> Claimed:
        """Relay what one tenant has told, take what is due and has room, and begin to send it.

        Without `is_due`, nothing is known to have become due since this tenant was looked at.
        """
        tenant_id = ctx.actor.tenant_id
        arguments = {
            "limit": RELAYED_AT_ONCE,
            "base_url": base_url,
            "least": least,
            "is_due": is_due or tenant_id in self._due,
        }
        claimed = await self._send(ctx, webhooks.relay_and_claim, arguments)
        _mark(self.untold, tenant_id, when=not claimed.is_all_told)
        return claimed

    async def send_due(self, ctx: Context) -> int:
        """Only the latter; how much that was."""
        return (await self._send(ctx, webhooks.claim_deliveries, {})).count

    async def _send(self, ctx: Context, action: Action, arguments: dict[str, Any]) -> Claimed:
        room = self.places.room(ctx.actor.tenant_id)
        arguments = {**arguments, "room": room, "lease_s": self._lease_s}
        tenant_id = ctx.actor.tenant_id
        had_due = tenant_id in self._due
        self._due.discard(tenant_id)  # what is let go meanwhile is marked, and stays so
        try:
            claimed: Claimed = await ctx.perform(action, arguments)
        except BaseException:
            if had_due:
                self._due.add(tenant_id)
            raise
        if not claimed.is_all:
            self._due.add(tenant_id)
        self._count(ctx, claimed.count)
        places = self.places.of(tenant_id)
        for lane in claimed.lanes:
            place = places.get(lane.endpoint_id)
            if place is None:
                place = places[lane.endpoint_id] = Place(ctx, lane, Letterhead(lane))
            place.ctx, place.to, place.head = ctx, lane, Letterhead(lane)
            place.waiting.extend(lane.due)
            self._go_on(place)
        self.places.forget()
        return claimed

    def _count(self, ctx: Context, taken: int) -> None:
        """What was planned for few rows is planned anew each time that there are twice as many."""
        self._taken += taken
        if self._taken >= self._planned_for:
            self._planned_for = 2 * self._taken
            ctx.database.forget_plans()

    def stop(self) -> None:
        """Give back what is not on its way; for the rest, `finish` waits."""
        for place in self.places.all():
            self._give_back(place, place.too_much())

    async def finish(self) -> None:
        """Wait for all that is on its way; each has its deadline."""
        while self._running:
            await asyncio.wait(self._running)
        await self._recorder.finish()

    def _go_on(self, place: Place) -> None:
        while place.runners < min(place.may_open, len(place.waiting) + len(place.open)):
            place.runners += 1
            task = asyncio.create_task(self._run(place))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _run(self, place: Place) -> None:
        try:
            while place.waiting and place.runners <= place.may_open:
                await self._carry(place, place.waiting.popleft())
        finally:
            place.runners -= 1

    async def _carry(self, place: Place, due: DueDelivery) -> None:
        now = place.ctx.clock()
        if self._is_late(place, due, now):
            self._give_back(place, [due.id])
            return
        place.open[due.id] = asyncio.get_running_loop().time()
        ended: Outcome | None = None
        try:
            ended = await self._attempt(place.head, due, now, place.ctx)
        except Exception:  # noqa: BLE001 - the lease ends, and it is tried again
            telemetry.log().exception("delivery failed", delivery_id=str(due.id))
        finally:
            del place.open[due.id]
        if ended is None:
            return
        metrics.attempted(place.to.endpoint_id, due, ended)
        self._learn(place, ended)
        place.unrecorded += 1
        self._recorder.ended(
            place.ctx, ended, partial(self._recorded, place), is_last=place.is_idle
        )
        if place.is_half_sent:
            self._ask_for_more(place)
        self._go_on(place)

    async def _attempt(
        self, head: Letterhead, due: DueDelivery, began_at: datetime, ctx: Context
    ) -> Outcome:
        lane = head.lane
        try:
            authorization = await self._credentials.authorization(lane)
            at = began_at if authorization is None else ctx.clock()
            outgoing = head.request(due, int(at.timestamp()), authorization)
        except CredentialsFailed as failed:
            return unsent(lane, due, began_at, failed.failure, failed.reason)
        except ValueError as error:
            return unsent(lane, due, began_at, UNSENDABLE, str(error))
        attempt = await self._sender.send(outgoing)
        if attempt.status == HTTPStatus.UNAUTHORIZED:
            self._credentials.forget(lane.endpoint_id, used=authorization)
        return head.outcome(due, began_at, outgoing, attempt)

    def _learn(self, place: Place, ended: Outcome) -> None:
        if ended.succeeded:
            place.answered_well()
        elif ended.error in LETS_WAIT:
            place.let_us_wait()
            self._give_back(place, place.too_much())
        else:
            place.answered_badly()

    def _is_late(self, place: Place, due: DueDelivery, now: datetime) -> bool:
        """Whether the lease would end before the attempt does."""
        requests = 1 if place.to.credentials_kind is None else 2  # one for a token
        return due.leased_until - now < self._patience * requests

    def _give_back(self, place: Place, ids: list[UUID]) -> None:
        if ids:
            self._recorder.give_back(place.ctx, ids)

    def _recorded(self, place: Place, let_others_go: bool) -> None:  # noqa: FBT001 - called back
        place.unrecorded -= 1
        tenant_id = place.ctx.actor.tenant_id
        if let_others_go:
            self._due.add(tenant_id)
            self.served.add(tenant_id)
            self.woken.set()
        else:
            self._ask_for_more(place)

    def _ask_for_more(self, place: Place) -> None:
        """If there is any, and room for it."""
        tenant_id = place.ctx.actor.tenant_id
        if (tenant_id in self._due or tenant_id in self.untold) and place.wants_more:
            self.served.add(tenant_id)
            self.woken.set()


def _mark(tenants: set[UUID], tenant_id: UUID, *, when: bool) -> None:
    if when:
        tenants.add(tenant_id)
    else:
        tenants.discard(tenant_id)
