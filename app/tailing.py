"""`career webhooks tail`: attempts as they are made, one line each.

It asks the API again and again. Attempts are listed in the order of their ids, but those that
several workers record in the same moment do not appear in it: so the last few seconds are always
read again, and what was told already is not told twice.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, TextIO
from uuid import UUID

import httpx

SCOPE: Final = "webhooks:read"
PAGE: Final = 200
SETTLED_S: Final = 5.0
"""After so long, nothing appears any more among what was recorded before."""
POLL_S: Final = 1.0
PAUSES_S: Final = (0.5, 1.0, 2.0, 5.0)
AWAY: Final = frozenset({"unavailable", "overloaded", "busy", "timed_out", "rate_limited"})
TOO_MANY, ANY_FAILURE, UNAUTHENTICATED = 429, 500, 401

ATTEMPTS: Final = """
query Attempts($first: Int!, $after: String, $endpointId: UUID, $succeeded: Boolean,
    $since: DateTime) {
  webhookAttempts(first: $first, after: $after, endpointId: $endpointId, succeeded: $succeeded,
      since: $since) {
    edges { cursor node {
      id deliveryId endpointId eventId eventType number beganAt url succeeded status error
      durationMs requestHeaders responseHeaders responseBody
    } }
    pageInfo { hasNextPage }
  }
}
"""


class Refused(Exception):
    """The server does not tell us."""


class Away(Exception):
    """The server is not there just now."""


@dataclass(frozen=True)
class Wish:
    """What to follow, and how to say it."""

    endpoint_id: UUID | None = None
    only_failed: bool = False
    as_json: bool = False
    back: timedelta = timedelta()
    """How far back to begin."""


@dataclass
class Tail:
    """What was told, and from where to read on."""

    http: httpx.AsyncClient
    client_id: str
    client_secret: str
    wish: Wish
    out: TextIO = field(default_factory=lambda: sys.stdout)
    _token: str | None = None
    _works: bool = False
    _since: str | None = None
    _settled: str | None = None  # the cursor up to which nothing appears any more
    _told: set[str] = field(default_factory=set)  # what was told after that

    async def follow(self) -> None:
        """Until it is cancelled. Raises `Refused`."""
        failed = 0
        while True:
            try:
                await self.once()
            except Away as away:
                if not failed:
                    sys.stderr.write(f"career: {away}; waiting for it\n")
                await asyncio.sleep(PAUSES_S[min(failed, len(PAUSES_S) - 1)])
                failed += 1
            else:
                failed = 0
                await asyncio.sleep(POLL_S)

    async def once(self) -> None:
        """Tell what is new. Raises `Away` and `Refused`."""
        after, settled = self._settled, True
        while True:
            answer = await self._asked(after)
            edges = answer.value["edges"]
            for edge in edges:
                node, after = edge["node"], edge["cursor"]
                if node["id"] not in self._told:
                    self._told.add(node["id"])
                    self.out.write(self._line(node) + "\n")
                settled = settled and _recorded_at(node["id"]) <= answer.at - SETTLED_S
                if settled:
                    self._settled = after
                    self._told.discard(node["id"])
            self.out.flush()
            if not answer.value["pageInfo"]["hasNextPage"]:
                return

    def _line(self, node: dict[str, Any]) -> str:
        if self.wish.as_json:
            return json.dumps(node)
        return printable("  ".join(_columns(node)))

    async def _asked(self, after: str | None) -> "Answer":
        if self._token is None:
            await self._admit()
        variables = {
            "first": PAGE,
            "after": after,
            "endpointId": str(self.wish.endpoint_id) if self.wish.endpoint_id else None,
            "succeeded": False if self.wish.only_failed else None,
            "since": self._since,
        }
        response = await self._post(
            "/graphql",
            json={"query": ATTEMPTS, "variables": variables},
            headers={"authorization": f"Bearer {self._token}"},
        )
        if response.status_code == UNAUTHENTICATED and self._works:  # it has expired
            self._token, self._works = None, False
            raise Away("the server wants another token")
        body = _read(response)
        self._works = True
        if errors := body.get("errors"):
            code = errors[0].get("extensions", {}).get("code")
            raise (Away if code in AWAY else Refused)(printable(str(errors[0]["message"])))
        return Answer(body["data"]["webhookAttempts"], _now_there(response).timestamp())

    async def _admit(self) -> None:
        response = await self._post(
            "/oauth2/token",
            data={"grant_type": "client_credentials", "scope": SCOPE},
            auth=(self.client_id, self.client_secret),
        )
        self._token = str(_read(response)["access_token"])
        if self._since is None:
            begin = _now_there(response) - self.wish.back
            self._since = begin.astimezone(UTC).isoformat().replace("+00:00", "Z")

    async def _post(self, path: str, **sent: Any) -> httpx.Response:
        try:
            response = await self.http.post(path, **sent)
        except httpx.TransportError as error:
            raise Away(f"the server does not answer ({type(error).__name__})") from error
        if response.status_code == TOO_MANY or response.status_code >= ANY_FAILURE:
            raise Away(f"the server answers {response.status_code}")
        return response


@dataclass(frozen=True)
class Answer:
    """A page, and when it was there that it was made (Unix time)."""

    value: dict[str, Any]
    at: float


def printable(text: str) -> str:
    """What others wrote cannot move the cursor, colour or hide anything: it is spelled out."""
    return "".join(one if one.isprintable() else _spelled(one) for one in text)


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _columns(node: dict[str, Any]) -> Iterator[str]:
    at = datetime.fromisoformat(node["beganAt"]).astimezone()
    yield at.strftime("%H:%M:%S.") + f"{at.microsecond // 1000:03d}"
    yield f"{node['status'] or node['error'] or '-':<4}"
    yield f"{node['durationMs']:>6} ms"
    yield f"#{node['number']}"
    yield node["eventType"]
    yield node["url"]


def _recorded_at(id: str) -> float:
    """What a UUIDv7 says of when it was made (Unix time)."""
    return (UUID(id).int >> 80) / 1000


def _now_there(response: httpx.Response) -> datetime:
    """What time it is where the server is, as far as it says so."""
    try:
        return parsedate_to_datetime(response.headers["date"])
    except (KeyError, ValueError):
        return datetime.now(UTC)


def _read(response: httpx.Response) -> dict[str, Any]:
    try:
        body: dict[str, Any] = response.json()
    except ValueError as error:
        text = f"the server answers {response.status_code}, which cannot be read"
        raise Refused(text) from error
    if response.is_error and "errors" not in body:
        why = body.get("detail") or body.get("error_description") or body.get("error")
        raise Refused(printable(str(why or f"the server answers {response.status_code}")))
    return body


def run(wish: Wish, url: str, client_id: str, client_secret: str) -> int:
    """Follow until somebody interrupts: the exit code."""

    async def following() -> None:
        async with httpx.AsyncClient(base_url=url, timeout=30) as http:
            await Tail(http, client_id, client_secret, wish).follow()

    try:
        asyncio.run(following())
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:  # whoever reads our lines has seen enough
        sys.stderr.close()
        return 0
    except Refused as refused:
        sys.stderr.write(f"career: {refused}\n")
    return 1
