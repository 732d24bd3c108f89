"""Outcomes -> the database, many at a time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from app.domain.context import Context
from app.domain.errors import Unavailable
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import Count, Outcome, Outcomes
from app.door import telemetry

GATHER_S: Final = 0.010
AT_ONCE: Final = 500
PAUSES_S: Final = (0.2, 1, 3, 5)  # before outcomes are recorded again; the lease outlasts them


@dataclass(slots=True)
class _Batch:
    ctx: Context
    ended: list[Outcome] = field(default_factory=list)
    given_back: list[UUID] = field(default_factory=list)
    then: list[Callable[[bool], None]] = field(default_factory=list)


class Recorder:
    """Gathers outcomes for a moment, and records those of each tenant in one transaction."""

    def __init__(self) -> None:
        self._batches: dict[UUID, _Batch] = {}
        self._task: asyncio.Task[None] | None = None

    def ended(self, ctx: Context, outcome: Outcome, then: Callable[[bool], None]) -> None:
        """`then` is called when it is recorded, or will never be: with whether it let others go."""
        batch = self._batch(ctx)
        batch.ended.append(outcome)
        batch.then.append(then)

    def give_back(self, ctx: Context, ids: list[UUID]) -> None:
        """Of these nothing was tried."""
        self._batch(ctx).given_back += ids

    async def finish(self) -> None:
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
            batches, self._batches = self._batches, {}
            await asyncio.gather(*(self._record(batch) for batch in batches.values()))

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
            answer = await ctx.execute(webhooks.record_attempts, {"command": outcomes})
        except Unavailable:
            pause = next(pauses, None)
            if pause is None:
                raise
            await asyncio.sleep(pause)
        else:
            return Count.model_validate_json(answer.body).count
