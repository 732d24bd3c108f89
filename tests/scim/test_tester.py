"""The whole application, checked by the suite that others check their servers with."""

import asyncio
from typing import Any

from scim2_client import BaseSyncSCIMClient
from scim2_client.engines.inprocess import (
    InProcessResponse,
    _prepare_request,
    _stays_under_base_url,
)
from scim2_models import ScimProvider
from scim2_tester import Status, check_server

from tests.world import World

MANY = 130
BASE = "http://career.test/scim/v2"


class ThroughTheLoop(BaseSyncSCIMClient):
    """A client that waits, in a thread, for the application in the loop of the tests."""

    def __init__(self, world: World, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(provider=ScimProvider())
        self.world, self.loop = world, loop

    def _stays_under_base_url(self, endpoint: str) -> bool:
        return _stays_under_base_url(BASE, endpoint)

    def _parse_json(self, response: Any) -> Any:
        return response.json()

    def request(self, method: str, url: str, **kwargs: Any) -> InProcessResponse:
        headers = self.world.headers("vendor")
        prepared = _prepare_request(BASE, headers, method, url, **kwargs)
        asking = self.world.client.request(
            prepared.method,
            prepared.url.geturl(),
            headers=prepared.headers,
            content=prepared.body,
        )
        return asyncio.run_coroutine_threadsafe(asking, self.loop).result(30)  # type: ignore[return-value]


async def test_every_check_succeeds(world: World) -> None:
    client = ThroughTheLoop(world, asyncio.get_running_loop())
    results = await asyncio.to_thread(check_server, client)

    others = [(r.status, r.title, r.reason) for r in results if r.status is not Status.SUCCESS]
    assert others == []  # nothing is skipped, either
    assert len(results) > MANY
