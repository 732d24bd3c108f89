"""The public keys of other issuers: fetched when needed, kept for a while, outlived by none.

An issuer that is down takes nobody along: its last keys are kept for a day. One that is slow
holds up few, and not for long: keys that are a little old are used while new ones are fetched.
"""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

import structlog

from app.security.failed import FetchFailed

MAX_ISSUERS: Final = 256
ASKED_AGAIN_AFTER_S: Final = 60.0
"""How often at the most an issuer is asked because a token names a key that we do not know."""

RETRIED_AFTER_S: Final = 5.0
KEPT_WHILE_DOWN_S: Final = 24 * 3600.0

Jwks = Mapping[str, object]
Fetch = Callable[[str], Awaitable[Mapping[str, object]]]

log = structlog.get_logger()


class KeysUnavailable(Exception):
    """The issuer cannot be asked, and has not been for a day, or ever."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an issuer's keys are: at one URL, or at the one that another tells."""

    issuer: str
    jwks_url: str | None
    discovery_url: str | None


@dataclass(slots=True)
class _Kept:
    """What is known of one issuer's keys. Moments are those of a clock that never goes back."""

    jwks: Jwks | None = None
    fetched_at: float = -math.inf
    rests_until: float = -math.inf  # after it failed to answer
    asked_again_at: float = -math.inf
    asking: asyncio.Task[None] | None = None


class PublishedKeys:
    """The keys of many issuers, each fetched by one request at a time, on behalf of all."""

    def __init__(
        self,
        fetch: Fetch,
        *,
        deadline_s: float = 3.0,
        max_age_s: float = 600.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._deadline_s = deadline_s
        self._max_age_s = max_age_s
        self._clock = clock
        self._kept: OrderedDict[Source, _Kept] = OrderedDict()

    async def of(self, source: Source) -> Jwks:
        """The keys as they are now, or lately were; else `KeysUnavailable`."""
        kept, now = self._of(source), self._clock()
        age = now - kept.fetched_at
        if age >= self._max_age_s and now >= kept.rests_until:
            asking = self._ask(source, kept)
            if age >= 2 * self._max_age_s:
                await asyncio.shield(asking)
        if kept.jwks is None or self._clock() - kept.fetched_at >= KEPT_WHILE_DOWN_S:
            raise KeysUnavailable
        return kept.jwks

    async def asked_again(self, source: Source) -> Jwks:
        """The keys after another look, since one is missing; they may be the same as before."""
        kept, now = self._of(source), self._clock()
        if kept.asking is None and now - kept.asked_again_at >= ASKED_AGAIN_AFTER_S:
            kept.asked_again_at = now
            self._ask(source, kept)
        if kept.asking is not None:
            await asyncio.shield(kept.asking)
        return await self.of(source)

    def _of(self, source: Source) -> _Kept:
        kept = self._kept.setdefault(source, _Kept())
        self._kept.move_to_end(source)
        if len(self._kept) > MAX_ISSUERS:
            self._kept.popitem(last=False)
        return kept

    def _ask(self, source: Source, kept: _Kept) -> asyncio.Task[None]:
        """Ask the issuer, unless somebody does already. Who waits may leave; the asking goes on."""
        if kept.asking is None:
            kept.asking = asyncio.create_task(self._renew(source, kept))
        return kept.asking

    async def _renew(self, source: Source, kept: _Kept) -> None:
        reason = ""
        try:
            async with asyncio.timeout(self._deadline_s):
                kept.jwks = await self._fetched(source)
            kept.fetched_at = self._clock()
        except FetchFailed as failed:
            reason = failed.reason
        except TimeoutError:
            reason = "timeout"
        except Exception as error:  # noqa: BLE001 - whatever an issuer thinks of, it is down
            reason = type(error).__qualname__
        finally:
            kept.asking = None
            if reason:
                rest = RETRIED_AFTER_S if kept.jwks is None else ASKED_AGAIN_AFTER_S
                kept.rests_until = self._clock() + rest
                log.warning("issuer keys not fetched", issuer=source.issuer, reason=reason)

    async def _fetched(self, source: Source) -> Jwks:
        url = source.jwks_url or await self._discovered(source)
        jwks = await self._fetch(url)
        if not isinstance(jwks.get("keys"), list):
            raise FetchFailed("not_a_key_set")
        return jwks

    async def _discovered(self, source: Source) -> str:
        """OpenID Connect Discovery and RFC 8414: a document that is about another issuer lies."""
        document = await self._fetch(source.discovery_url or "")
        if document.get("issuer") != source.issuer:
            raise FetchFailed("another_issuer")
        url = document.get("jwks_uri")
        if not isinstance(url, str):
            raise FetchFailed("no_jwks_uri")
        return url
