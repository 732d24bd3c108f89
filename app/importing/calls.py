"""The calls that bring people in: with a token, once each, and again when that may help."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4

import httpx

SCOPE: Final = "people:write"
PATH: Final = "/v1/people:batch"
ATTEMPTS: Final = 8
LONGEST_WAIT_S: Final = 60.0
OK, MULTI_STATUS, UNAUTHORIZED, CONFLICT, INVALID = 200, 207, 401, 409, 422
AGAIN: Final = frozenset({429, 503})


class Failed(Exception):
    """The server cannot be reached, lets nobody in, or will not have this; the message says why."""


class AllRefused(Exception):
    """One item was refused, and so was everything: the faults."""

    def __init__(self, errors: Sequence[dict[str, Any]]) -> None:
        super().__init__("refused")
        self.errors = errors


class Calls:
    """One machine client's calls to one server."""

    def __init__(self, http: httpx.AsyncClient, client_id: str, client_secret: str) -> None:
        self.http = http
        self._credentials = (client_id, client_secret)
        self._token = ""

    async def admit(self) -> None:
        """Get a token. They do not live long, so it is asked for again when one is refused."""
        form = {"grant_type": "client_credentials", "scope": SCOPE}
        answer = await self._tried("/oauth2/token", data=form, auth=self._credentials)
        if answer.status_code != OK:
            said = _object(answer)
            why = said.get("error_description") or said.get("detail") or answer.status_code
            raise Failed(f"no token: {why}")
        self._token = str(_object(answer)["access_token"])

    async def bring(self, items: Sequence[Any], *, all_or_nothing: bool = False) -> dict[str, Any]:
        """Send people; the report of the server.

        Raises:
            AllRefused: all or nothing was asked for, and it is nothing.
            Failed: it was not done, or nobody knows whether it was.

        """
        key = f'"{uuid4()}"'  # the same for every attempt, so that it is done once
        body: dict[str, Any] = {"items": list(items)}
        if all_or_nothing:
            body["allOrNothing"] = True
        answer = await self._sent(body, key)
        if answer.status_code == UNAUTHORIZED:
            await self.admit()
            answer = await self._sent(body, key)
        said = _object(answer)
        if answer.status_code == INVALID and all_or_nothing and said.get("errors"):
            raise AllRefused(said["errors"])
        if answer.status_code != MULTI_STATUS:
            raise Failed(f"{answer.status_code} {said.get('detail', 'without a reason')}")
        return said

    async def _sent(self, body: dict[str, Any], key: str) -> httpx.Response:
        headers = {"authorization": f"Bearer {self._token}", "idempotency-key": key}
        return await self._tried(PATH, json=body, headers=headers)

    async def _tried(self, path: str, **request: Any) -> httpx.Response:
        """Ask until there is an answer that is none of those that ask for patience."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = await self.http.post(path, **request)
            except httpx.TransportError as error:
                if attempt == ATTEMPTS:
                    raise Failed(
                        f"{self.http.base_url}: {error or type(error).__name__}"
                    ) from error
                await asyncio.sleep(_usual_wait(attempt))
                continue
            if not _asks_for_patience(answer) or attempt == ATTEMPTS:
                return answer
            await asyncio.sleep(_asked_wait(answer, attempt))
        raise AssertionError


def _asks_for_patience(answer: httpx.Response) -> bool:
    """An earlier attempt of the same request may still be running, which is a conflict."""
    if answer.status_code == CONFLICT:
        return _object(answer).get("code") == "idempotency_in_progress"
    return answer.status_code in AGAIN


def _asked_wait(answer: httpx.Response, attempt: int) -> float:
    """RFC 9110: seconds. (A date is allowed too; then we wait as usual.)"""
    given = answer.headers.get("retry-after", "")
    wait = float(given) if given.isascii() and given.isdigit() else _usual_wait(attempt)
    return min(wait, LONGEST_WAIT_S)


def _usual_wait(attempt: int) -> float:
    return float(min(0.25 * 2**attempt, LONGEST_WAIT_S))


def _object(answer: httpx.Response) -> dict[str, Any]:
    """What a proxy in between says is not always JSON."""
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
