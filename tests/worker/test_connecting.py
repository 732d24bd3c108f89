"""The sender connects to judged addresses only, and to those who prove their name."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.security.connection import look_up, usual_tls
from app.security.guard import Guard
from app.worker.network import Failure, Sender
from tests.security.test_guard import HIDDEN, LENIENT, STRICT, a_guard
from tests.worker import receivers
from tests.worker.receivers import Authority, Behaviour, an_authority, answering, receiving
from tests.worker.test_network import DEADLINE_S, PATIENCE_S, SLACK_S, a_request, send


class Careless(Guard):
    """Believes every URL, so that only what connects is left to refuse."""

    def check_url(self, url: str) -> None: ...


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("authority")
    return receivers.an_authority(folder, "hook.example", "127.0.0.1")


async def test_nobody_listens() -> None:
    async with receiving(answering(200)) as receiver:
        pass

    assert (await send(receiver.url)).error == Failure.CONNECT


def named(*addresses: str) -> Callable[[str], list[str]]:
    return lambda _: list(addresses)


async def test_tls_is_spoken_with_the_name_and_not_the_address(authority: Authority) -> None:
    asked: list[str | None] = []
    authority.server.sni_callback = lambda _, name, __: asked.append(name)
    async with (
        receiving(answering(200), tls=authority.server) as receiver,
        Sender(
            a_guard("127.0.0.1/32"), PATIENCE_S, lookup=named("127.0.0.1"), tls=authority.client
        ) as sender,
    ):
        attempt = await sender.send(a_request(f"https://hook.example:{receiver.port}/"))

    assert attempt.succeeded
    assert asked == ["hook.example"]
    assert f"Host: hook.example:{receiver.port}\r\n" in receiver.heads[0]


def test_tls_is_verified_and_not_older_than_1_2() -> None:
    usual = usual_tls()
    assert usual.minimum_version == ssl.TLSVersion.TLSv1_2
    assert usual.verify_mode == ssl.CERT_REQUIRED
    assert usual.check_hostname


@pytest.mark.parametrize("is_old", [False, True])
async def test_old_versions_of_tls_are_not_spoken(tmp_path: Path, *, is_old: bool) -> None:
    server = an_authority(tmp_path, "hook.example").server
    if is_old:
        server.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning, match="deprecated"):
            server.minimum_version = ssl.TLSVersion.TLSv1
        with pytest.warns(DeprecationWarning, match="deprecated"):
            server.maximum_version = ssl.TLSVersion.TLSv1_1
    tls = usual_tls()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE  # only the version is left
    tls.set_ciphers("ALL:@SECLEVEL=0")
    async with (
        receiving(answering(200), tls=server) as receiver,
        Sender(a_guard("127.0.0.1/32"), PATIENCE_S, lookup=named("127.0.0.1"), tls=tls) as sender,
    ):
        attempt = await sender.send(a_request(f"https://hook.example:{receiver.port}/"))

    assert attempt.succeeded is not is_old
    assert not is_old or attempt.error in (Failure.TLS, Failure.RESET)  # whoever hangs up first


@pytest.mark.parametrize("host", ["hook.example", "other.example"])
async def test_certificates_are_verified(authority: Authority, host: str) -> None:
    trust = authority.client if host == "other.example" else None
    async with (
        receiving(answering(200), tls=authority.server) as receiver,
        Sender(a_guard("127.0.0.1/32"), PATIENCE_S, lookup=named("127.0.0.1"), tls=trust) as sender,
    ):
        attempt = await sender.send(a_request(f"https://{host}:{receiver.port}/"))

    assert attempt.error == Failure.TLS
    assert receiver.heads == []


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (receivers.greet, Failure.TLS),
        (receivers.listen_and_hang, Failure.TIMEOUT),
        (receivers.hang, Failure.TIMEOUT),
        (receivers.reset_at_once, Failure.RESET),
    ],
)
async def test_a_port_without_tls(behaviour: Behaviour, error: Failure) -> None:
    async with receiving(behaviour) as receiver:
        attempt = await send(receiver.url.replace("http:", "https:"), timeout_s=DEADLINE_S)

    assert attempt.error == error
    assert attempt.duration_ms < (DEADLINE_S + SLACK_S) * 1000


async def test_a_large_body_over_tls_is_cut_as_well(authority: Authority) -> None:
    async with (
        receiving(receivers.endless_body(), tls=authority.server) as receiver,
        Sender(LENIENT, PATIENCE_S, tls=authority.client) as sender,
    ):
        attempt = await sender.send(a_request(receiver.url))
        await asyncio.sleep(receivers.TICK_S)

    assert attempt.succeeded
    assert receiver.bytes_sent <= 8 * 2**20


def test_names_are_looked_up_as_the_system_knows_them() -> None:
    assert set(look_up("localhost")) <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize("error", [socket.gaierror(socket.EAI_NONAME, "unknown"), None])
async def test_a_name_without_an_address(error: OSError | None) -> None:
    def nothing(_: str) -> list[str]:
        if error:
            raise error
        return []

    async with Sender(STRICT, PATIENCE_S, lookup=nothing) as sender:
        assert (await sender.send(a_request("https://hook.example/"))).error == Failure.DNS


async def test_a_slow_name_costs_a_part_of_the_deadline_and_delays_no_other(
    authority: Authority,
) -> None:
    answered = threading.Event()

    def look_up(host: str) -> list[str]:
        if host == "slow.example":
            answered.wait(5)
        return ["127.0.0.1"]

    async with (
        receiving(answering(200), tls=authority.server) as receiver,
        Sender(
            a_guard("127.0.0.1/32"), 4 * DEADLINE_S, lookup=look_up, tls=authority.client
        ) as sender,
    ):
        url = f"https://slow.example:{receiver.port}/"
        slow = [asyncio.create_task(sender.send(a_request(url))) for _ in range(20)]
        await asyncio.sleep(receivers.TICK_S)
        other = await sender.send(a_request(f"https://hook.example:{receiver.port}/"))
        assert other.succeeded
        assert not any(task.done() for task in slow)
        late = await asyncio.gather(*slow)
        answered.set()

    assert {attempt.error for attempt in late} == {Failure.DNS}
    assert max(attempt.duration_ms for attempt in late) < 4 * DEADLINE_S * 1000


async def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    answers = iter([["127.0.0.2"], ["127.0.0.1"], ["127.0.0.2", "127.0.0.1"]])
    async with (
        receiving(receivers.reset_at_once, host="127.0.0.2") as outside,
        receiving(answering(200), port=outside.port) as inside,
        Sender(a_guard("127.0.0.2/32"), PATIENCE_S, lookup=lambda _: next(answers)) as sender,
    ):
        request = a_request(f"https://rebinding.example:{outside.port}/")
        attempts = [await sender.send(request) for _ in range(3)]
        await asyncio.sleep(receivers.TICK_S)

        assert [attempt.error for attempt in attempts] == [
            Failure.RESET,
            Failure.REFUSED_ADDRESS,
            Failure.REFUSED_ADDRESS,
        ]
        assert (outside.connections, inside.connections) == (1, 0)


async def test_few_of_many_addresses_are_tried() -> None:
    many = [f"127.0.0.{number}" for number in range(2, 250)]
    async with (
        receiving(receivers.reset_at_once, host="127.0.0.200") as far,
        Sender(a_guard("127.0.0.0/8"), PATIENCE_S, lookup=named(*many)) as sender,
    ):
        attempt = await sender.send(a_request(f"https://many.example:{far.port}/"))

        assert attempt.error == Failure.CONNECT
        assert far.connections == 0


def look_up_here(host: str) -> list[str]:
    """What the system makes of odd numbers, and of this machine, without asking others."""
    if "localhost" in host:
        return ["127.0.0.1"]
    found = socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    return [str(address[0]) for *_, address in found]


@pytest.mark.parametrize("guard", [STRICT, Careless((), allow_loopback=False)])
async def test_no_way_of_writing_an_address_leads_inside(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections: list[object] = []

    async def connect(_: socket.socket, address: object) -> None:
        connections.append(address)
        raise PermissionError("no test connects to somebody else")

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", connect)
    errors = {Failure.REFUSED_ADDRESS, Failure.REFUSED_URL}
    if guard is not STRICT:
        errors |= {Failure.DNS, Failure.PROTOCOL}
    async with Sender(guard, PATIENCE_S, lookup=look_up_here) as sender:
        for host in HIDDEN:
            for scheme in ("http", "https"):
                attempt = await sender.send(a_request(f"{scheme}://{host}:8000/"))
                assert (attempt.status, attempt.error in errors) == (None, True), host
    assert connections == []


async def test_without_the_guard_the_same_would_connect() -> None:
    """So that the test above cannot pass by looking in the wrong place."""
    async with (
        receiving(answering(200)) as receiver,
        Sender(
            a_guard("127.0.0.0/8", allow_loopback=True), PATIENCE_S, lookup=look_up_here
        ) as sender,
    ):
        for host in ("127.0.0.1", "localhost", "tenant.localhost"):
            await sender.send(a_request(f"http://{host}:{receiver.port}/"))
    assert receiver.connections == 3


async def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving(answering(200)) as proxy, receiving(answering(204, body=b"")) as receiver:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
            monkeypatch.setenv(name.lower(), proxy.url)
        attempt = await send(receiver.url)

        assert attempt.status == 204
        assert proxy.connections == 0
