"""A list without an end: whoever has read it goes on from there, and what is told meanwhile comes
after.

Each row has a place, a number that only grows. Rows are seen in the order of their places, so
that nobody who has read up to one has missed anything before it. The oldest rows are cleared away:
whoever stopped reading before them has missed something, and is told so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, NamedTuple

from pydantic import Field, TypeAdapter
from sqlalchemy import BigInteger, ColumnElement, Text, bindparam, cast, select, true

from app.domain.errors import DomainError, Fault
from app.domain.page import BadCursor
from app.domain.policy import Me
from app.domain.shown import json_object, people_of
from app.domain.statement import LIMIT, Statement, compiled
from app.domain.view import ALL, Selection, View

LOOKED_AT: Final = 10_000
"""Places that one page looks at, whatever it is narrowed to: the next page looks further."""

Place = Annotated[int, Field(ge=0, lt=2**63 - LOOKED_AT)]
AFTER: Final = "after_0"


class CursorExpired(DomainError):
    """What came after this cursor has been cleared away in part. Start again without it."""

    code = "cursor_expired"
    status = 410


@dataclass(frozen=True, slots=True)
class Feed:
    """The rows of a view in the order of their places.

    `place` is the column with it, null while a row has none. `before` is the place before the
    first that is kept, and `last` the last that was given; both are asked in the same moment as
    the rows. `start` is where to begin without a cursor, if not at `before`.
    """

    view: type[View]
    where: tuple[ColumnElement[bool], ...]
    place: str
    before: ColumnElement[int]
    last: ColumnElement[int]
    start: ColumnElement[int] | None = None

    @property
    def sort(self) -> str:
        return f"{self.view.named}:{self.place}"


def feed_statement(me: Me, read: Feed, selection: Selection = ALL, *, after: bool) -> Statement:
    """Rows of `(json text, people, place, before, last, begun)`; takes `limit`, and `after_0`.

    One row at the least: without a place if the page is empty.
    """
    row: Any = read.view.table
    given = cast(bindparam(AFTER, type_=BigInteger()), BigInteger)
    begun = given if after else read.before if read.start is None else read.start
    bounds = select(
        read.before.label("before"), read.last.label("last"), begun.label("begun")
    ).lateral("bounds")
    place = getattr(row, read.place)
    first = given if after else bounds.c.begun  # a value says more to the planner than a column
    page = (
        select(
            cast(json_object(me, read.view, row, selection), Text).label("body"),
            people_of(me, read.view, row, selection).label("people"),
            place.label("place"),
        )
        .where(
            row.tenant_id == me.tenant_id,
            place > first,
            place <= first + LOOKED_AT,
            read.view.guard(me, row),
            *read.where,
        )
        .order_by(place)
        .limit(LIMIT)
        .lateral("page")
    )
    query = (
        select(page.c.body, page.c.people, page.c.place, *bounds.c)
        .select_from(bounds.outerjoin(page, true()))
        .order_by(page.c.place)
    )
    return compiled(query, alone=True, keys=(TypeAdapter[Any](Place),), sort=read.sort)


class Told(NamedTuple):
    """A page of a feed: its rows, how far it came, and whether there is more already."""

    rows: Sequence[Any]
    reached: int
    more: bool


def told(rows: Sequence[Any], limit: int, values: Mapping[str, Any]) -> Told:
    """The page that the rows of a feed's statement are. Raises `CursorExpired`, and `BadCursor`
    for a place that was never given.
    """
    before, last, begun = rows[0]["before"], rows[0]["last"], rows[0]["begun"]
    if AFTER in values:
        if begun > last:
            raise BadCursor(Fault("/cursor", BadCursor.explanation()))
        if begun < before:
            raise CursorExpired
    found = [row for row in rows if row["place"] is not None]
    if len(found) > limit:
        return Told(found[:limit], found[limit - 1]["place"], more=True)
    reached = min(begun + LOOKED_AT, last)
    return Told(found, reached, more=reached < last)
