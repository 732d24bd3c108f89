"""Fetching from URLs that others chose: what is not fetched, not followed, not read to its end."""

import gzip
import time
from collections.abc import AsyncIterator

import pytest

from app.security.failed import FetchFailed
from app.security.fetch import MAX_BYTES, Fetcher
from app.security.guard import Guard
from tests.security import idp as idps
from tests.security.idp import Answer, Idp, an_idp, saying
from tests.security.test_guard import LENIENT, STRICT, a_guard
from tests.worker import receivers
from tests.worker.receivers import answering, receiving

DEADLINE_S = 0.4


@pytest.fixture
async def idp() -> AsyncIterator[Idp]:
    async with an_idp() as idp:
        yield idp


async def fetched(url: str, guard: Guard = LENIENT) -> dict[str, object]:
    fetcher = Fetcher(guard, DEADLINE_S)
    try:
        return await fetcher.get(url)
    finally:
        await fetcher.close()


async def why(url: str, guard: Guard = LENIENT) -> str:
    with pytest.raises(FetchFailed) as failed:
        await fetched(url, guard)
    return failed.value.reason


async def test_an_object_is_fetched(idp: Idp) -> None:
    idp.answers["/jwks"] = saying({"keys": []})
    assert await fetched(f"{idp.url}/jwks") == {"keys": []}


async def test_as_much_as_the_cap_is_read_and_no_byte_more(idp: Idp) -> None:
    idp.answers["/jwks"] = saying(b"{}".ljust(MAX_BYTES))
    assert await fetched(f"{idp.url}/jwks") == {}
    idp.answers["/jwks"] = saying(b"{}".ljust(MAX_BYTES + 1))
    assert await why(f"{idp.url}/jwks") == "too_large"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (saying({}, 302, location="/elsewhere"), "status_302"),
        (saying({}, 307, location="http://169.254.169.254/"), "status_307"),
        (saying({}, 404), "status_404"),
        (saying({}, 500), "status_500"),
        (saying({}, 201), "status_201"),
        (saying(gzip.compress(b"{}"), content_encoding="gzip"), "encoded"),
        (saying(b"<html>"), "not_json"),
        (saying(b"[]"), "not_json"),
        (saying(b""), "not_json"),
        (saying(b"\xff"), "not_json"),
        (saying(b"[" * 50_000), "not_json"),
        (saying(b'{"keys":[],"keys":[1]}'), "not_json"),
        (saying(b'{"keys":NaN}'), "not_json"),
        (idps.without_end, "too_large"),
        (idps.never, "timeout"),
        (idps.in_drops, "timeout"),
    ],
)
async def test_nothing_else_is_believed(idp: Idp, answer: Answer, reason: str) -> None:
    idp.answers["/jwks"] = answer
    began = time.perf_counter()
    assert await why(f"{idp.url}/jwks") == reason
    assert time.perf_counter() - began < DEADLINE_S + 1
    assert idp.paths == ["/jwks"]


@pytest.mark.parametrize(
    "url",
    [
        "http://idp.example/jwks",
        "https://10.0.0.1/jwks",
        "https://169.254.169.254/latest",
        "https://user@idp.example/jwks",
        "https://127.1/jwks",
        "file:///etc/passwd",
        "/jwks",
        "",
    ],
)
async def test_only_public_https_is_asked_at_all(url: str) -> None:
    assert await why(url) == "refused_url"


async def test_loopback_is_for_development(idp: Idp) -> None:
    assert await why(f"{idp.url}/jwks", STRICT) == "refused_url"
    assert idp.paths == []


async def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    """Judged is the address that is connected to, each time: DNS rebinding."""
    answers = iter([["127.0.0.2"], ["127.0.0.1"], ["127.0.0.2", "127.0.0.1"]])
    async with (
        receiving(receivers.reset_at_once, host="127.0.0.2") as outside,
        receiving(answering(200), port=outside.port) as inside,
    ):
        fetcher = Fetcher(a_guard("127.0.0.2/32"), DEADLINE_S, lookup=lambda _: next(answers))
        for _ in range(3):
            with pytest.raises(FetchFailed):
                await fetcher.get(f"https://rebinding.example:{outside.port}/jwks")
        await fetcher.close()
        assert (outside.connections, inside.connections) == (1, 0)


async def test_proxies_of_the_environment_are_ignored(
    idp: Idp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with receiving(answering(200)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert "keys" in await fetched(f"{idp.url}/jwks")
        assert proxy.connections == 0


async def test_it_can_be_closed_and_used_again(idp: Idp) -> None:
    fetcher = Fetcher(LENIENT, DEADLINE_S)
    await fetcher.close()
    await fetcher.get(f"{idp.url}/jwks")
    await fetcher.close()
    await fetcher.get(f"{idp.url}/jwks")
    await fetcher.close()
