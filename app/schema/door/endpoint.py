"""`/graphql`: one request, one operation. Subscriptions are told in events (`stream.py`).

Follows the GraphQL-over-HTTP specification: `application/graphql-response+json` where the
client accepts it, with 400 for what could not be executed; 200 with `application/json`.
Queries may come by GET where the settings say so; mutations never do.
"""

from typing import Final

from graphql import OperationType
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.door.asgi import headers_of, read_body
from app.door.budgets import Budgets
from app.door.entrance import let_in
from app.door.errors import MethodNotAllowed, UnsupportedMediaType
from app.door.once import read_once
from app.schema.door.admission import admitted
from app.schema.door.execution import Executed, execute, refused
from app.schema.door.graphiql import page
from app.schema.door.known import known
from app.schema.door.limits import Why
from app.schema.door.negotiation import EVENTS, JSON, negotiated
from app.schema.door.reading import Asked, read, read_address
from app.schema.door.sensitive import sensitive_uses
from app.schema.door.stream import EventStream
from app.schema.fields import GraphQLContext
from app.settings import Settings

OK, BAD = 200, 400
FOLLOWED: Final = Why(
    "Subscriptions are followed: accept `text/event-stream`, or open a WebSocket.",
    "subscription_not_streamed",
)
HEADERS: Final = {"vary": "Accept", "cache-control": "no-store"}


async def endpoint(request: Request) -> Response:
    """`POST /graphql`, `GET` where it is taken, and GraphiQL for browsers that ask for a page."""
    settings: Settings = request.app.state.settings
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        files = request.app.url_path_for("graphiql", path="/").rstrip("/")
        return HTMLResponse(page(files, trusted_only=settings.graphql_trusted_only))
    if request.method != "POST" and not (request.method == "GET" and settings.graphql_get):
        raise MethodNotAllowed(allow="GET, POST" if settings.graphql_get else "POST")
    headers = headers_of(request.scope)
    authorization = headers.get(b"authorization")
    admission = await let_in(request.scope, authorization)
    ctx = admission.context
    budgets: Budgets = request.app.state.budgets
    await budgets.admit(request.scope, ctx.actor)
    media_type = negotiated(request.headers.get("accept"))
    if media_type == EVENTS and request.method != "POST":
        raise MethodNotAllowed(allow="POST")
    sent = await _sent(request)
    if media_type == EVENTS:
        return EventStream(sent, read_once(headers), authorization or b"", admission)
    asked = await admitted(sent, ctx.actor, settings, request.app.state.trusted_documents)
    if isinstance(asked, Why):
        return _answer(refused(asked), media_type, asked.status)
    kind = known(asked.query).kind(asked.operation_name)
    if kind is OperationType.SUBSCRIPTION:
        return _answer(refused(FOLLOWED), media_type)
    if request.method == "GET" and kind is OperationType.MUTATION:
        raise MethodNotAllowed(allow="POST")
    uses = sensitive_uses(asked.query, asked.operation_name)
    await budgets.admit_sensitive(request.scope, ctx.actor, uses)
    context = GraphQLContext(ctx, read_once(headers), request.scope["request_id"])
    return _answer(await execute(asked, context), media_type)


async def _sent(request: Request) -> Asked:
    if request.method == "GET":
        return read_address(request.scope["query_string"])
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise UnsupportedMediaType
    return read(await read_body(request.receive))


def _answer(executed: Executed, media_type: str, bad: int = BAD) -> Response:
    status = OK if executed.began or media_type == JSON else bad
    return Response(executed.text, status, HEADERS, f"{media_type}; charset=utf-8")
