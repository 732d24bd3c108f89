"""How we say who we are to an endpoint that wants more than our signature: a password, or a token
that is asked for with the credentials of a client (OAuth 2.0).

Tokens are kept in memory only, each for its endpoint, until shortly before it ends.
"""

import asyncio
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Final
from urllib.parse import quote_plus, urlencode
from uuid import UUID

from app.domain.webhooks import headers
from app.domain.webhooks.commands import Lane
from app.worker.network import Failure, Outgoing, Sender

BASIC: Final = "basic"
MOST_BYTES: Final = 16 * 1024
"""Of what a token server answers."""
USUAL_LIFE_S: Final = 300.0
"""Of a token of which nobody says how long it is good."""
LONGEST_LIFE_S: Final = 24 * 3600.0
EARLIER_S: Final = 30.0
"""How long before its end a token is not used any more; at most a tenth of its life."""


class CredentialsFailed(Exception):
    """There is no token to be had, so that nothing was sent. It counts as a failed attempt.

    `reason` says what the token server did, in our words, never in its own.
    """

    failure: Final = Failure.CREDENTIALS

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Token:
    header: str
    until: float
    credentials: Mapping[str, str]
    """It was asked for with these, and is not used once there are others."""


@dataclass(frozen=True, slots=True)
class _Asking:
    """A request for a token that is on its way; whoever else needs one waits for it."""

    task: asyncio.Task[_Token]
    credentials: Mapping[str, str]


class Credentials:
    """What a request is authorized with. `sender` takes care where token servers may be."""

    def __init__(self, sender: Sender, clock: Callable[[], float] = monotonic) -> None:
        self._sender = sender
        self._clock = clock
        self._tokens: dict[UUID, _Token] = {}
        self._asking: dict[UUID, _Asking] = {}

    async def authorization(self, lane: Lane) -> str | None:
        """The value of the header, or None where the endpoint wants none.

        Raises `CredentialsFailed`. It takes as long as one attempt at most.
        """
        if lane.credentials_kind is None:
            return None
        if lane.credentials_kind == BASIC:
            return _basic(lane.credentials["username"], lane.credentials["password"])
        return (await self._token(lane.endpoint_id, lane.credentials)).header

    def forget(self, endpoint_id: UUID, used: str | None = None) -> None:
        """The endpoint did not take its token (401): ask for another one next time.

        With `used`, only if that is still the one we have: of many requests with the same old
        token, the last to be refused must not throw the new one away.
        """
        known = self._tokens.get(endpoint_id)
        if known is not None and used in (None, known.header):
            del self._tokens[endpoint_id]

    async def _token(self, endpoint_id: UUID, credentials: Mapping[str, str]) -> _Token:
        known = self._tokens.get(endpoint_id)
        if known and known.credentials == credentials and known.until > self._clock():
            return known
        asking = self._asking.get(endpoint_id)
        if asking is None or asking.credentials != credentials:
            task = asyncio.create_task(self._ask(endpoint_id, credentials))
            asking = self._asking[endpoint_id] = _Asking(task, credentials)
            task.add_done_callback(lambda _: self._asked(endpoint_id, asking))
        return await asyncio.shield(asking.task)  # others wait for it, too

    def _asked(self, endpoint_id: UUID, asking: _Asking) -> None:
        if self._asking.get(endpoint_id) is asking:
            del self._asking[endpoint_id]
        if not asking.task.cancelled():
            asking.task.exception()  # whoever still waits is told; if nobody does, that is fine

    async def _ask(self, endpoint_id: UUID, credentials: Mapping[str, str]) -> _Token:
        asked_at = self._clock()
        try:
            outgoing = _request(credentials)
        except ValueError:
            raise CredentialsFailed("they cannot be sent") from None
        answer = await self._sender.ask(outgoing, most_bytes=MOST_BYTES)
        if answer.error is not None:
            raise CredentialsFailed(f"token server: {answer.error.value}")
        if answer.status != 200:  # noqa: PLR2004 - the only success that RFC 6749 knows
            raise CredentialsFailed(f"token server: status {answer.status}")
        header, life_s = _read(b"" if answer.is_encoded else answer.body)
        until = asked_at + life_s - min(EARLIER_S, life_s / 10)
        self._drop_old()
        token = self._tokens[endpoint_id] = _Token(header, until, credentials)
        return token

    def _drop_old(self) -> None:
        """Those of endpoints that nobody writes to any more would stay for good."""
        now = self._clock()
        self._tokens = {id: one for id, one in self._tokens.items() if one.until > now}


def _basic(username: str, password: str) -> str:
    return "Basic " + b64encode(f"{username}:{password}".encode()).decode()


def _request(credentials: Mapping[str, str]) -> Outgoing:
    """RFC 6749, 4.4.2; the client says who it is as every server has to understand it (2.3.1)."""
    form = {"grant_type": "client_credentials"}
    if scope := credentials.get("scope"):
        form["scope"] = scope
    name, secret = credentials["client_id"], credentials["client_secret"]
    return Outgoing(
        url=credentials["token_url"],
        body=urlencode(form).encode(),
        headers={
            "accept": "application/json",
            "authorization": _basic(quote_plus(name), quote_plus(secret)),
            "content-type": "application/x-www-form-urlencoded",
        },
    )


def _read(body: bytes) -> tuple[str, float]:
    """The header that the token makes, and for how many seconds it is good."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise CredentialsFailed("token server: no JSON") from None
    if not isinstance(answer, dict):
        raise CredentialsFailed("token server: no token")
    token, kind = answer.get("access_token"), answer.get("token_type")
    if not (isinstance(token, str) and isinstance(kind, str)) or not token.strip():
        raise CredentialsFailed("token server: no token")
    if kind.lower() != "bearer":
        raise CredentialsFailed("token server: not a bearer token")
    header = f"Bearer {token}"
    if not headers.VALUE.fullmatch(header):
        raise CredentialsFailed("token server: a token that cannot be sent")
    return header, _life(answer.get("expires_in"))


def _life(expires_in: object) -> float:
    """Some servers say it in a string. What is no number of seconds is as if nothing was said."""
    try:
        seconds = float(expires_in) if isinstance(expires_in, int | float | str) else USUAL_LIFE_S
    except (ValueError, OverflowError):
        return USUAL_LIFE_S
    return min(seconds, LONGEST_LIFE_S) if seconds >= 0 else USUAL_LIFE_S
