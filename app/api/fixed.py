"""What the OpenAPI document says of the paths that belong to no feature."""

from typing import Any, Final

from app.api import model_paths
from app.api.answers import RATE_LIMIT, headers, problem
from app.api.case import described as case
from app.api.xapi import described as xapi
from app.domain.actor import GRANTABLE
from app.security.assertions import TYPE as ASSERTION_TYPE

JSON: Final = "application/json"
GRAPHQL: Final = "application/graphql-response+json"
LINKSET: Final = "application/linkset+json"
SCIM: Final = "application/scim+json"
OBJECT: Final = {"type": "object"}


def paths() -> dict[str, Any]:
    """Path items, by path."""
    return {
        "/oauth2/token": {"post": _token()},
        "/.well-known/oauth-authorization-server": _get(
            "readAuthorizationServer", "Learn where and how to get a token (RFC 8414)", "Access"
        ),
        "/.well-known/oauth-protected-resource": _get(
            "readProtectedResource", "Learn who gives tokens for this API (RFC 9728)", "Access"
        ),
        "/.well-known/jwks.json": _get(
            "readKeys", "Read the public keys that verify our tokens (RFC 7517)", "Access"
        ),
        "/.well-known/api-catalog": _get(
            "readApiCatalog",
            "Find the APIs and what describes them (RFC 9727)",
            "Reference",
            kind=LINKSET,
        ),
        "/calendars/{token}.ics": _calendar(),
        **model_paths.paths(),
        **case.paths(),
        **xapi.paths(),
        "/health/live": _get(
            "readLiveness",
            "Ask whether the process answers",
            "Operations",
            example={"status": "live"},
        ),
        "/health/ready": _get(
            "readReadiness",
            "Ask whether requests can be answered: the database is there and up to date",
            "Operations",
            refusals={503: "`unavailable` or `migrations_pending`."},
            example={"status": "ready", "revision": "0001"},
        ),
        "/metrics": _get(
            "readMetrics", "Read the counters (Prometheus)", "Operations", kind="text/plain"
        ),
        "/problems/{code}": _get(
            "explainProblem",
            "Read what an error code means",
            "Reference",
            kind="text/html",
            path={"code": "not_found"},
            refusals={404: "`not_found`: no error has this code."},
        ),
        "/schemas/competency-model.json": _get(
            "readModelSchema",
            "Read the JSON Schema of a competency model in our own format",
            "Reference",
        ),
        "/schemas/event-envelope.json": _get(
            "readEventEnvelopeSchema",
            "Read the JSON Schema of what events are sent in",
            "Reference",
        ),
        "/schemas/events/{name}/{revision}.json": _get(
            "readEventSchema",
            "Read the JSON Schema of an event's `data`",
            "Reference",
            path={"name": "plan.created", "revision": "1"},
            refusals={404: "`not_found`: there is no such event."},
        ),
        "/scim/v2/ServiceProviderConfig": {"get": _scim()},
        "/graphql": {
            **_get(
                "openGraphiql",
                "Try GraphQL in a browser",
                "GraphQL",
                kind="text/html",
                refusals={405: "`method_not_allowed`: without `Accept: text/html`."},
            ),
            "post": _graphql(),
        },
    }


def _get(
    operation_id: str,
    summary: str,
    tag: str,
    *,
    kind: str = JSON,
    path: dict[str, str] | None = None,
    refusals: dict[int, str] | None = None,
    example: dict[str, str] | None = None,
) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": OBJECT if kind in (JSON, LINKSET) else {"type": "string"}}
    if example:
        content["example"] = example
    answers: dict[str, Any] = {"200": {"description": "As asked.", "content": {kind: content}}}
    answers |= {str(status): problem(text) for status, text in (refusals or {}).items()}
    return {
        "get": {
            "operationId": operation_id,
            "summary": summary,
            "description": f"{summary}. No token is needed.",
            "tags": [tag],
            "security": [],
            "parameters": [
                {
                    "name": name,
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string"},
                    "example": value,
                }
                for name, value in (path or {}).items()
            ],
            "responses": answers,
        }
    }


def _calendar() -> dict[str, Any]:
    """Read by programs that have no token but the one in the address."""
    asked = _get(
        "readCalendar",
        "Read a calendar feed (RFC 5545)",
        "calendars",
        kind="text/calendar",
        path={"token": "AbC"},
        refusals={404: "`calendar_not_found`: no calendar has this address, or not any more."},
    )
    answers = asked["get"]["responses"]
    answers["200"]["headers"] = headers("ETag", *RATE_LIMIT)
    answers["304"] = {"description": "It has not changed.", "headers": headers(*RATE_LIMIT)}
    answers["429"] = problem("`rate_limited`.", "Retry-After")
    answers["503"] = problem("`unavailable`.", "Retry-After")
    asked["get"]["description"] = (
        "The address comes from `POST /v1/calendar-feeds`, and its secret takes the place of a "
        "token. Milestones are whole days, conversations have their time in UTC."
    )
    return asked


def _token() -> dict[str, Any]:
    text = {"type": "string", "maxLength": 4096}
    form = {
        "type": "object",
        "required": ["grant_type"],
        "properties": {
            "grant_type": {"const": "client_credentials"},
            "scope": text | {"description": "Space-separated; all of the client's by default."},
            "client_id": text,
            "client_secret": text,
            "client_assertion_type": {"const": ASSERTION_TYPE},
            "client_assertion": {
                "type": "string",
                "maxLength": 8192,
                "description": "A JWT that the client signed with a key it registered (RFC 7523): "
                "`iss` and `sub` are the client id, `aud` is the issuer or this address, `exp` at "
                "most five minutes ahead, `jti` new each time.",
            },
        },
    }
    granted = {
        "type": "object",
        "required": ["access_token", "token_type", "expires_in", "scope"],
        "properties": {
            "access_token": {"type": "string"},
            "token_type": {"const": "Bearer"},
            "expires_in": {"type": "integer", "description": "Seconds."},
            "scope": {"type": "string"},
        },
    }
    refused = {
        "type": "object",
        "required": ["error"],
        "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
    }
    asked = {"grant_type": "client_credentials", "scope": "plans:read people:read"}
    return {
        "operationId": "issueToken",
        "summary": "Get an access token for a machine client",
        "description": "RFC 6749, client credentials: `client_secret_basic`, "
        "`client_secret_post` or `private_key_jwt`. "
        f"Scopes: {', '.join(f'`{one}`' for one in sorted(GRANTABLE))}. "
        "Wrong secrets make the address that sent them wait, and longer each time; from "
        "elsewhere the client goes on getting tokens.",
        "tags": ["Access"],
        "security": [{"client": []}, {}],
        "requestBody": {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": form, "example": asked}},
        },
        "responses": {
            "200": {"description": "Granted.", "content": {JSON: {"schema": granted}}},
            "400": {
                "description": "`invalid_request`, `unsupported_grant_type` or `invalid_scope` "
                "(RFC 6749); a problem if the request cannot be read at all.",
                "content": {JSON: {"schema": refused}} | problem("")["content"],
            },
            "401": {
                "description": "`invalid_client`.",
                "headers": {"WWW-Authenticate": {"$ref": "#/components/headers/WWW-Authenticate"}},
                "content": {JSON: {"schema": refused}},
            },
            "413": problem("`too_large`."),
            "415": problem("`unsupported_encoding`."),
            "429": problem("`rate_limited`.", "Retry-After"),
            "503": problem("`unavailable`.", "Retry-After"),
        },
    }


def _scim() -> dict[str, Any]:
    """One entry for the whole door, which describes itself better than this document could."""
    kinds = {SCIM: {"schema": OBJECT}}
    return {
        "operationId": "readServiceProviderConfig",
        "summary": "Provision people and groups from a directory: SCIM 2.0 (RFC 7643, RFC 7644)",
        "description": "Identity providers and HRIS keep people at `/scim/v2/Users` and groups at "
        "`/scim/v2/Groups`, with the token of a machine client whose scope is `scim:provision`. "
        "`/scim/v2/Schemas` and `/scim/v2/ResourceTypes` describe them.",
        "tags": ["SCIM"],
        "security": [{"bearer": ["scim:provision"]}],
        "responses": {
            "200": {"description": "What is supported.", "content": kinds},
            **{
                status: {"description": text, "content": kinds}
                for status, text in (
                    ("401", "There is no token, or none that is ours."),
                    ("403", "The token is not one of a machine client with the scope."),
                    ("503", "We cannot answer right now."),
                )
            },
        },
    }


def _graphql() -> dict[str, Any]:
    asked = {
        "type": "object",
        "oneOf": [{"required": ["query"]}, {"required": ["documentId"]}],
        "properties": {
            "query": {"type": "string", "minLength": 1},
            "documentId": {
                "type": "string",
                "pattern": "^sha256:[0-9a-f]{64}$",
                "description": "In place of `query`: the id of a trusted document.",
            },
            "variables": {"type": ["object", "null"]},
            "operationName": {"type": ["string", "null"], "pattern": "^[_A-Za-z][_0-9A-Za-z]*$"},
            "extensions": {"type": ["object", "null"]},
        },
    }
    answered = {
        "type": "object",
        "properties": {
            "data": {"type": ["object", "null"]},
            "errors": {"type": "array", "items": {"type": "object"}},
        },
    }
    kinds = {kind: {"schema": answered} for kind in (GRAPHQL, JSON)}
    example = {"query": "{ me { displayName } }"}
    return {
        "operationId": "graphql",
        "summary": "Ask over GraphQL",
        "description": "The same use cases as one graph; `GET /graphql` in a browser is GraphiQL. "
        "Where that is settled, queries come by GET as well, or only trusted documents are taken.",
        "tags": ["GraphQL"],
        "security": [{"bearer": []}],
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": asked, "example": example}},
        },
        "responses": {
            "200": {
                "description": "Executed, or refused in `errors`.",
                "headers": headers(*RATE_LIMIT),
                "content": kinds,
            },
            "400": {
                "description": "It cannot be executed, or not be read.",
                "headers": headers(*RATE_LIMIT),
                "content": {**kinds, **problem("")["content"]},
            },
            "401": problem("`unauthenticated`."),
            "403": {
                "description": "`insufficient_scope`: the schema is told to other tokens.",
                "headers": headers(*RATE_LIMIT),
                "content": kinds,
            },
            "404": {
                "description": "`document_unknown`: there is no such trusted document.",
                "headers": headers(*RATE_LIMIT),
                "content": kinds,
            },
            "406": problem("`not_acceptable`.", *RATE_LIMIT),
            "413": problem("`too_large`.", *RATE_LIMIT),
            "415": problem("`unsupported_media_type`.", *RATE_LIMIT),
            "429": problem("`rate_limited`: nothing was executed.", "Retry-After", *RATE_LIMIT),
            "503": problem("`unavailable`.", "Retry-After", *RATE_LIMIT),
        },
    }
