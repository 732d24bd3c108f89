"""Webhooks go where they may, and no receiver can hold, fill, mislead or break the sender."""

import asyncio
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from app.worker.network import (
    Attempt,
    Failure,
    Outgoing,
    Sender,
    parse_retry_after,
)
from tests.security.test_guard import LENIENT, STRICT
from tests.worker import receivers
from tests.worker.receivers import Behaviour, answering, receiving

DEADLINE_S = 0.3  # where it is meant to be reached
SLACK_S = 0.5
PATIENCE_S = 5.0  # where it is not, on however busy a machine
NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


def a_request(url: str, body: bytes = b"{}", **headers: str) -> Outgoing:
    return Outgoing(url, body, {"Content-Type": "application/json", **headers})


async def send(url: str, *, timeout_s: float = PATIENCE_S) -> Attempt:
    async with Sender(LENIENT, timeout_s) as sender:
        return await sender.send(a_request(url))


async def send_to(behaviour: Behaviour, *, timeout_s: float = PATIENCE_S) -> Attempt:
    async with receiving(behaviour) as receiver:
        return await send(receiver.url, timeout_s=timeout_s)


# Answers


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_every_2xx_is_success(status: int) -> None:
    attempt = await send_to(answering(status, body=b""))

    assert (attempt.status, attempt.error, attempt.succeeded) == (status, None, True)


@pytest.mark.parametrize("status", [400, 401, 404, 410, 413, 429, 500, 503, 599])
async def test_other_answers_are_told_but_are_no_success(status: int) -> None:
    attempt = await send_to(answering(status, body=b"no such hook"))

    assert (attempt.status, attempt.error, attempt.succeeded) == (status, None, False)
    assert attempt.body_excerpt == "no such hook"


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
async def test_redirects_are_not_followed(status: int) -> None:
    async with receiving(answering(200)) as inside:
        attempt = await send_to(answering(status, f"Location: {inside.url}", body=b""))

        assert (attempt.status, attempt.error) == (status, Failure.REDIRECT)
        assert not attempt.succeeded
        assert inside.connections == 0


async def test_the_request_is_ours_and_nothing_else() -> None:
    async with receiving(answering(200)) as receiver, Sender(LENIENT, PATIENCE_S) as sender:
        url = receiver.url + "/a%2Fb?token=%20x&y="
        request = Outgoing(
            url,
            '{"a":"ü"}'.encode(),
            {"Content-Type": "application/cloudevents+json", "webhook-id": "1"},
        )
        await sender.send(request)

    line, *lines = receiver.heads[0].split("\r\n")
    headers = dict(header.lower().split(": ", 1) for header in lines if header)
    assert line == "POST /hook/a%2Fb?token=%20x&y= HTTP/1.1"
    assert headers == {
        "host": f"127.0.0.1:{receiver.port}",
        "content-type": "application/cloudevents+json",
        "content-length": "10",
        "webhook-id": "1",
        "user-agent": "career-conversations-webhooks/1",
        "accept": "*/*",
        "accept-encoding": "identity",
    }
    assert receiver.bodies == [request.body]


async def test_connections_are_kept_and_cookies_are_not() -> None:
    behaviour = answering(200, "Set-Cookie: who=you; Path=/")
    async with receiving(behaviour) as receiver, Sender(LENIENT, PATIENCE_S) as sender:
        for _ in range(3):
            await sender.send(a_request(receiver.url))

    assert receiver.connections == 1
    assert len(receiver.heads) == 3
    assert "cookie" not in "".join(receiver.heads).lower()


@pytest.mark.parametrize(
    ("body", "excerpt"),
    [
        (b'{"ok": true}\n', '{"ok": true}'),
        (b"two\r\nlines\tand\x00 NUL", "two lines and NUL"),
        (b"\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("\u202eevil\u200b".encode(), "evil"),
        (b"\xff\xfe", "\N{REPLACEMENT CHARACTER}" * 2),
        (b"a" * 3000, "a" * 1024),
        ("ü".encode() * 3000, "ü" * 512),
        (b"\xff" * 3000, "\N{REPLACEMENT CHARACTER}" * 341),
    ],
)
async def test_the_excerpt_can_be_stored_and_shown(body: bytes, excerpt: str) -> None:
    attempt = await send_to(answering(500, body=body))

    assert attempt.body_excerpt == excerpt
    assert len(attempt.body_excerpt.encode()) <= 1024


# Retry-After


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("86401", 86400),
        ("9" * 500, 86400),
        (format_datetime(NOON + timedelta(minutes=5), usegmt=True), 300),
        (format_datetime(NOON - timedelta(days=400), usegmt=True), 0),
        (format_datetime(NOON + timedelta(days=400), usegmt=True), 86400),
        ("Tuesday, 31-Mar-26 12:00:10 GMT", 10),
        ("Tue Mar 31 12:00:10 2026", None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("1e9", None),
        ("٣", None),
        ("soon", None),
        ("Tue, 31 Mar 99999 12:00:00 GMT", None),
        ("Tue, 31 Mar 2026 12:00:00 +9999999999999", None),
        ("Tue, 99 Foo 2026 99:99:99 GMT", None),
        ("\udcff", None),
    ],
)
def test_retry_after_is_read_in_both_forms(header: str, seconds: int | None) -> None:
    assert parse_retry_after(header, now=NOON) == seconds


async def test_an_attempt_tells_when_to_retry() -> None:
    assert (await send_to(answering(503, "Retry-After: 17"))).retry_after_s == 17
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    dated = (await send_to(answering(429, f"Retry-After: {soon}"))).retry_after_s
    assert dated is not None
    assert 95 <= dated <= 100
    assert (await send_to(answering(503))).retry_after_s is None


# Receivers that do not answer, or not in HTTP


@pytest.mark.parametrize(
    "behaviour",
    [
        receivers.hang,
        receivers.listen_and_hang,
        receivers.trickling_status(),
        receivers.trickling_head(),
    ],
)
async def test_the_deadline_holds_for_all_that_leads_to_a_status(behaviour: Behaviour) -> None:
    attempt = await send_to(behaviour, timeout_s=DEADLINE_S)

    assert (attempt.status, attempt.error) == (None, Failure.TIMEOUT)
    assert DEADLINE_S * 1000 <= attempt.duration_ms < (DEADLINE_S + SLACK_S) * 1000


@pytest.mark.parametrize(
    "behaviour",
    [
        receivers.trickling_body(),
        receivers.endless_chunk_extension(),
        receivers.endless_chunk_size(),
    ],
)
async def test_a_body_that_does_not_end_is_left_and_the_status_stands(
    behaviour: Behaviour,
) -> None:
    attempt = await send_to(behaviour, timeout_s=DEADLINE_S)

    assert (attempt.status, attempt.error, attempt.succeeded) == (200, None, True)
    assert DEADLINE_S * 1000 <= attempt.duration_ms < (DEADLINE_S + SLACK_S) * 1000
    assert set(attempt.body_excerpt) in ({"b"}, {"x"})


@pytest.mark.parametrize("unasked", [1, 10**9])
async def test_answers_that_nobody_asked_for_are_not_heard(unasked: int) -> None:
    behaviour = receivers.answering_and_going_on(unasked)
    async with receiving(behaviour) as receiver, Sender(LENIENT, PATIENCE_S) as sender:
        attempts = []
        for _ in range(2):
            attempts.append(await sender.send(a_request(receiver.url)))
            await asyncio.sleep(5 * receivers.TICK_S)

    assert [attempt.status for attempt in attempts] == [500, 500]
    assert receiver.connections == 2
    assert receiver.bytes_sent <= 2**20


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (receivers.reset_at_once, Failure.RESET),
        (receivers.reset_after_listening, Failure.RESET),
        (receivers.close_after_listening, Failure.RESET),
        (receivers.replying(b"SSH-2.0-OpenSSH_9.9\r\n"), Failure.PROTOCOL),
        (receivers.replying(b"\x00" * 100), Failure.PROTOCOL),
        (receivers.replying(b"HTTP/1.1 abc OK\r\n\r\n"), Failure.PROTOCOL),
        (receivers.replying(b"HTTP/1.1 99999 OK\r\n\r\n"), Failure.PROTOCOL),
        (receivers.replying(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), Failure.PROTOCOL),
        (receivers.replying(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"), Failure.PROTOCOL),
        (receivers.endless_continues(), Failure.PROTOCOL),
        (receivers.endless_head(), Failure.PROTOCOL),
        (receivers.endless_line(), Failure.PROTOCOL),
    ],
)
async def test_what_is_no_answer_is_named(behaviour: Behaviour, error: Failure) -> None:
    attempt = await send_to(behaviour)

    assert (attempt.status, attempt.error, attempt.succeeded) == (None, error, False)


async def test_a_status_stands_when_the_body_breaks_off() -> None:
    attempt = await send_to(receivers.reset_within_body)

    assert (attempt.status, attempt.error, attempt.body_excerpt) == (200, None, "half")


@pytest.mark.parametrize(
    "behaviour",
    [receivers.endless_body(), receivers.gigabytes(), receivers.endless_chunks()],
)
async def test_little_of_a_large_body_is_read(behaviour: Behaviour) -> None:
    tracemalloc.start()
    try:
        async with receiving(behaviour) as receiver:
            attempt = await send(receiver.url)
            await asyncio.sleep(receivers.TICK_S)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert attempt.succeeded
    assert attempt.duration_ms < PATIENCE_S * 1000 / 2
    assert attempt.body_excerpt == "x" * 1024
    assert receiver.bytes_sent <= 8 * 2**20  # what fits into the buffers of two sockets
    assert peak < 4 * 2**20


async def test_nothing_is_unpacked() -> None:
    attempt = await send_to(receivers.gzip_bomb())

    assert attempt.succeeded
    assert attempt.body_excerpt == ""


async def test_a_slow_receiver_delays_no_other() -> None:
    async with (
        receiving(receivers.hang) as slow,
        receiving(answering(200)) as good,
        Sender(LENIENT, 10 * PATIENCE_S) as sender,
    ):
        waiting = [asyncio.create_task(sender.send(a_request(slow.url))) for _ in range(100)]
        await asyncio.sleep(receivers.TICK_S)
        attempt = await sender.send(a_request(good.url))
        assert attempt.succeeded
        assert not any(task.done() for task in waiting)
        for task in waiting:
            task.cancel()
        ended = await asyncio.gather(*waiting, return_exceptions=True)
        assert {type(one) for one in ended} == {asyncio.CancelledError}


async def test_an_attempt_can_be_cancelled() -> None:
    async with receiving(receivers.hang) as receiver, Sender(LENIENT, 10) as sender:
        task = asyncio.create_task(sender.send(a_request(receiver.url)))
        await asyncio.sleep(receivers.TICK_S)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


# Our own mistakes


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", "1\r\nX-Injected: yes"),
        ("webhook-id", "1\n"),
        ("webhook-id", "1\x00"),
        ("webhook-id", "ü"),
        ("webhook-id", "a" * 4097),
        ("webhook-id\r\nX-Injected", "yes"),
        ("webhook id", "1"),
        ("webhook-id:", "1"),
        ("", "1"),
        ("Host", "inside"),
        ("content-length", "0"),
        ("Transfer-Encoding", "chunked"),
        ("Expect", "100-continue"),
        ("Connection", "upgrade"),
        ("User-Agent", "curl"),
    ],
)
def test_headers_that_would_change_the_request_are_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="header"):
        Outgoing("https://hooks.example/", b"", {name: value})


@pytest.mark.parametrize("url", ["", "http://1.1.1.1/", "https://a@b/", "https://a/\r\nX: y"])
async def test_urls_are_checked_again_before_they_are_used(url: str) -> None:
    assert (await send(url)).error == Failure.REFUSED_URL


async def test_a_sender_that_is_closed_says_so() -> None:
    sender = Sender(LENIENT, PATIENCE_S)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="context"):
            await sender.send(a_request("https://hooks.example/"))
        async with sender:
            pass


async def test_what_nobody_thought_of_is_a_failure_too() -> None:
    def look_up(host: str) -> list[str]:
        raise RecursionError

    async with Sender(STRICT, PATIENCE_S, lookup=look_up) as sender:
        attempt = await sender.send(a_request("https://hooks.example/"))

    assert (attempt.status, attempt.error) == (None, Failure.PROTOCOL)
