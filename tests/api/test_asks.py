"""The example requests themselves."""

import pytest

from app.api.install import routes
from tests.api.asks import ask, asks
from tests.world import World

WITH_BODY = [
    route.use_case.name
    for route in routes()
    if route.use_case.command and not getattr(route.use_case, "versioned", False)
]
"""Changes of what has a version are tried in their own tests."""


async def test_every_route_has_a_request_that_succeeds(world: World) -> None:
    for one in await asks(world):
        answer = await one.send()
        assert answer.status_code == one.route.status, (one.name, answer.text)


@pytest.mark.parametrize("name", WITH_BODY)
async def test_it_succeeds_where_only_what_it_needs_is_there(world: World, name: str) -> None:
    answer = await (await ask(world, name)).send()
    assert answer.is_success, answer.text
