"""Keys of other issuers: how often they are asked for, how long they are kept."""

import asyncio
from typing import Any

import pytest

from app.security import jwks
from app.security.failed import FetchFailed
from app.security.jwks import KeysUnavailable, PublishedKeys, Source

URL = "https://idp.example/jwks.json"
SOURCE = Source("https://idp.example", URL, None)
DISCOVERED = Source("https://idp.example", None, "https://idp.example/discovery")


class Web:
    """What is at each URL, a clock, and who asked."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.asked: list[str] = []
        self.is_down = False
        self.gate: asyncio.Event | None = None
        self.found: dict[str, Any] = {URL: {"keys": [1]}}

    def clock(self) -> float:
        return self.now

    async def fetch(self, url: str) -> Any:
        self.asked.append(url)
        if self.gate is not None:
            await self.gate.wait()
        if self.is_down:
            raise FetchFailed("connection")
        return self.found[url]


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def keys(web: Web) -> PublishedKeys:
    return PublishedKeys(web.fetch, deadline_s=0.05, max_age_s=600, clock=web.clock)


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_keys_are_fetched_once_in_ten_minutes(web: Web, keys: PublishedKeys) -> None:
    for _ in range(3):
        assert await keys.of(SOURCE) == {"keys": [1]}
    web.now += 599
    await keys.of(SOURCE)
    assert web.asked == [URL]


async def test_keys_a_little_old_are_used_while_new_ones_are_fetched(
    web: Web, keys: PublishedKeys
) -> None:
    await keys.of(SOURCE)
    web.now += 600
    web.found[URL], web.gate = {"keys": [2]}, asyncio.Event()
    assert await keys.of(SOURCE) == {"keys": [1]}
    web.gate.set()
    await settled()
    assert await keys.of(SOURCE) == {"keys": [2]}
    assert len(web.asked) == 2


async def test_keys_much_older_are_waited_for(web: Web, keys: PublishedKeys) -> None:
    await keys.of(SOURCE)
    web.now += 1200
    web.found[URL] = {"keys": [2]}
    assert await keys.of(SOURCE) == {"keys": [2]}


async def test_an_unknown_key_makes_us_ask_once_a_minute(web: Web, keys: PublishedKeys) -> None:
    await keys.of(SOURCE)
    web.found[URL] = {"keys": [2]}
    assert await keys.asked_again(SOURCE) == {"keys": [2]}
    for _ in range(10):
        await keys.asked_again(SOURCE)
    web.now += 59.9
    await keys.asked_again(SOURCE)
    assert len(web.asked) == 2
    web.now += 0.1
    await keys.asked_again(SOURCE)
    assert len(web.asked) == 3


async def test_one_asks_for_all(web: Web, keys: PublishedKeys) -> None:
    web.gate = asyncio.Event()
    waiting = [asyncio.create_task(keys.of(SOURCE)) for _ in range(50)]
    waiting += [asyncio.create_task(keys.asked_again(SOURCE)) for _ in range(50)]
    await settled()
    waiting[0].cancel()  # one who gives up takes nobody along
    web.gate.set()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [one for one in answers if one != {"keys": [1]}] == [answers[0]]
    assert web.asked == [URL]


async def test_the_last_keys_are_kept_for_a_day_while_the_issuer_is_down(
    web: Web, keys: PublishedKeys
) -> None:
    await keys.of(SOURCE)
    web.is_down = True
    for hours in range(1, 24):
        web.now = 1000 + hours * 3600
        assert await keys.of(SOURCE) == {"keys": [1]}
        assert await keys.of(SOURCE) == {"keys": [1]}
    assert len(web.asked) == 24  # the first time, and each hour once: then it is left alone
    web.now = 1000 + 24 * 3600
    with pytest.raises(KeysUnavailable):
        await keys.of(SOURCE)
    web.is_down = False
    web.now += 60
    assert await keys.of(SOURCE) == {"keys": [1]}


async def test_an_issuer_that_was_never_reached_is_left_alone_for_seconds(
    web: Web, keys: PublishedKeys
) -> None:
    web.is_down = True
    for _ in range(3):
        with pytest.raises(KeysUnavailable):
            await keys.of(SOURCE)
    assert len(web.asked) == 1
    web.now += 5
    web.is_down = False
    assert await keys.of(SOURCE) == {"keys": [1]}


async def test_an_issuer_that_says_nothing_is_waited_for_until_the_deadline(
    web: Web, keys: PublishedKeys
) -> None:
    web.gate = asyncio.Event()
    async with asyncio.timeout(1):
        with pytest.raises(KeysUnavailable):
            await keys.of(SOURCE)
    with pytest.raises(KeysUnavailable):
        await keys.of(SOURCE)
    assert len(web.asked) == 1


@pytest.mark.parametrize("strange", [{}, {"keys": None}, {"keys": {}}, {"keys": "all"}])
async def test_what_is_no_key_set_does_not_replace_one(
    web: Web, keys: PublishedKeys, strange: Any
) -> None:
    await keys.of(SOURCE)
    web.found[URL] = strange
    assert await keys.asked_again(SOURCE) == {"keys": [1]}


async def test_an_issuer_may_withdraw_all_its_keys(web: Web, keys: PublishedKeys) -> None:
    await keys.of(SOURCE)
    web.found[URL] = {"keys": []}
    assert await keys.asked_again(SOURCE) == {"keys": []}


async def test_whatever_goes_wrong_while_fetching_is_an_issuer_that_is_down(web: Web) -> None:
    async def broken(_: str) -> Any:
        raise RecursionError

    with pytest.raises(KeysUnavailable):
        await PublishedKeys(broken, clock=web.clock).of(SOURCE)


async def test_a_discovery_document_says_where_the_keys_are(web: Web, keys: PublishedKeys) -> None:
    web.found[DISCOVERED.discovery_url or ""] = {"issuer": DISCOVERED.issuer, "jwks_uri": URL}
    assert await keys.of(DISCOVERED) == {"keys": [1]}
    assert web.asked == [DISCOVERED.discovery_url, URL]


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example", "jwks_uri": URL},
        {"issuer": "https://idp.example/", "jwks_uri": URL},
        {"jwks_uri": URL},
        {"issuer": "https://idp.example"},
        {"issuer": "https://idp.example", "jwks_uri": [URL]},
        {"issuer": ["https://idp.example"], "jwks_uri": URL},
    ],
)
async def test_a_discovery_document_about_something_else_is_not_believed(
    web: Web, keys: PublishedKeys, document: Any
) -> None:
    web.found[DISCOVERED.discovery_url or ""] = document
    with pytest.raises(KeysUnavailable):
        await keys.of(DISCOVERED)
    assert URL not in web.asked


async def test_only_so_many_issuers_are_remembered(
    web: Web, keys: PublishedKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "MAX_ISSUERS", 3)
    for number in range(5):
        await keys.of(Source(f"https://{number}.example", URL, None))
    assert len(keys._kept) == 3
