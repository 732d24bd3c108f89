"""How a field of `Query` asks its use case, whoever executes the operation."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from app.domain.context import Answer, Context, Listed
from app.domain.errors import Invalid
from app.domain.page import BadCursor, Pagination
from app.domain.shape import Filters, refuse
from app.domain.use_case import Query
from app.domain.view import Selection

SENT_AS: Final = {"/limit": "/first", "/cursor": "/after"}


async def find(
    ctx: Context, query: Query, arguments: Mapping[str, Any], shown: Selection
) -> Answer:
    """The one thing that it answers with."""
    ids, wanted = _narrowed(query, arguments)
    return await ctx.find(query, ids, shown, wanted)


async def page(
    ctx: Context, query: Query, arguments: Mapping[str, Any], shown: Selection
) -> Listed:
    """A page of the things that it answers with."""
    others = dict(arguments)
    wished = pagination(others.pop("first", 50), others.pop("after", None))
    ids, wanted = _narrowed(query, others)
    try:
        return await ctx.list(query, ids, wanted, wished, shown)
    except BadCursor as error:
        raise _pointed(error) from error


def pagination(first: int, after: str | None = None) -> Pagination:
    """Which page is meant. Raises `Invalid`."""
    try:
        return Pagination(limit=first, cursor=after)
    except ValidationError as error:
        raise _pointed(refuse(error)) from error


def _pointed(error: Invalid) -> Invalid:
    """The same, which points to what was sent."""
    faults = (replace(one, pointer=SENT_AS.get(one.pointer, one.pointer)) for one in error.faults)
    return type(error)(*faults, detail=error.message, **error.facts)


def _narrowed(query: Query, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], Filters | None]:
    """Arguments taken apart: what stands for the ids, and by what it is narrowed."""
    names = {parameter.name for parameter in query.ids}
    ids = {name: value for name, value in arguments.items() if name in names}
    given = {n: value for n, value in arguments.items() if n not in names and value is not None}
    try:
        return ids, query.filters(**given) if query.filters else None
    except ValidationError as error:
        raise refuse(error) from error
