"""A client id and secret where a token is wanted: many learning systems know nothing else.

They are exchanged for a token, exactly as at `/oauth2/token`, which lets the client in and is known
to nobody but us. The exchange is remembered for a minute, so that not every statement has to wait
for it: a secret that was revoked works as long as that, and a client that was disabled, or lost a
scope, is refused within seconds like every bearer of a token.
"""

from asyncio import CancelledError
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from time import monotonic
from typing import Final

from starlette.requests import Request

from app.api.oauth import known_client, token_of
from app.domain.access.errors import ClientRefused
from app.domain.actor import Scope
from app.domain.errors import Unauthenticated, Unavailable
from app.door.budgets import Budgets

REMEMBERED_S: Final = 60.0
MOST_REMEMBERED: Final = 1_000
SCOPES: Final = frozenset({Scope.LEARNING_READ.value, Scope.LEARNING_WRITE.value})
"""All that such a token is for, whatever else the client may do."""


class Exchange:
    """The exchanges of the last minute, of this process."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[float, str]] = OrderedDict()
        """By the hash of the header: when it ends, and the token."""

    def known(self, request: Request) -> str | None:
        """The token of the last exchange. It may have been revoked since."""
        until, token = self._known.get(_shown(request), (0.0, ""))
        return token if until > self._clock() else None

    async def token(self, request: Request) -> str:
        """A new one. Raises `Unauthenticated`, `RateLimited`."""
        shown = _shown(request)
        self._known.pop(shown, None)
        token = await _exchanged(request)
        self._known[shown] = (self._clock() + REMEMBERED_S, token)
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return token


def _shown(request: Request) -> bytes:
    return sha256(request.headers["authorization"].encode("latin-1")).digest()


async def _exchanged(request: Request) -> str:
    budgets: Budgets = request.app.state.budgets
    attempt = await budgets.begin_attempt(request.scope)
    try:
        known = await known_client(request, {}, attempt)
        await attempt.succeed()
    except ClientRefused as refused:
        await attempt.fail()
        raise Unauthenticated(detail=ClientRefused.explanation()) from refused
    except (Unavailable, CancelledError):
        attempt.abandon()
        raise
    return token_of(request.app.state.issuer, known, SCOPES & set(known.scopes))
