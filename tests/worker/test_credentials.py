"""Who we say we are: passwords as they are, tokens asked for once, and never of just anybody."""

import asyncio
import json
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.webhooks.commands import Lane
from app.worker.credentials import Credentials, CredentialsFailed
from app.worker.network import Failure, Sender
from tests.security.test_guard import LENIENT, STRICT
from tests.worker import receivers
from tests.worker.receivers import Behaviour, Receiver, Visit, answering, receiving

CLIENT = {"client_id": "we:us", "client_secret": "p%ss wörd"}
PATIENCE_S = 5.0


@dataclass
class TokenServer:
    """Gives a new token to everybody who asks."""

    life: Any = 3600
    more: dict[str, Any] = field(default_factory=dict)
    slow_s: float = 0.0
    given: int = 0

    async def __call__(self, visit: Visit) -> None:
        while True:
            await visit.listen()
            await asyncio.sleep(self.slow_s)
            self.given += 1
            said = {"access_token": f"token-{self.given}", "token_type": "Bearer"}
            life = {} if self.life is None else {"expires_in": self.life}
            body = json.dumps(said | life | self.more).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
            await visit.say(head.encode() + body)


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def lane(kind: str | None, endpoint_id: UUID | None = None, **credentials: str) -> Lane:
    return Lane(
        endpoint_id=endpoint_id or uuid4(),
        url="https://lrs.example/statements",
        format="xapi",
        secrets=(),
        headers={},
        credentials_kind=kind,
        credentials=credentials,
        due=(),
    )


def for_token(receiver: Receiver, endpoint_id: UUID | None = None, **more: str) -> Lane:
    return lane("oauth", endpoint_id, token_url=receiver.url, **(CLIENT | more))


@pytest.fixture
async def sender() -> AsyncIterator[Sender]:
    async with Sender(LENIENT, PATIENCE_S) as sender:
        yield sender


async def refusal(behaviour: Behaviour, sender: Sender) -> str:
    async with receiving(behaviour) as receiver:
        with pytest.raises(CredentialsFailed) as refused:
            await Credentials(sender).authorization(for_token(receiver))
    assert refused.value.failure is Failure.CREDENTIALS
    return refused.value.reason


async def test_who_wants_none_gets_none(sender: Sender) -> None:
    assert await Credentials(sender).authorization(lane(None)) is None


async def test_a_password_is_said_in_utf_8(sender: Sender) -> None:
    header = await Credentials(sender).authorization(lane("basic", username="us", password="wörd"))

    assert header is not None
    assert b64decode(header.removeprefix("Basic ")).decode() == "us:wörd"


async def test_a_token_is_asked_for_as_the_standard_says(sender: Sender) -> None:
    async with receiving(TokenServer()) as receiver:
        asked = for_token(receiver, scope="statements/write all")
        assert await Credentials(sender).authorization(asked) == "Bearer token-1"

    head, body = receiver.heads[0].lower(), receiver.bodies[0]
    assert body == b"grant_type=client_credentials&scope=statements%2Fwrite+all"
    assert "content-type: application/x-www-form-urlencoded\r\n" in head
    [said] = [line for line in receiver.heads[0].splitlines() if "Basic " in line]
    assert b64decode(said.split("Basic ")[1]) == b"we%3Aus:p%25ss+w%C3%B6rd"


async def test_a_token_is_used_until_shortly_before_it_ends(sender: Sender) -> None:
    clock, server = Clock(), TokenServer(life=3600)
    credentials = Credentials(sender, clock)
    async with receiving(server) as receiver:
        endpoint = for_token(receiver)
        for later, token in ((0, 1), (3569, 1), (3571, 2)):
            clock.now = 1000.0 + later
            assert await credentials.authorization(endpoint) == f"Bearer token-{token}"


@pytest.mark.parametrize(
    ("life", "good_s"),
    [(60, 54), ("60", 54), (None, 270), ("soon", 270), (-1, 270), (10**400, 270), (10**9, 86370)],
)
async def test_how_long_a_token_is_good(life: Any, good_s: int, sender: Sender) -> None:
    clock, server = Clock(), TokenServer(life=life)
    credentials = Credentials(sender, clock)
    async with receiving(server) as receiver:
        endpoint = for_token(receiver)
        for later, given in ((0, 1), (good_s - 1, 1), (good_s + 1, 2)):
            clock.now = 1000.0 + later
            await credentials.authorization(endpoint)
            assert server.given == given


async def test_a_token_that_is_good_for_no_time_is_used_once(sender: Sender) -> None:
    server = TokenServer(life=0)
    credentials = Credentials(sender, Clock())
    async with receiving(server) as receiver:
        endpoint = for_token(receiver)
        assert await credentials.authorization(endpoint) == "Bearer token-1"
        assert await credentials.authorization(endpoint) == "Bearer token-2"


async def test_many_at_once_ask_once(sender: Sender) -> None:
    server = TokenServer(slow_s=0.1)
    credentials = Credentials(sender)
    async with receiving(server) as receiver:
        endpoint = for_token(receiver)
        got = await asyncio.gather(*(credentials.authorization(endpoint) for _ in range(20)))

    assert set(got) == {"Bearer token-1"}
    assert server.given == 1


async def test_whoever_gives_up_waiting_leaves_the_others_their_token(sender: Sender) -> None:
    credentials = Credentials(sender)
    async with receiving(TokenServer(slow_s=0.1)) as receiver:
        first = asyncio.create_task(credentials.authorization(for_token(receiver, uuid4())))
        endpoint = for_token(receiver)
        impatient = asyncio.create_task(credentials.authorization(endpoint))
        patient = asyncio.create_task(credentials.authorization(endpoint))
        await asyncio.sleep(0.02)
        impatient.cancel()

        assert {await patient, await first} == {"Bearer token-1", "Bearer token-2"}
        assert impatient.cancelled() or impatient.cancelling()


async def test_each_endpoint_has_a_token_of_its_own(sender: Sender) -> None:
    credentials = Credentials(sender)
    async with receiving(TokenServer()) as receiver:
        got = [await credentials.authorization(for_token(receiver)) for _ in range(2)]

    assert got == ["Bearer token-1", "Bearer token-2"]


async def test_other_credentials_get_another_token(sender: Sender) -> None:
    credentials, endpoint_id = Credentials(sender), uuid4()
    async with receiving(TokenServer()) as receiver:
        for secret, token in (("a", 1), ("b", 2), ("b", 2)):
            asked = for_token(receiver, endpoint_id, client_secret=secret)
            assert await credentials.authorization(asked) == f"Bearer token-{token}"


async def test_a_token_that_was_refused_is_forgotten_once(sender: Sender) -> None:
    credentials = Credentials(sender)
    async with receiving(TokenServer()) as receiver:
        endpoint = for_token(receiver)
        old = await credentials.authorization(endpoint)
        credentials.forget(endpoint.endpoint_id, old)
        new = await credentials.authorization(endpoint)
        credentials.forget(endpoint.endpoint_id, old)  # somebody else was refused with it, too
        assert (old, await credentials.authorization(endpoint)) == ("Bearer token-1", new)
        credentials.forget(endpoint.endpoint_id)
        assert await credentials.authorization(endpoint) == "Bearer token-3"
        credentials.forget(uuid4())


async def test_a_failure_is_not_remembered(sender: Sender) -> None:
    credentials = Credentials(sender)
    async with receiving(answering(503)) as receiver:
        endpoint = for_token(receiver)
        with pytest.raises(CredentialsFailed):
            await credentials.authorization(endpoint)
    async with receiving(TokenServer(), port=receiver.port):
        assert await credentials.authorization(endpoint) == "Bearer token-1"


@pytest.mark.parametrize("status", [201, 302, 400, 401, 500])
async def test_only_200_is_a_token(status: int, sender: Sender) -> None:
    body = b'{"access_token": "a", "token_type": "bearer"}'
    reason = await refusal(answering(status, "Location: /hook", body=body), sender)

    assert reason in (f"token server: status {status}", "token server: redirect")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"token",
        b"[" * 10_000,
        b"\xff",
        b'{"access_token": 1, "token_type": "bearer"}',
        b'{"access_token": "", "token_type": "bearer"}',
        b'{"access_token": "a"}',
        b'{"access_token": "a", "token_type": "mac"}',
        b'{"access_token": "a\\r\\nX-Evil: 1", "token_type": "bearer"}',
        b'{"access_token": "' + b"a" * 4090 + b'", "token_type": "bearer"}',
        b'{"access_token": "a", "token_type": "bearer", "more": "' + b"a" * 20_000 + b'"}',
    ],
)
async def test_what_is_no_token_is_refused(body: bytes, sender: Sender) -> None:
    reason = await refusal(answering(200, body=body), sender)

    assert reason.startswith("token server: ")
    assert "Evil" not in reason


async def test_long_tokens_are_taken(sender: Sender) -> None:
    token = "a" * 4000
    async with receiving(TokenServer(more={"access_token": token})) as receiver:
        header = await Credentials(sender).authorization(for_token(receiver))

    assert header == f"Bearer {token}"


@pytest.mark.parametrize(
    "behaviour",
    [receivers.reset_at_once, receivers.endless_head(), receivers.greet, receivers.gzip_bomb()],
)
async def test_a_broken_token_server_fails(behaviour: Behaviour, sender: Sender) -> None:
    assert await refusal(behaviour, sender)


@pytest.mark.parametrize(
    "behaviour", [receivers.hang, receivers.trickling_body(), receivers.endless_continues()]
)
async def test_a_slow_token_server_has_the_time_of_one_attempt(behaviour: Behaviour) -> None:
    async with Sender(LENIENT, 0.3) as sender, asyncio.timeout(PATIENCE_S):
        assert await refusal(behaviour, sender)


async def test_a_token_server_is_where_webhooks_may_go() -> None:
    async with receiving(TokenServer()) as receiver, Sender(STRICT, PATIENCE_S) as strict:
        with pytest.raises(CredentialsFailed) as refused:
            await Credentials(strict).authorization(for_token(receiver))

    assert refused.value.reason in ("token server: refused_url", "token server: refused_address")
    assert receiver.connections == 0


async def test_secrets_are_not_shown() -> None:
    shown = repr(lane("oauth", token_url="https://a.example/", **CLIENT))
    assert CLIENT["client_secret"] not in shown
