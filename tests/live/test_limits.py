"""How many may stay, and how much they may ask; what is counted."""

from typing import Any

import pytest

from app.door import telemetry
from app.settings import Settings
from tests.live.asks import MILESTONE, MILESTONES
from tests.live.kit import WAYS, Ended, Live, served, until
from tests.world import World

by_way = pytest.mark.parametrize("way", WAYS)
ME = {"query": "{ me { id } }"}


def subscribe(id: str) -> dict[str, Any]:
    return {"id": id, "type": "subscribe", "payload": {"query": MILESTONE}}


async def code_of(socket: Any, message: dict[str, Any]) -> str | None:
    """The code of its error; None if it goes."""
    await socket.say(message)
    while True:
        told = await socket.hears()
        if told.get("id") == message["id"]:
            return told["payload"][0]["extensions"]["code"] if told["type"] == "error" else None


async def test_of_one_connection(world: World, settings: Settings) -> None:
    async with served(settings, live_per_connection=3) as live:
        socket = await live.greeted(world, "amina")
        codes = [await code_of(socket, subscribe(f"{nth}")) for nth in range(5)]
        assert codes == [None] * 3 + ["too_many_subscriptions"] * 2
        await socket.say({"id": "0", "type": "complete"})
        assert await code_of(socket, subscribe("again")) is None
        other = await live.greeted(world, "amina")
        assert await code_of(other, subscribe("0")) is None


async def test_of_one_person(world: World, settings: Settings) -> None:
    async with served(settings, live_per_actor=2) as live:
        for way in WAYS:
            await (await live.stream(way, world, "amina", MILESTONE)).began(MILESTONES)
        for way in WAYS:
            stream = await live.stream(way, world, "amina", MILESTONE)
            assert await stream.refused() == "too_many_subscriptions"
            others = await live.stream(way, world, "jonas", MILESTONE)
            await others.began(MILESTONES)


async def test_of_one_process(world: World, settings: Settings) -> None:
    async with served(settings, live_per_process=3) as live:
        for who in ("amina", "jonas"):
            await (await live.stream("sse", world, who, MILESTONE)).began(MILESTONES)
        socket = await live.socket()
        answer = await live.session.post(
            live.url,
            json=ME,
            headers={"accept": "text/event-stream"} | live.headers(world, "priya"),
        )
        assert answer.status == 503
        assert (await answer.json())["code"] == "overloaded"
        assert answer.headers["retry-after"]
        full = await live.socket()
        assert await full.ends() == (1013, "Try again later")
        await socket.raw.close()
        await until(lambda: len(live.app.state.sessions._open) == 2)
        await (await live.stream("sse", world, "priya", MILESTONE)).began(MILESTONES)


async def test_what_ended_makes_room(world: World, settings: Settings) -> None:
    async with served(settings, live_per_actor=1) as live:
        for nth in range(6):
            way = WAYS[nth % 2]
            stream = await live.stream(way, world, "amina", MILESTONE)
            await stream.began(MILESTONES)
            await stream.drop()
            await until(lambda: not live.app.state.sessions._by_actor)


@by_way
async def test_every_operation_is_a_request_of_the_budget(
    world: World, settings: Settings, way: str
) -> None:
    async with served(settings, rate_person_per_minute=5) as live:
        if way == "ws":
            socket = await live.greeted(world, "amina")
            codes = []
            for nth in range(8):
                message = {"id": f"{nth}", "type": "subscribe", "payload": ME}
                codes.append(await code_of(socket, message))
            assert codes[-1] == "rate_limited"
            assert codes.count(None) <= 5
            return
        statuses = []
        for _ in range(8):
            stream = await live.events(ME, **live.headers(world, "amina"))
            statuses.append(stream.answer.status)
        assert statuses[-1] == 429
        assert statuses.count(200) <= 5


async def test_what_shows_a_secret_is_counted_apart(world: World, settings: Settings) -> None:
    create = """mutation ($i: RegisterClientInput!) {
      registerClient(input: $i) { ... on NewClientSecret { clientId } } }"""
    async with served(settings, rate_sensitive_per_minute=2) as live:
        socket = await live.greeted(world, "amina")
        codes = []
        for nth in range(4):
            payload = {"query": create, "variables": {"i": {"name": f"C{nth}", "scopes": []}}}
            codes.append(
                await code_of(socket, {"id": f"{nth}", "type": "subscribe", "payload": payload})
            )
        assert "rate_limited" in codes


async def test_refused_tokens_are_counted_by_address(world: World, settings: Settings) -> None:
    async with served(settings, rate_address_per_minute=3) as live:
        ends = []
        for _ in range(6):
            socket = await live.socket()
            await socket.say({"type": "connection_init", "payload": {"authorization": "Bearer x"}})
            ends.append(await socket.ends())
        assert {*ends} <= {(4401, "Unauthorized"), (1013, "Try again later")}
        assert ends[-1] == (1013, "Try again later")


async def test_what_stays_is_measured(world: World, settings: Settings) -> None:
    def value(name: str, **labels: str) -> float:
        return telemetry.REGISTRY.get_sample_value(name, labels) or 0.0

    async with served(settings) as live:
        before = [value("career_live_connections", transport=one) for one in ("websocket", "sse")]
        followed = value("career_live_subscriptions")
        streams = [await live.stream(way, world, "amina", MILESTONE) for way in WAYS]
        for stream in streams:
            await stream.began(MILESTONES)
        assert value("career_live_connections", transport="websocket") == before[0] + 1
        assert value("career_live_connections", transport="sse") == before[1] + 1
        assert value("career_live_subscriptions") == followed + 2
        await streams[1].drop()
        await until(lambda: value("career_live_subscriptions") == followed + 1)
        assert value("career_live_endings_total", transport="sse", code="gone") > 0
    labels = {"method": "POST", "route": "/graphql (stream)", "status": "200"}
    assert telemetry.REGISTRY.get_sample_value("career_requests_total", labels)


async def test_an_unhappy_client_is_no_trouble_for_another(world: World, live: Live) -> None:
    good = await live.stream("ws", world, "amina", MILESTONE)
    await good.began(MILESTONES)
    for _ in range(20):
        bad = await live.socket()
        await bad.say("{" * 1000)
        with pytest.raises(Ended):
            await bad.hears()
    assert await good.quiet()
