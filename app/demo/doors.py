"""One caller's way through both doors, over the wire, and what the story expects of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx


class Failed(Exception):
    """Something did not happen as the story tells it."""


def expect(held: bool, otherwise: str) -> None:  # noqa: FBT001 - reads like `assert`
    """Raise Failed with `otherwise` unless it held."""
    if not held:
        raise Failed(otherwise)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a token."""

    name: str
    http: httpx.AsyncClient
    token: str

    async def rest(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        status: int = HTTPStatus.OK,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """An answer with this status, to a body sent as JSON, or as it is if it is bytes.

        Raises Failed for every other status.
        """
        answer = await self.attempt(method, path, body, headers)
        expect(
            answer.status_code == status,
            f"{self.name}: {method} {path} answered {answer.status_code}, not {int(status)}: "
            f"{answer.text[:500]}",
        )
        return answer

    async def attempt(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """An answer, whatever it is."""
        sent = {"authorization": f"Bearer {self.token}", **(headers or {})}
        if body is None or isinstance(body, bytes):
            return await self.http.request(method, path, content=body, headers=sent)
        return await self.http.request(method, path, json=body, headers=sent)

    async def ask(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The `data` of a GraphQL answer without errors; otherwise raises Failed."""
        answer = await self.graphql(query, variables)
        body = answer.json()
        expect("data" in body and not body.get("errors"), f"{self.name}: GraphQL answered {body}")
        data: dict[str, Any] = body["data"]
        return data

    async def graphql(self, query: str, variables: Mapping[str, Any]) -> httpx.Response:
        return await self.attempt("POST", "/graphql", {"query": query, "variables": variables})


def refusal_code(body: Mapping[str, Any]) -> str | None:
    """The code of a refusal, wherever a door puts it; None if nothing was refused.

    REST: a member of the problem. GraphQL: an error's extension, or a member of the payload.
    """
    if "code" in body:
        return str(body["code"])
    if errors := body.get("errors"):
        return str(errors[0]["extensions"]["code"])
    for payload in (body.get("data") or {}).values():
        if isinstance(payload, dict) and "code" in payload:
            return str(payload["code"])
    return None
