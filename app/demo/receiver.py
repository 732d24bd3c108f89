"""What a vendor's endpoint does: take webhooks on loopback, verify each, and believe no other."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Self

from aiohttp import web
from standardwebhooks.webhooks import (
    EmptyWebhookSecretError,
    Webhook,
    WebhookVerificationError,
)

HERE: Final = "127.0.0.1"
PATH: Final = "/webhooks"


@dataclass(frozen=True, slots=True)
class Received:
    """An event whose signature was right, and when it came (`time.monotonic()`)."""

    at: float
    event: Mapping[str, Any]

    @property
    def type(self) -> str:
        return str(self.event["type"])


@dataclass
class Receiver:
    """Listens from `async with` until its end. `secret` is known once it is registered."""

    secret: str = ""
    received: list[Received] = field(default_factory=list)
    refused: int = 0

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_post(PATH, self._take)
        self._arrival = asyncio.Condition()
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, HERE, 0).start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://{HERE}:{self._runner.addresses[0][1]}{PATH}"

    async def events_of(self, subject: str, count: int, within_s: float) -> list[Received]:
        """What came about one subject, in the order of arrival: `count` events, or fewer
        when the time is over.
        """
        async with self._arrival:
            try:
                async with asyncio.timeout(within_s):
                    await self._arrival.wait_for(lambda: len(self._about(subject)) >= count)
            except TimeoutError:
                pass
        return self._about(subject)

    def _about(self, subject: str) -> list[Received]:
        return [one for one in self.received if one.event["subject"] == subject]

    async def _take(self, request: web.Request) -> web.Response:
        at, body = time.monotonic(), await request.read()
        try:
            event = Webhook(self.secret).verify(body, dict(request.headers))
        except (WebhookVerificationError, EmptyWebhookSecretError, ValueError):
            self.refused += 1
            return web.Response(status=401)
        async with self._arrival:
            self.received.append(Received(at, event))
            self._arrival.notify_all()
        return web.Response(status=204)
