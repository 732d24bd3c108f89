"""A route is a method, a path and a use case. All that a request does on its way is here.

`routes()` of each feature is a table of these. The handler of a route is made once, from
what the use case says about itself: which ids stand in the path, which command is the
body, whether a version is needed, what it answers with.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from uuid import UUID

from pydantic import ValidationError

from app.api.expand import names, selection
from app.api.parameters import digest, next_query, none_match, read_id, read_query, read_version
from app.domain.context import Context, Listed
from app.domain.errors import Fault, Invalid, Malformed
from app.domain.shape import Command, Filters, pointer, refuse
from app.domain.use_case import Action, Query, Role, UseCase
from app.domain.view import View
from app.door.asgi import Receive, Scope, Send, body_pieces, headers_of, read_body
from app.door.entrance import enter
from app.door.errors import UnsupportedMediaType
from app.door.once import read_once
from app.door.strict_json import read_json

JSON: Final = "application/json"
MERGE_PATCH: Final = "application/merge-patch+json"
CREATED, NO_CONTENT, NOT_MODIFIED = 201, 204, 304


class Reading(Protocol):
    """A body on its way in."""

    def feed(self, piece: bytes, /) -> None:
        """Take the next piece of it."""

    def end(self) -> dict[str, Any]:
        """There is no more: the fields of the command."""


@dataclass(frozen=True)
class Reader:
    """Another content type of a body: what reads it while it arrives, and how it looks."""

    start: Callable[[], Reading]
    sample: str


Headers = Mapping[bytes, bytes]


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    use_case: UseCase
    status: int = 200
    readers: Mapping[str, Reader] = field(default_factory=dict)
    """Other content types of the body."""
    options: type[Filters] | None = None
    """Fields of the command that may stand in the query string: a file has no place for them."""

    @property
    def media_type(self) -> str:
        return MERGE_PATCH if self.method == "PATCH" else JSON

    @property
    def full_path(self) -> str:
        return f"/v1{self.path}"


def get(path: str, query: Query | Action) -> Route:
    return Route("GET", path, query)


def post(
    path: str,
    action: Action,
    *,
    status: int | None = None,
    readers: Mapping[str, Reader] | None = None,
    options: type[Filters] | None = None,
) -> Route:
    made = CREATED if action.creates else 200
    return Route("POST", path, action, status or made, readers or {}, options)


def put(path: str, action: Action) -> Route:
    return Route("PUT", path, action)


def patch(path: str, action: Action) -> Route:
    return Route("PATCH", path, action)


def delete(path: str, action: Action) -> Route:
    return Route("DELETE", path, action, NO_CONTENT)


class Nothing(Command):
    """What an action is told that takes no command: many a client sends `{}` all the same."""


class Handler:
    """Answers the requests of one route. A plain ASGI application."""

    def __init__(self, route: Route, place: str | None) -> None:
        self.route = route
        self.place = place
        self.use_case = route.use_case
        self.sensitive = isinstance(self.use_case, Action) and self.use_case.sensitive
        self.ids = tuple((p.name, p.kind) for p in self.use_case.ids)
        self.command = next(
            ((p.name, p.kind) for p in self.use_case.parameters if p.role is Role.COMMAND), None
        )
        returns = self.use_case.returns
        self.view = returns if isinstance(returns, type) and issubclass(returns, View) else None
        self.expands = self.view is not None and bool(names(self.view))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        context = await enter(scope, headers, sensitive=self.sensitive)
        context.require(self.use_case)
        texts = scope["path_params"]
        ids = {
            name: read_id(texts[name]) if kind is UUID else texts[name] for name, kind in self.ids
        }
        if isinstance(self.use_case, Query):
            await self._read(self.use_case, context, ids, headers, scope, send)
        elif isinstance(self.use_case, Action):
            await self._act(self.use_case, context, ids, headers, scope, receive, send)

    async def _read(
        self,
        query: Query,
        context: Context,
        ids: dict[str, UUID],
        headers: Headers,
        scope: Scope,
        send: Send,
    ) -> None:
        asked = read_query(
            scope["query_string"], query.filters, paged=query.paged, expands=self.expands
        )
        shown = selection(self.view, asked.expand, paged=query.paged)
        if query.paged:
            listed = await context.list(query, ids, asked.filters, asked.page, shown)
            body = _page(listed)
            extra = _next_link(scope, listed)
            etag = f'"{digest(body)}"'.encode()
        else:
            answer = await context.find(query, ids, shown, asked.filters)
            body, extra = answer.body.encode(), []
            etag = _etag(answer.row_version, body)
        extra += [(b"etag", etag), (b"cache-control", b"private, no-cache")]
        if none_match(headers, etag.decode()):
            await _send(send, NOT_MODIFIED, b"", extra)
            return
        await _send(send, 200, body, extra)

    async def _act(
        self,
        action: Action,
        context: Context,
        ids: dict[str, UUID],
        headers: Headers,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        version = read_version(headers) if action.versioned else None
        once = read_once(headers) if self.route.method == "POST" else None
        asked = read_query(
            scope["query_string"], self.route.options, paged=False, expands=self.expands
        )
        shown = selection(self.view, asked.expand)
        arguments: dict[str, Any] = dict(ids)
        if self.command is not None:
            name, kind = self.command
            arguments[name] = await self._read_command(kind, headers, receive, asked.filters)
        elif body := await read_body(receive):
            _validated(Nothing, _object(body))
        answer = await context.execute(
            action, arguments, selection=shown, expected_version=version, once=once
        )
        if self.route.status == NO_CONTENT:
            await _send(send, NO_CONTENT, b"", [(b"cache-control", b"no-store")])
            return
        body = answer.body.encode()
        extra = [(b"cache-control", b"no-store")]
        if answer.row_version is not None:
            extra.append((b"etag", _etag(answer.row_version, body)))
        if action.creates and self.place is not None:
            extra.append((b"location", self.place.format(answer.row_id).encode()))
        await _send(send, self.route.status, body, extra)

    async def _read_command(
        self, kind: type[Command], headers: Headers, receive: Receive, options: Filters | None
    ) -> Command:
        value = await self._read_value(kind, headers, receive)
        if options is not None:
            chosen = options.model_dump(by_alias=True, exclude_none=True)
            if twice := chosen.keys() & value.keys():
                text = "stands in the query string, too"
                raise Invalid(*(Fault(pointer([name]), text) for name in sorted(twice)))
            value |= chosen
        return _validated(kind, value)

    async def _read_value(
        self, kind: type[Command], headers: Headers, receive: Receive
    ) -> dict[str, Any]:
        content_type = headers.get(b"content-type", b"").decode("latin-1")
        media_type = content_type.partition(";")[0].strip().lower()
        reader = self.route.readers.get(media_type)
        if reader is not None:
            reading = reader.start()
            async for piece in body_pieces(receive):
                reading.feed(piece)
            return reading.end()
        body = await read_body(receive)
        if not body and not any(f.is_required() for f in kind.model_fields.values()):
            body, media_type = b"{}", JSON
        if media_type not in (JSON, self.route.media_type):
            raise UnsupportedMediaType
        return _object(body)


def _object(body: bytes) -> dict[str, Any]:
    value = read_json(body)
    if not isinstance(value, dict):
        raise Malformed(detail="The body is not a JSON object.")
    return value


def _validated(kind: type[Command], value: dict[str, Any]) -> Command:
    try:
        return kind.model_validate(value, by_alias=True, by_name=False)
    except ValidationError as error:
        raise refuse(error) from error


def _page(listed: Listed) -> bytes:
    cursor = listed.next_cursor
    mark = f'"{cursor}"' if cursor is not None else "null"
    more = "" if listed.reached is None else f',"hasMore":{"true" if listed.more else "false"}'
    return f'{{"data":[{",".join(listed.bodies)}],"nextCursor":{mark}{more}}}'.encode()


def _next_link(scope: Scope, listed: Listed) -> list[tuple[bytes, bytes]]:
    """RFC 8288: where the next page is, relative to this one, if there is anything on it."""
    cursor = listed.next_cursor
    if cursor is None or not listed.more:
        return []
    query = next_query(scope["query_string"], cursor)
    return [(b"link", f'<{scope["path"]}?{query}>; rel="next"'.encode())]


def _etag(row_version: int | None, body: bytes) -> bytes:
    """The version of the row, for `If-Match`, and the digest of these bytes, for caches."""
    return f'"{row_version}-{digest(body)}"'.encode()


async def _send(send: Send, status: int, body: bytes, extra: list[tuple[bytes, bytes]]) -> None:
    headers = list(extra)
    if body:
        headers.append((b"content-type", b"application/json"))
    if status not in (NO_CONTENT, NOT_MODIFIED):
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
