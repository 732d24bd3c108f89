"""`GET /calendars/{token}.ics`: a calendar, for whoever knows its address. No token is needed."""

from asyncio import CancelledError
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from app.api.parameters import digest, none_match
from app.domain.calendars import service
from app.domain.calendars.commands import Calendar
from app.domain.calendars.errors import NoSuchFeed
from app.domain.errors import Unavailable
from app.domain.transaction import Database
from app.door.asgi import headers_of
from app.door.budgets import Attempt, Budgets
from app.door.late import Late

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
PATH: Final = "/calendars/{token}.ics"
HEADERS: Final = {
    "cache-control": "private, no-cache",
    "content-disposition": 'inline; filename="career.ics"',
}


def _writer() -> Callable[[Calendar, str], bytes]:
    from app.api.icalendar_text import written  # noqa: PLC0415 - slow, and few processes are asked for it

    return written


_WRITER: Final = Late(_writer)


async def answer(request: Request) -> Response:
    """The calendar as it is now. Wrong addresses are counted as wrong secrets of clients are."""
    budgets: Budgets = request.app.state.budgets
    database: Database = request.app.state.database
    attempt = await budgets.begin_attempt(request.scope)
    try:
        feed = await _known(request, database, attempt)
    except (Unavailable, CancelledError):  # the last one: the deadline of the request
        attempt.abandon()
        raise
    await budgets.admit(request.scope, feed.person)
    calendar = await service.read_calendar(database, feed)
    written = await _WRITER.get()
    body = written(calendar, request.app.state.base_url)
    etag = f'"{digest(body)}"'
    headers = {**HEADERS, "etag": etag}
    if none_match(headers_of(request.scope), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA_TYPE, headers=headers)


async def _known(request: Request, database: Database, attempt: Attempt) -> service.KnownFeed:
    token = service.read_token(request.path_params["token"])
    if token is None:
        raise NoSuchFeed
    await attempt.name(token.public_name)
    try:
        feed = await service.recognise_feed(database, token)
    except NoSuchFeed:
        await attempt.fail()
        raise
    await attempt.succeed()
    return feed
