"""What tests of webhooks need: an organisation that tells, receivers, and a courier of their own.

The database is shared with all other tests, so nothing here looks for work: each test relays
and sends what its own organisation has to tell.
"""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.entity import utc_now
from app.domain.page import Pagination
from app.domain.plans import service as plans
from app.domain.plans.commands import ChangeMilestone, ReachMilestone
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import Count, DeliveryFilters, RegisterWebhook
from app.worker.deliver import Courier
from app.worker.network import Sender
from tests.security.test_guard import LENIENT
from tests.worker.receivers import Receiver, Visit
from tests.world import World

BASE_URL = "http://career.test"
ATTEMPT_S = 2.0
LEASE_S = 30.0


@dataclass(frozen=True)
class Endpoint:
    id: UUID
    secret: str


@dataclass
class Hooks:
    """One organisation, its courier, and the time that has passed for both."""

    world: World
    courier: Courier
    passed: timedelta = timedelta()

    def now(self) -> datetime:
        return utc_now() + self.passed

    @property
    def lease(self) -> timedelta:
        """After it, what a dead worker had taken comes back."""
        return timedelta(seconds=LEASE_S + 1)

    @property
    def ctx(self) -> Context:
        return Context(Actor.system(self.world.tenant_id), self.world.database, self.now)

    async def register(self, url: str, *event_types: str) -> Endpoint:
        command = RegisterWebhook(url=url, event_types=event_types or ("*",))
        made = await self.world.do("vendor", webhooks.register_webhook_endpoint, command=command)
        await self.relay()  # that it was registered is told to the others, not in their tests
        return Endpoint(UUID(made["id"]), made["secret"])

    async def relay(self) -> int:
        arguments = {"limit": 500, "base_url": BASE_URL}
        answer = await self.ctx.execute(webhooks.relay_events, arguments)
        return Count.model_validate_json(answer.body).count

    async def send(self) -> int:
        """Make every attempt that is due, and wait for the outcomes."""
        sent = await self.courier.send_due(self.ctx)
        await self.courier.finish()
        return sent

    async def round(self) -> int:
        await self.relay()
        return await self.send()

    async def rounds(self) -> int:
        """Until nothing is due any more."""
        total = await self.round()
        while sent := await self.send():
            total += sent
        return total

    async def deliveries(self, endpoint: Endpoint) -> list[dict[str, Any]]:
        listed = await self.world.ctx("vendor").list(
            webhooks.list_webhook_deliveries,
            {"endpoint_id": endpoint.id},
            DeliveryFilters(),
            Pagination(limit=200),
        )
        return [json.loads(body) for body in listed.bodies]

    async def delivery(self, endpoint: Endpoint) -> dict[str, Any]:
        (only,) = await self.deliveries(endpoint)
        return only

    async def progress(self, milestone: dict[str, Any], *steps: int) -> dict[str, Any]:
        """Something to tell about one milestone, for each step."""
        for step in steps:
            milestone = await self.world.do(
                "amina",
                plans.change_milestone,
                milestone_id=UUID(milestone["id"]),
                command=ChangeMilestone(progress=step),
                if_version=milestone["version"],
            )
        return milestone

    async def reach(self, milestone: dict[str, Any]) -> dict[str, Any]:
        reached: dict[str, Any] = await self.world.do(
            "amina",
            plans.reach_milestone,
            milestone_id=UUID(milestone["id"]),
            command=ReachMilestone(),
            if_version=milestone["version"],
        )
        return reached


@asynccontextmanager
async def hooks_of(world: World, *, attempt_s: float = ATTEMPT_S) -> AsyncIterator[Hooks]:
    """A courier for this organisation; it begins after what it took to found it was told."""
    async with Sender(LENIENT, attempt_s) as sender:
        hooks = Hooks(world, Courier(sender, lease_s=LEASE_S))
        while await hooks.relay():
            pass
        yield hooks
        await hooks.courier.finish()


Begin = Callable[[World], AbstractAsyncContextManager[Hooks]]


@dataclass
class Answers:
    """A receiver's plan: these statuses first, then 200s. `heads` and `bodies` are on it."""

    statuses: list[int] = field(default_factory=list)
    headers: str = ""

    async def __call__(self, visit: Visit) -> None:
        while True:
            await visit.listen()
            status = self.statuses.pop(0) if self.statuses else 200
            head = f"HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\n{self.headers}\r\n"
            await visit.say(head.encode())


@dataclass(frozen=True)
class Got:
    """One request that a receiver got."""

    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.body)
        return event

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def subject(self) -> str:
        return str(self.event["subject"])

    @property
    def place(self) -> tuple[str, int]:
        return self.subject, int(self.event["sequence"])


def requests(receiver: Receiver) -> list[Got]:
    return [
        Got(_headers(head), body)
        for head, body in zip(receiver.heads, receiver.bodies, strict=True)
    ]


def types(receiver: Receiver) -> list[str]:
    return [got.event["type"] for got in requests(receiver)]


def _headers(head: str) -> dict[str, str]:
    lines = (line.partition(":") for line in head.splitlines()[1:] if line)
    return {name.strip().lower(): value.strip() for name, _, value in lines}


async def ask(dsn: str, sql: str, *arguments: Any) -> list[Any]:
    """What the database itself says; as the owner, who is under row-level security, too."""
    connection = await asyncpg.connect(dsn)
    try:
        return list(await connection.fetch(sql, *arguments))
    finally:
        await connection.close()
