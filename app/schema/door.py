"""GraphQL over HTTP: one POST, one operation. Reading, limits, negotiation and errors.

Follows the GraphQL-over-HTTP specification: `application/graphql-response+json` where the
client accepts it, with 400 for what could not be executed; 200 with `application/json`.
"""

import json
import re
from typing import Any, Final

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.domain.errors import DomainError, Malformed
from app.domain.page import LARGEST
from app.door import telemetry
from app.door.asgi import read_body
from app.door.budgets import Budgets
from app.door.entrance import enter
from app.door.errors import MethodNotAllowed, NotAcceptable, UnsupportedMediaType
from app.door.once import read_once
from app.door.strict_json import read_json
from app.schema import schema
from app.schema.fields import GraphQLContext
from app.schema.graphiql import page
from app.schema.limits import TOO_DEEP, Limits, Why, refusal
from app.schema.messages import told
from app.schema.sensitive import sensitive_uses
from app.settings import Settings

GRAPHQL: Final = "application/graphql-response+json"
JSON: Final = "application/json"
OK, BAD = 200, 400
WEIGHT: Final = re.compile(r"[01](\.\d{0,3})?", re.ASCII)
NAME: Final = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,199}")


async def endpoint(request: Request) -> Response:
    """`POST /graphql`, and GraphiQL for browsers that ask for a page."""
    settings: Settings = request.app.state.settings
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(page())
    if request.method != "POST":
        raise MethodNotAllowed(allow="POST")
    headers = dict(request.scope["headers"])
    ctx = await enter(request.scope, headers)
    media_type = _negotiated(request.headers.get("accept"))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise UnsupportedMediaType
    asked = _read(await read_body(request.receive))
    limits = Limits(
        settings.graphql_max_depth, settings.graphql_max_cost, settings.graphql_introspection
    )
    why = refusal(
        asked["query"], asked.get("operationName"), limits, _integers(asked.get("variables"))
    )
    if why is not None:
        return _refused(why, media_type)
    budgets: Budgets = request.app.state.budgets
    uses = sensitive_uses(asked["query"], asked.get("operationName"))
    await budgets.admit_sensitive(request.scope, ctx.actor, uses)
    context = GraphQLContext(ctx, read_once(headers), request.scope["request_id"])
    return await _execute(asked, context, media_type)


async def _execute(asked: dict[str, Any], context: GraphQLContext, media_type: str) -> Response:
    try:
        result = await schema.execute(
            asked["query"],
            variable_values=asked.get("variables"),
            operation_name=asked.get("operationName"),
            context_value=context,
        )
    except RecursionError:
        return _refused(TOO_DEEP, media_type)
    errors = [_error(error, context) for error in result.errors or ()]
    executed = result.data is not None or any(error.path for error in result.errors or ())
    body: dict[str, Any] = {"data": result.data} if executed else {}
    if errors:
        body["errors"] = errors
    return _answer(body, media_type, executed=executed)


def _refused(why: Why, media_type: str) -> Response:
    body = {"errors": [{"message": why.message, "extensions": {"code": why.code}}]}
    return _answer(body, media_type, executed=False)


def _integers(variables: dict[str, Any] | None) -> frozenset[tuple[str, int]]:
    """The variables that can be a `first`."""
    return frozenset(
        (name, one)
        for name, one in (variables or {}).items()
        if type(one) is int and 1 <= one <= LARGEST
    )


def _error(error: GraphQLError, context: GraphQLContext) -> dict[str, Any]:
    """What may be told of an error: a refusal all of it, anything unexpected nothing."""
    shown: dict[str, Any] = {"message": told(error.message)}
    if error.locations:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        shown["path"] = error.path
    cause = error.original_error
    if isinstance(cause, DomainError):
        extensions: dict[str, Any] = {"code": cause.code}
        if cause.faults:
            extensions["errors"] = [
                {"pointer": fault.pointer, "detail": fault.detail} for fault in cause.faults
            ]
        shown["extensions"] = extensions
    elif cause is not None and not isinstance(cause, GraphQLError) and error.path:
        telemetry.log().error("resolver failed", request_id=context.request_id, exc_info=cause)
        shown["message"] = "Something went wrong on our side. Tell us the request id."
        shown["extensions"] = {"code": "internal", "requestId": context.request_id}
    else:
        shown["extensions"] = {"code": (error.extensions or {}).get("code", "graphql_invalid")}
    return shown


def _read(body: bytes) -> dict[str, Any]:
    value = read_json(body)
    if not isinstance(value, dict):
        raise Malformed(detail="A GraphQL request is a JSON object; batches are not taken.")
    if not isinstance(value.get("query"), str) or not value["query"]:
        raise Malformed(detail="`query` is missing, or is no text.")
    for name, kind in (("variables", dict), ("extensions", dict), ("operationName", str)):
        if not isinstance(value.get(name), kind | None):
            raise Malformed(detail=f"`{name}` is of the wrong kind.")
    if value.get("operationName") is not None and not NAME.fullmatch(value["operationName"]):
        raise Malformed(detail="`operationName` is no name.")
    return value


def _negotiated(accept: str | None) -> str:
    """Without a wish, and for `*/*`, what clients of before the specification expect."""
    best, weight = "", 0.0
    for part in (accept or "*/*").split(","):
        name, *parameters = (one.strip().lower() for one in part.split(";"))
        quality = _quality(parameters)
        kind = (
            GRAPHQL if name == GRAPHQL else JSON if name in (JSON, "*/*", "application/*") else ""
        )
        if kind and (quality > weight or (quality == weight and kind == GRAPHQL)):
            best, weight = kind, quality
    if not best:
        raise NotAcceptable
    return best


def _quality(parameters: list[str]) -> float:
    for one in parameters:
        if one.startswith("q="):
            return float(one[2:]) if WEIGHT.fullmatch(one[2:]) else 0.0
    return 1.0


def _answer(body: dict[str, Any], media_type: str, *, executed: bool) -> Response:
    status = OK if executed or media_type == JSON else BAD
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    headers = {"vary": "Accept", "cache-control": "no-store"}
    return Response(text, status, headers, f"{media_type}; charset=utf-8")
