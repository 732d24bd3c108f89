"""`/graphql`: one POST, one operation. Subscriptions are answered in events (`stream.py`).

Follows the GraphQL-over-HTTP specification: `application/graphql-response+json` where the
client accepts it, with 400 for what could not be executed; 200 with `application/json`.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.door.asgi import read_body
from app.door.budgets import Budgets
from app.door.entrance import let_in
from app.door.errors import MethodNotAllowed, UnsupportedMediaType
from app.door.once import read_once
from app.schema.door.execution import Executed, execute, refused
from app.schema.door.graphiql import page
from app.schema.door.kinds import is_subscription
from app.schema.door.limits import Limits, Why, refusal
from app.schema.door.negotiation import EVENTS, JSON, negotiated
from app.schema.door.reading import read
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
    """`POST /graphql`, and GraphiQL for browsers that ask for a page."""
    settings: Settings = request.app.state.settings
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(page())
    if request.method != "POST":
        raise MethodNotAllowed(allow="POST")
    headers = dict(request.scope["headers"])
    authorization = headers.get(b"authorization")
    admission = await let_in(request.scope, authorization)
    ctx = admission.context
    budgets: Budgets = request.app.state.budgets
    await budgets.admit(request.scope, ctx.actor)
    media_type = negotiated(request.headers.get("accept"))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise UnsupportedMediaType
    asked = read(await read_body(request.receive))
    uses = sensitive_uses(asked.query, asked.operation_name)
    if media_type == EVENTS:
        await budgets.admit_sensitive(request.scope, ctx.actor, uses)
        return EventStream(asked, read_once(headers), authorization or b"", admission)
    limits = Limits(
        settings.graphql_max_depth, settings.graphql_max_cost, settings.graphql_introspection
    )
    why = refusal(asked.query, asked.operation_name, limits, asked.integers)
    if why is not None:
        return _answer(refused(why), media_type)
    if is_subscription(asked.query, asked.operation_name):
        return _answer(refused(FOLLOWED), media_type)
    await budgets.admit_sensitive(request.scope, ctx.actor, uses)
    context = GraphQLContext(ctx, read_once(headers), request.scope["request_id"])
    return _answer(await execute(asked, context), media_type)


def _answer(executed: Executed, media_type: str) -> Response:
    status = OK if executed.began or media_type == JSON else BAD
    return Response(executed.text, status, HEADERS, f"{media_type}; charset=utf-8")
