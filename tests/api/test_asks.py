"""The example requests themselves."""

from tests.api.asks import asks
from tests.world import World


async def test_every_route_has_a_request_that_succeeds(world: World) -> None:
    for one in await asks(world):
        answer = await one.send()
        assert answer.status_code == one.route.status, (one.name, answer.text)
