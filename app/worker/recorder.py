"""Outcomes -> the database, many at a time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final
from uuid import UUID

from app.domain.context import Context
from app.domain.errors import Unavailable
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import Count, Outcome, Outcomes
from app.door import telemetry

GATHER_S: Final = 0.010
ENOUGH: Final = 128
LONG_ENOUGH_S: Final = 0.2
"""As long, and up to as much, is gathered of a tenant while more of it is on its way."""

AT_ONCE: Final = 500
PAUSES_S: Final = (0.2, 1, 3, 5)  # before outcomes are recorded again; the lease outlasts them


@dataclass(slots=True)
class _Batch:
    ctx: Context
    ended: list[Outcome] = field(default_factory=list)
    given_back: list[UUID] = field(default_factory=list)
    then: list[Callable[[bool], None]] = field(default_factory=list)
    since: float = field(default_factory=monotonic)
    is_urgent: bool = False

    def is_ripe(self, now: float) -> bool:
        late = now >= self.since + LONG_ENOUGH_S
        return self.is_urgent or late or len(self.ended) >= ENOUGH


class Recorder:
    """Gathers outcomes for a moment, and records those of each tenant in one transaction: the
    more of it is on its way, the longer a moment.
    """

    def __init__(self) -> None:
        self._is_finishing = False
        self._batches: dict[UUID, _Batch] = {}
        self._task: asyncio.Task[None] | None = None

    def ended(
        self, ctx: Context, outcome: Outcome, then: Callable[[bool], None], *, is_last: bool
    ) -> None:
        """`then` is called when it is recorded, or will never be: with whether it let others go.
        After what `is_last` nothing else is on its way.
        """
        batch = self._batch(ctx)
        batch.is_urgent |= is_last
        batch.ended.append(outcome)
        batch.then.append(then)

    def give_back(self, ctx: Context, ids: list[UUID]) -> None:
        """Of these nothing was tried."""
        batch = self._batch(ctx)
        batch.given_back += ids
        batch.is_urgent = True

    async def finish(self) -> None:
        self._is_finishing = True
        while self._task is not None and not self._task.done():
            await asyncio.wait((self._task,))

    def _batch(self, ctx: Context) -> _Batch:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return self._batches.setdefault(ctx.actor.tenant_id, _Batch(ctx))

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(GATHER_S)
            if not self._batches:
                return
            await asyncio.gather(*(self._record(batch) for batch in self._ripe()))

    def _ripe(self) -> list[_Batch]:
        now = monotonic()
        ripe = {
            tenant_id: batch
            for tenant_id, batch in self._batches.items()
            if self._is_finishing or batch.is_ripe(now)
        }
        self._batches = {id: batch for id, batch in self._batches.items() if id not in ripe}
        return [*ripe.values()]

    async def _record(self, batch: _Batch) -> None:
        let_go = 0
        try:
            for start in range(0, max(1, len(batch.ended)), AT_ONCE):
                ended = tuple(batch.ended[start : start + AT_ONCE])
                given_back = tuple(batch.given_back) if not start else ()
                let_go += await _written(
                    batch.ctx, Outcomes.model_construct(ended=ended, given_back=given_back)
                )
        except Exception:  # noqa: BLE001 - the leases end, and all of it is tried again
            tenant_id = str(batch.ctx.actor.tenant_id)
            telemetry.log().exception("recording failed", tenant_id=tenant_id)
        finally:
            for then in batch.then:
                then(let_go > 0)


async def _written(ctx: Context, outcomes: Outcomes) -> int:
    pauses = iter(PAUSES_S)
    while True:
        try:
            count: Count = await ctx.perform(webhooks.record_attempts, {"command": outcomes})
        except Unavailable:
            pause = next(pauses, None)
            if pause is None:
                raise
            await asyncio.sleep(pause)
        else:
            return count.count
