"""One quota in this process: a share for each holder, leased when it is needed.

Most requests spend what was leased before, and wait for nothing. Of those that need a new
lease only the first asks the database; the others wait for the same answer.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, Protocol

from app.domain.budget import Holder
from app.domain.share import Lease, Quota, Share
from app.door import telemetry
from app.door.remaining import Remaining

MOST_HOLDERS: Final = 20_000
PATIENCE_S: Final = 0.5
AWAY_S: Final = 1.0


class Counter(Protocol):
    """The count that all processes share: `Ledger`."""

    async def take(self, quota: Quota, holder: Holder, wanted: int) -> Lease:
        """Take up to `wanted`."""


class Allowance:
    """Decides whether a holder may spend, together with all processes of the same quota.

    While the shared count cannot be reached, each process counts alone, from what it last
    knew: nothing is refused for that reason, and nobody gets more than the quota from one
    process. Of the least recently seen holders the shares are forgotten, and with them a
    lease at the most.
    """

    def __init__(
        self,
        quota: Quota,
        counter: Counter,
        *,
        clock: Callable[[], float] = time.monotonic,
        most: int = MOST_HOLDERS,
    ) -> None:
        self.quota = quota
        self._counter = counter
        self._clock = clock
        self._most = most
        self._shares: OrderedDict[bytes, Share] = OrderedDict()
        self._leasing: dict[bytes, asyncio.Task[None]] = {}
        self._away_until = 0.0
        self._name = f'"{quota.name}"'.encode()
        self._policy = b"%b;q=%d;w=%d" % (self._name, quota.limit, quota.window_s)

    def __len__(self) -> int:
        return len(self._shares)

    async def spend(self, holder: Holder, cost: int = 1) -> Remaining:
        """Spend if there is enough. Without, nothing is spent."""
        share = self._share_of(holder)
        while not share.spend(cost, now := self._clock()):
            if share.is_used_up(cost, now):
                return self._remains(share, now, allowed=False)
            await self._lease(holder, share, cost)
        return self._remains(share, now, allowed=True)

    def give_back(self, holder: Holder, cost: int = 1) -> None:
        """Undo a `spend`, for others of this process to use."""
        share = self._shares.get(_key(holder))
        if share is not None:
            share.give_back(cost, self._clock())

    def _share_of(self, holder: Holder) -> Share:
        key = _key(holder)
        share = self._shares.get(key)
        if share is not None:
            self._shares.move_to_end(key)
            return share
        share = self._shares[key] = Share(self.quota)
        if len(self._shares) > self._most:
            self._shares.popitem(last=False)
        return share

    async def _lease(self, holder: Holder, share: Share, cost: int) -> None:
        """Wait for a lease. Whoever began it may be cancelled: the others still wait for it."""
        key = _key(holder)
        task = self._leasing.get(key)
        if task is None:
            task = asyncio.create_task(self._take(holder, share, cost))
            self._leasing[key] = task
            task.add_done_callback(lambda _: self._leasing.pop(key, None))
        await asyncio.shield(task)

    async def _take(self, holder: Holder, share: Share, cost: int) -> None:
        asked_at = self._clock()
        if asked_at < self._away_until:
            share.lease_from_oneself(cost, asked_at)
            return
        try:
            async with asyncio.timeout(PATIENCE_S):
                wanted = share.wanted(cost, asked_at)
                lease = await self._counter.take(self.quota, holder, wanted)
        except Exception as error:  # noqa: BLE001 - counting must not be what makes requests fail
            telemetry.log().warning("counting alone", quota=self.quota.name, why=repr(error)[:200])
            self._away_until = self._clock() + AWAY_S
            share.lease_from_oneself(cost, self._clock())
        else:
            share.receive(lease, asked_at)

    def _remains(self, share: Share, now: float, *, allowed: bool) -> Remaining:
        left = share.left + share.unclaimed
        return Remaining(self._policy, self._name, allowed, left, share.ends - now)


def _key(holder: Holder) -> bytes:
    """Hashing an id in Python would cost more than all the rest."""
    return holder[0].bytes + holder[1]
