"""What is said of an endpoint: judged, and put there."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.domain.errors import Fault
from app.domain.tools import CannotOpen
from app.domain.transaction import Transaction
from app.domain.webhooks.commands import WebhookCredentials, WebhookHeader
from app.domain.webhooks.errors import (
    FormatFixed,
    HeaderNotAllowed,
    UrlNotAllowed,
)
from app.domain.webhooks.headers import AUTHORIZATION, MOST_OWN_BYTES, is_ours
from app.domain.webhooks.kinds import check_types
from app.domain.webhooks.models import EndpointFormat, WebhookEndpoint
from app.domain.webhooks.sealing import about_credentials, about_headers

PLAIN: Final = ("url", "description", "event_types", "format", "max_per_minute")


def put(tx: Transaction, endpoint: WebhookEndpoint, given: Mapping[str, Any]) -> tuple[str, ...]:
    """Have an endpoint be as is said, if that may be; the names of the fields that changed."""
    _judge(tx, given)
    given = dict(given)
    if "event_types" in given:
        given["event_types"] = list(dict.fromkeys(given["event_types"]))
    changed: list[str] = [
        name for name in PLAIN if name in given and given[name] != getattr(endpoint, name)
    ]
    for name in changed:
        setattr(endpoint, name, given[name])
    if "headers" in given and _put_headers(tx, endpoint, given["headers"]):
        changed.append("headers")
    if "credentials" in given and _put_credentials(tx, endpoint, given["credentials"]):
        changed.append("credentials")
    _judge_together(endpoint)
    return tuple(changed)


def check_format(endpoint: WebhookEndpoint, given: Mapping[str, Any]) -> None:
    """What it is owed has been written in the format that it has."""
    wanted = given.get("format", endpoint.format)
    if (wanted is EndpointFormat.XAPI) != (endpoint.format is EndpointFormat.XAPI):
        raise FormatFixed


def _judge(tx: Transaction, given: Mapping[str, Any]) -> None:
    if "url" in given:
        _judge_url(tx, given["url"], "/url")
    credentials: WebhookCredentials | None = given.get("credentials")
    if credentials is not None and credentials.oauth is not None:
        _judge_url(tx, credentials.oauth.token_url, "/credentials/oauth/tokenUrl")
    check_types(given.get("event_types", ()))
    _judge_headers(given.get("headers", ()))


def _judge_url(tx: Transaction, url: str, pointer: str) -> None:
    if (reason := tx.tools.guard.refusal(url)) is not None:
        raise UrlNotAllowed(Fault(pointer, reason))


def _judge_headers(headers: Sequence[WebhookHeader]) -> None:
    seen: set[str] = set()
    faults = []
    for index, one in enumerate(headers):
        name = one.name.lower()
        if is_ours(name):
            faults.append(Fault(f"/headers/{index}/name", "is a header that only we set"))
        elif name in seen:
            faults.append(Fault(f"/headers/{index}/name", "is there twice"))
        seen.add(name)
    if sum(len(one.name) + len(one.value) for one in headers) > MOST_OWN_BYTES:
        faults.append(Fault("/headers", f"are longer than {MOST_OWN_BYTES} bytes altogether"))
    if faults:
        raise HeaderNotAllowed(*faults)


def _judge_together(endpoint: WebhookEndpoint) -> None:
    if endpoint.credentials is None:
        return
    for index, name in enumerate(endpoint.header_names):
        if name.lower() == AUTHORIZATION:
            reason = "is made of the credentials"
            raise HeaderNotAllowed(Fault(f"/headers/{index}/name", reason))


def _put_headers(
    tx: Transaction, endpoint: WebhookEndpoint, headers: Sequence[WebhookHeader]
) -> bool:
    values = {one.name: one.value for one in headers}
    about = about_headers(tx, endpoint.id)
    if not _differs(tx, endpoint.sealed_headers, about, values):
        return False
    endpoint.header_names = list(values)
    endpoint.sealed_headers = _sealed(tx, values, about) if values else None
    return True


def _put_credentials(
    tx: Transaction, endpoint: WebhookEndpoint, credentials: WebhookCredentials | None
) -> bool:
    values = credentials.values if credentials is not None else {}
    kind = credentials.kind if credentials is not None else None
    about = about_credentials(tx, endpoint.id)
    same_kind = kind is endpoint.credentials
    if same_kind and not _differs(tx, endpoint.sealed_credentials, about, values):
        return False
    endpoint.credentials = kind
    endpoint.sealed_credentials = _sealed(tx, values, about) if values else None
    return True


def _differs(
    tx: Transaction, sealed: bytes | None, about: bytes, values: Mapping[str, str]
) -> bool:
    """Whether something else was said than what is kept. What nobody can open is replaced."""
    if sealed is None:
        return bool(values)
    try:
        kept: Any = json.loads(tx.tools.vault.open(sealed, about=about))
    except CannotOpen:
        return True
    return bool(kept != dict(values))


def _sealed(tx: Transaction, values: Mapping[str, str], about: bytes) -> bytes:
    return tx.tools.vault.seal(json.dumps(values).encode(), about=about)
