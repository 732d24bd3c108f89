"""Guessing secrets: whoever tries has to wait, and nobody else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response
from pydantic import PostgresDsn

from app.domain.access.models import public_name
from app.domain.budget import NOBODY
from app.settings import Settings
from tests.api.problems import refused
from tests.api.test_oauth import GRANT, a_client, ask, basic
from tests.door.limited import asked_from, early_in_the_minute, limited
from tests.kernel.conftest import rows
from tests.kernel.wire import wired
from tests.world import World


def an_address() -> str:
    """One that no other test has asked from."""
    return f"2001:db8:{uuid4().int % 0xFFFF:x}:{uuid4().int % 0xFFFF:x}::1"


@asynccontextmanager
async def asking(settings: Settings, world: World, **limits: Any) -> AsyncIterator[World]:
    limits = {"lockout_failures": 3} | limits
    await early_in_the_minute()
    async with limited(settings, world, peer=an_address(), **limits) as there:
        yield there


@asynccontextmanager
async def elsewhere_asked(there: World, peer: str) -> AsyncIterator[World]:
    app = there.client.app  # type: ignore[attr-defined]
    async with asked_from(peer, app) as client:
        yield World(there.tenant_id, there.database, client, there.actors)


async def try_(world: World, client_id: str, secret: str, **headers: str) -> Response:
    client: AsyncClient = world.client
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post(
        "/oauth2/token",
        headers={"authorization": basic(client_id, secret), **given},
        data=GRANT,
    )


async def statuses(world: World, client_id: str, secret: str, times: int) -> list[int]:
    return [(await try_(world, client_id, secret)).status_code for _ in range(times)]


async def test_an_attacker_waits_and_the_client_goes_on_from_where_it_is(
    settings: Settings, world: World
) -> None:
    client = await a_client(world)
    name, secret = client["clientId"], client["clientSecret"]
    async with asking(settings, world) as attacker, elsewhere_asked(attacker, an_address()) as home:
        assert await statuses(attacker, name, "wrong", 4) == [401, 401, 401, 429]
        answer = await try_(attacker, name, secret)
        refused(answer, 429, "rate_limited")
        assert 1 <= int(answer.headers["retry-after"]) <= 30
        assert await statuses(home, name, secret, 5) == [200] * 5
        other = await a_client(world)
        assert await statuses(attacker, other["clientId"], other["clientSecret"], 1) == [200]


async def test_the_wait_is_known_to_every_process_and_grows(
    settings: Settings, world: World
) -> None:
    name = (await a_client(world))["clientId"]
    async with asking(settings, world) as here:
        peer = here.client._transport.client[0]  # type: ignore[attr-defined]
        async with limited(settings, world, peer=peer, lockout_failures=3) as there:
            assert await statuses(here, name, "wrong", 3) == [401] * 3
            assert await statuses(there, name, "wrong", 1) == [429]
            await the_wait_is_over(there, name)
            assert await statuses(there, name, "wrong", 1) == [401]
            answer = await try_(here, name, "wrong")
            assert (answer.status_code, int(answer.headers["retry-after"]) > 30) == (429, True)


async def the_wait_is_over(world: World, client_id: str) -> None:
    """The clock is the database's, so it is told that the wait began earlier."""
    app = world.client.app  # type: ignore[attr-defined]
    scope = {"client": world.client._transport.client, "headers": []}  # type: ignore[attr-defined]
    pair = (NOBODY, app.state.budgets.addresses.of(scope) + b"\0" + client_id.encode())
    change = "UPDATE budget SET blocked_until = clock_timestamp() WHERE id = $1"
    await rows(world.database, NOBODY, change, app.state.budgets.ledger._id("failed", pair))


async def test_success_forgives_what_failed_before(settings: Settings, world: World) -> None:
    client = await a_client(world)
    name, secret = client["clientId"], client["clientSecret"]
    async with asking(settings, world) as there:
        for _ in range(4):
            assert await statuses(there, name, "wrong", 2) == [401, 401]
            assert await statuses(there, name, secret, 1) == [200]


async def test_nothing_tells_whether_a_client_exists(settings: Settings, world: World) -> None:
    name = (await a_client(world))["clientId"]
    unknown, nowhere = public_name(world.tenant_id, uuid4()), public_name(uuid4(), uuid4())
    async with wired(str(settings.app_database_url)) as wire:
        through = {"app_database_url": PostgresDsn(wire.dsn), "rate_token_per_minute": 6}
        seen = []
        for one in (name, unknown, nowhere):
            async with asking(settings, world, **through) as there:
                await try_(there, public_name(uuid4(), uuid4()), "x")  # prepares the statements
                told = []
                for _ in range(5):
                    wire.round_trips.clear()
                    answer = await try_(there, one, "wrong")
                    headers = sorted(set(answer.headers) - {"x-request-id"})
                    body = answer.json() if answer.status_code == 401 else answer.json()["code"]
                    told.append((answer.status_code, headers, body, len(wire.round_trips)))
            seen.append(told)
    assert seen[0] == seen[1] == seen[2]
    assert [one[0] for one in seen[0]] == [401, 401, 401, 429, 429]


async def test_one_address_asks_for_so_many_tokens_of_one_client(
    settings: Settings, world: World
) -> None:
    client = await a_client(world)
    name, secret = client["clientId"], client["clientSecret"]
    async with (
        asking(settings, world, rate_token_per_minute=4) as there,
        elsewhere_asked(there, an_address()) as away,
    ):
        assert await statuses(there, name, secret, 5) == [200] * 4 + [429]
        assert await statuses(away, name, secret, 1) == [200]


async def test_failures_of_an_address_add_up_over_clients_and_successes_do_not(
    settings: Settings, world: World
) -> None:
    client = await a_client(world)
    name, secret = client["clientId"], client["clientSecret"]
    async with (
        asking(settings, world, rate_address_per_minute=6) as there,
        elsewhere_asked(there, an_address()) as away,
    ):
        assert await statuses(there, name, secret, 9) == [200] * 9
        for _ in range(4):
            assert await statuses(there, public_name(uuid4(), uuid4()), "x", 1) == [401]
        assert (await ask(there, b"grant_type=nonsense")).status_code == 400
        assert (await ask(there, GRANT)).status_code == 401
        refused(await ask(there, GRANT), 429, "rate_limited")
        assert await statuses(there, name, secret, 1) == [429]
        assert await statuses(away, name, secret, 1) == [200]


async def test_who_invents_a_header_stays_where_it_is(settings: Settings, world: World) -> None:
    name = (await a_client(world))["clientId"]
    async with asking(settings, world) as there:
        found = [
            (await try_(there, name, "x", x_forwarded_for=an_address())).status_code
            for _ in range(4)
        ]
        assert found == [401, 401, 401, 429]


async def test_behind_a_proxy_it_is_the_proxys_word_that_counts(
    settings: Settings, world: World
) -> None:
    client = await a_client(world)
    name, secret = client["clientId"], client["clientSecret"]
    attacker, victim = an_address(), an_address()
    proxies = (ip_network("10.1.0.0/16"),)
    await early_in_the_minute()
    async with limited(
        settings, world, peer="10.1.2.3", trusted_proxies=proxies, lockout_failures=3
    ) as there:
        for number in range(4):
            said = f"{victim}, 192.0.2.{number}, {attacker}"
            answer = await try_(there, name, "x", x_forwarded_for=said)
        refused(answer, 429, "rate_limited")
        assert (await try_(there, name, secret, x_forwarded_for=attacker)).status_code == 429
        assert (await try_(there, name, secret, x_forwarded_for=victim)).status_code == 200


async def test_a_database_that_is_away_is_held_against_nobody(
    settings: Settings, world: World
) -> None:
    client = await a_client(world)
    name, secret = client["clientId"], client["clientSecret"]
    async with wired(str(settings.app_database_url)) as wire:
        limits = {"app_database_url": PostgresDsn(wire.dsn), "rate_address_per_minute": 3}
        async with asking(settings, world, **limits) as there:

            async def cut(_kind: bytes, _content: bytes) -> None:
                wire.cut()

            before, wire.before = wire.before, cut
            wire.cut()
            for _ in range(6):
                refused(await try_(there, name, secret), 503, "unavailable")
            wire.before = before
            assert (await try_(there, name, secret)).status_code == 200


async def test_a_database_that_is_slow_is_held_against_nobody(
    settings: Settings, world: World
) -> None:
    client = await a_client(world)
    name, secret = client["clientId"], client["clientSecret"]
    limits = {"request_timeout_s": 0.3, "rate_address_per_minute": 3}
    async with asking(settings, world, **limits) as there:
        async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
            lock = "SELECT 1 FROM api_client WHERE tenant_id = $1 AND id = $2::uuid FOR UPDATE"
            await tx.connection.execute(lock, world.tenant_id, client["id"])
            for _ in range(4):
                refused(await try_(there, name, secret), 503, "deadline_exceeded")
        assert await statuses(there, name, secret, 1) == [200]


@pytest.mark.parametrize("client_id", ["", "x", "cc_é", "\x00", "x" * 5000])
async def test_names_that_no_client_has_are_counted_too(
    settings: Settings, world: World, client_id: str
) -> None:
    async with asking(settings, world) as there:
        assert await statuses(there, client_id, "wrong", 4) == [401, 401, 401, 429]


async def test_names_take_no_room_however_long_they_are(settings: Settings, world: World) -> None:
    async with asking(settings, world, lockout_failures=100) as there:
        for number in range(3):
            fields = GRANT | {"client_id": f"{number}" + "x" * 500_000, "client_secret": "x"}
            assert (await ask(there, fields)).status_code == 401
        budgets = there.client.app.state.budgets  # type: ignore[attr-defined]
        kept = [len(key) for key in budgets.token._shares]
        assert len(kept) == 3
        assert max(kept) < 200
