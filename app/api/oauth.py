"""Tokens for machine clients (RFC 6749, client credentials), and what says how to get them."""

from asyncio import CancelledError
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qs, unquote_plus
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.domain.access import service
from app.domain.access.commands import KnownClient
from app.domain.access.errors import ClientRefused
from app.domain.actor import GRANTABLE, Actor
from app.domain.context import Context
from app.domain.errors import Unavailable
from app.domain.use_case import Action
from app.door.asgi import read_body
from app.door.budgets import Attempt, Budgets
from app.door.problem import REALM
from app.security.assertions import TYPE as ASSERTION_TYPE
from app.security.assertions import AssertionReader
from app.security.compact import ALGORITHMS
from app.security.issuer import Issuer

ENDPOINT: Final = "/oauth2/token"
FORM: Final = "application/x-www-form-urlencoded"
NO_STORE: Final = {"cache-control": "no-store", "pragma": "no-cache"}


async def token(request: Request) -> Response:
    """`POST /oauth2/token`: client_credentials, proven by a secret or by the client's own key."""
    budgets: Budgets = request.app.state.budgets
    body = await read_body(request.receive)
    attempt = await budgets.begin_attempt(request.scope)
    try:
        return await _answer(request, _form(request, body), attempt)
    except (Unavailable, CancelledError):  # the last one: the deadline of the request
        attempt.abandon()
        raise


async def _answer(request: Request, form: dict[str, str] | None, attempt: Attempt) -> Response:
    if form is None or "grant_type" not in form:
        return _refused("invalid_request", "Send one form, each field once, with a grant_type.")
    if form["grant_type"] != "client_credentials":
        return _refused("unsupported_grant_type", "grant_type is client_credentials.")
    try:
        known = await known_client(request, form, attempt)
    except ClientRefused:
        await attempt.fail()
        return _unknown()
    await attempt.succeed()
    wanted = form.get("scope")
    scopes = set(wanted.split()) if wanted is not None else set(known.scopes)
    if not scopes or not scopes <= set(known.scopes):
        return _refused("invalid_scope", "The client was not given all of these scopes.")
    issuer: Issuer = request.app.state.issuer
    return JSONResponse(
        {
            "access_token": token_of(issuer, known, scopes),
            "token_type": "Bearer",
            "expires_in": issuer.lifetime_s,
            "scope": " ".join(sorted(scopes)),
        },
        headers=NO_STORE,
    )


def token_of(issuer: Issuer, known: KnownClient, scopes: Iterable[str]) -> str:
    tenant_id, _ = _named(known.client_id)
    return issuer.token(tenant_id, known.id, known.client_id, scopes)


async def known_client(request: Request, form: dict[str, str], attempt: Attempt) -> KnownClient:
    """Who asks; one way to prove it, and no second beside it."""
    header = request.headers.get("authorization")
    if "client_assertion" in form or "client_assertion_type" in form:
        if header is not None or "client_secret" in form:
            raise ClientRefused
        return await _by_assertion(request, form, attempt)
    presented = _credentials(header, form)
    if presented is None:
        raise ClientRefused
    client_id, secret = presented
    await attempt.name(client_id)
    arguments = {"client_id": client_id, "secret": secret}
    return await _recognised(request, service.recognise_client, client_id, arguments)


async def _by_assertion(request: Request, form: dict[str, str], attempt: Attempt) -> KnownClient:
    """RFC 7523, 2.2: a token that the client signed."""
    state, assertion = request.app.state, form.get("client_assertion", "")
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise ClientRefused
    reader: AssertionReader = state.assertions
    client_id = reader.claimed_client(assertion)
    if client_id is None or form.get("client_id", client_id) != client_id:
        raise ClientRefused
    await attempt.name(client_id)
    keys = await service.client_keys(state.database, *_named(client_id))
    read = reader.read(assertion, client_id, keys)
    if read is None:
        raise ClientRefused
    arguments = {"client_id": client_id, "jti": read.jti, "expires_at": read.expires_at}
    return await _recognised(request, service.recognise_assertion, client_id, arguments)


async def _recognised(
    request: Request, action: Action, client_id: str, arguments: dict[str, Any]
) -> KnownClient:
    context = Context(Actor.system(_named(client_id)[0]), request.app.state.database)
    answer = await context.execute(action, arguments)
    return KnownClient.model_validate_json(answer.body)


def _named(client_id: str) -> tuple[UUID, UUID]:
    """The tenant and the client of a client id."""
    named = service.tenant_and_client(client_id)
    if named is None:
        raise ClientRefused
    return named


def metadata(issuer: str) -> dict[str, Any]:
    """RFC 8414."""
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}{ENDPOINT}",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "private_key_jwt",
        ],
        "token_endpoint_auth_signing_alg_values_supported": sorted(ALGORITHMS),
        "scopes_supported": sorted(scope.value for scope in GRANTABLE),
    }


def protected_resource(issuer: str) -> dict[str, Any]:
    """RFC 9728."""
    return {
        "resource": issuer,
        "authorization_servers": [issuer],
        "bearer_methods_supported": ["header"],
        "scopes_supported": sorted(scope.value for scope in GRANTABLE),
        "resource_documentation": f"{issuer}/docs",
    }


def _form(request: Request, body: bytes) -> dict[str, str] | None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return None
    try:
        fields = parse_qs(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20
        )
    except ValueError:
        return None
    if any(len(values) > 1 for values in fields.values()):
        return None
    return {name: values[0] for name, values in fields.items()}


def _credentials(header: str | None, form: dict[str, str]) -> tuple[str, str] | None:
    """RFC 6749, 2.3.1; both ways at once are refused."""
    in_form = "client_secret" in form
    if header is None:
        return (form.get("client_id", ""), form["client_secret"]) if in_form else None
    scheme, _, packed = header.partition(" ")
    if scheme.lower() != "basic" or in_form:
        return None
    try:
        name, colon, secret = b64decode(packed.strip(), validate=True).decode().partition(":")
    except (NotBase64, ValueError):
        return None
    return (unquote_plus(name), unquote_plus(secret)) if colon else None


def _refused(code: str, description: str) -> Response:
    body = {"error": code, "error_description": description}
    return JSONResponse(body, 400, headers=NO_STORE)


def _unknown() -> Response:
    challenge = {"www-authenticate": f'Basic realm="{REALM}"'}
    body = {"error": "invalid_client", "error_description": ClientRefused.explanation()}
    return JSONResponse(body, 401, headers=NO_STORE | challenge)
