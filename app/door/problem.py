"""Every refusal as an RFC 9457 problem, whoever refuses: a use case, the door, the framework."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from app.domain.actor import Scope
from app.domain.errors import (
    DomainError,
    Fault,
    MissingScope,
    RateLimited,
    Unauthenticated,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
REALM = "career-conversations"


class Refusal(NamedTuple):
    """An answer that refuses, in the words of whoever is asked."""

    status: int
    media_type: str
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


Dialect: TypeAlias = Callable[[DomainError, str], Refusal]
"""How a protocol of others words a refusal; it takes the id of the request, too."""


def problem(error: DomainError, *, base_url: str, request_id: str) -> dict[str, Any]:
    """The body of a refusal. It repeats nothing that was sent."""
    body: dict[str, Any] = {
        "type": f"{base_url}/problems/{error.code}",
        "title": type(error).explanation(),
        "status": error.status,
        "detail": error.message,
        "instance": f"urn:request:{request_id}",
        "code": error.code,
    }
    if error.faults:
        body["errors"] = [_told(fault) for fault in error.faults]
    return body


def _told(fault: Fault) -> dict[str, Any]:
    told: dict[str, Any] = {"pointer": fault.pointer, "detail": fault.detail}
    return told if fault.line is None else told | {"line": fault.line}


def challenge(error: DomainError, base_url: str) -> dict[str, str]:
    """The headers that say what to do about it (RFC 6750, RFC 9728, RFC 9110)."""
    headers: dict[str, str] = {}
    if isinstance(error, Unauthenticated | MissingScope):
        parts = [
            f'Bearer realm="{REALM}"',
            f'resource_metadata="{base_url}/.well-known/oauth-protected-resource"',
        ]
        if isinstance(error, MissingScope):
            parts += ['error="insufficient_scope"', f'scope="{Scope(error.facts["scope"])}"']
        elif error.facts.get("presented"):
            parts.append('error="invalid_token"')
        headers["www-authenticate"] = ", ".join(parts)
    if "allow" in error.facts:
        headers["allow"] = error.facts["allow"]
    if isinstance(error, Unavailable):
        headers["retry-after"] = str(error.retry_after_s)
    if isinstance(error, RateLimited):
        headers["retry-after"] = str(error.facts["retry_after_s"])
    return headers


def as_bytes(body: dict[str, Any]) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()
