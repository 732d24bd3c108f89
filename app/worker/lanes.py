"""How much is taken for each endpoint, and how much is open there: learnt from its answers.

An endpoint begins with little. What it answers well doubles that; what it does not halves it. One
that lets us wait has one request at a time, and is counted apart from the others: however many
hang, they take no place from those that answer.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from app.domain.context import Context
from app.domain.webhooks.commands import DueDelivery, Lane, Room
from app.worker.requests import Letterhead

FIRST: Final = 8  # deliveries taken for an endpoint that nothing is known of
MOST: Final = 256
PER_OPEN: Final = 8  # deliveries taken for each request that may be open
MOST_OPEN: Final = 16  # requests to one endpoint

SLOW_AFTER_S: Final = 1.0
QUICK_PER_TENANT: Final = 1024  # deliveries taken, for endpoints that answer
QUICK_ALTOGETHER: Final = 4096
SLOW_PER_TENANT: Final = 256  # requests that are open, to endpoints that let us wait
SLOW_ALTOGETHER: Final = 768
REMEMBERED: Final = 2_000  # endpoints


@dataclass(slots=True)
class Place:
    """One endpoint as a worker knows it."""

    ctx: Context
    to: Lane
    head: Letterhead
    window: int = FIRST
    lets_wait: bool = False
    runners: int = 0
    unrecorded: int = 0
    waiting: deque[DueDelivery] = field(default_factory=deque)
    open: dict[UUID, float] = field(default_factory=dict)  # since when, the oldest first

    @property
    def ahead(self) -> int:
        """What is to be sent, or being sent."""
        return len(self.waiting) + len(self.open)

    @property
    def held(self) -> int:
        return self.ahead + self.unrecorded

    @property
    def is_idle(self) -> bool:
        return not self.waiting and not self.open

    @property
    def room(self) -> int:
        """How much more may be taken for it: what waits to be recorded takes no place ahead, or
        nothing would be sent meanwhile. It has as many places of its own.
        """
        return max(0, self.window - max(self.ahead, self.held - self.window))

    @property
    def wants_more(self) -> bool:
        """Whether there is room for as much as is worth a transaction."""
        return self.room >= self.window - self.window // 2

    @property
    def is_half_sent(self) -> bool:
        """So often it is asked for more, not at each end of an attempt."""
        return self.ahead == self.window // 2

    @property
    def may_open(self) -> int:
        if self.lets_wait:
            return 1
        return min(MOST_OPEN, max(1, self.window // PER_OPEN))

    def is_slow(self, now: float) -> bool:
        if self.lets_wait:
            return True
        return bool(self.open) and now - next(iter(self.open.values())) > SLOW_AFTER_S

    def answered_well(self) -> None:
        self.lets_wait = False
        self.window = min(MOST, self.window * 2)

    def answered_badly(self) -> None:
        self.lets_wait = False
        self.window = max(FIRST, self.window // 2)

    def let_us_wait(self) -> None:
        self.lets_wait, self.window = True, FIRST

    def too_much(self) -> list[UUID]:
        """What was taken for it and can wait elsewhere, now that it is slow."""
        given_back = [one.id for one in self.waiting]
        self.waiting.clear()
        return given_back


class Places:
    """All endpoints that a worker knows, by tenant."""

    def __init__(self) -> None:
        self._by_tenant: dict[UUID, dict[UUID, Place]] = {}
        self._reserved = 0

    def of(self, tenant_id: UUID) -> dict[UUID, Place]:
        return self._by_tenant.setdefault(tenant_id, {})

    def all(self) -> Iterable[Place]:
        return (place for places in self._by_tenant.values() for place in places.values())

    def room(self, tenant_id: UUID) -> Room:
        """What may be taken for a tenant now."""
        now = asyncio.get_running_loop().time()
        quick = slow = quick_of_all = slow_of_all = 0
        for place in self.all():
            held = place.held
            if not held:
                continue
            ours = place.ctx.actor.tenant_id == tenant_id
            if place.is_slow(now):
                slow_of_all += 1
                slow += ours
            else:
                quick_of_all += held
                quick += held if ours else 0
        slow_left = min(SLOW_PER_TENANT - slow, SLOW_ALTOGETHER - slow_of_all)
        known, all_slow = dict[UUID, int](), set[UUID]()
        for id, place in self.of(tenant_id).items():
            if not place.is_slow(now):
                known[id] = place.room
                continue
            all_slow.add(id)
            if place.held or slow_left <= 0:
                known[id] = 0
            else:
                known[id] = 1
                slow_left -= 1
        left = min(QUICK_PER_TENANT - quick, QUICK_ALTOGETHER - quick_of_all)
        return Room(altogether=max(0, left), usual=FIRST, known=known, slow=frozenset(all_slow))

    def forget(self) -> None:
        """Endpoints that nothing is held of, when there are too many to remember."""
        if sum(map(len, self._by_tenant.values())) <= REMEMBERED:
            return
        for tenant_id, places in [*self._by_tenant.items()]:
            held = {id: place for id, place in places.items() if place.held or place.runners}
            if held:
                self._by_tenant[tenant_id] = held
            else:
                del self._by_tenant[tenant_id]
