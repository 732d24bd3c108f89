"""From a view and a selection to one SQL statement that answers with JSON.

PostgreSQL builds the JSON, Python only passes the bytes on. A statement is built once
per use case, kind of actor, selection and set of given filters; then it is text with
numbered parameters, and costs nothing to use again.

The tenant is set in the same round trip: a common table expression calls `set_config`,
and the read is a LATERAL subquery that refers to it, so that it cannot start before. The
statement is a transaction of its own. `app/DECISIONS.md` says why this is safe.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Subquery,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union,
)
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.orm import aliased

from app.domain.policy import Me, Way
from app.domain.sealed.views import MARK
from app.domain.shown import json_object, people_of
from app.domain.view import ALL, Selection, View

Number = Annotated[int, Field(ge=-(2**31), lt=2**31)]
"""An INTEGER of PostgreSQL: a cursor that somebody made up may hold any other."""

SCOPED: Final = (
    "WITH scope AS MATERIALIZED "
    "(SELECT set_config('app.tenant_id', {tenant}::text, true) AS tenant_id) "
    "SELECT answer.* FROM scope CROSS JOIN LATERAL ({query}) AS answer"
)

TENANT: Final = "me_tenant_id"
MOST: Final[Any] = literal_column(str(Way.most))
LIMIT: Final = bindparam("limit", type_=Integer())
_dialect = asyncpg.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class One:
    """The one row of a view that meets a condition.

    `brought` has expressions in place of what the view computes, for what the reader said of it.
    """

    view: type[View]
    where: tuple[ColumnElement[bool], ...]
    brought: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Many:
    """A page of the rows of a view that meet a condition, in a named order.

    The columns of `order` must not be null; the id is added to make the order total.
    `along` narrows the list to the rows whose `id` it has, and has a column for each field
    that the view says comes with the list (`View.along`), such as how far away a row is; its
    columns are then what the list can be ordered by. `rows` is a query in place of the table,
    for a view whose rows are put together from several. With `ways`, each row that is listed is
    found by one of them at least: a page is merged from the first rows of each, and nobody walks
    past what the reader may not see. `brought` is that of `One`, for lists straight from a table.
    """

    view: type[View]
    where: tuple[ColumnElement[bool], ...]
    order: tuple[str, ...] = ("id",)
    descending: bool = False
    along: CTE | None = None
    rows: Subquery | None = None
    ways: tuple[Way, ...] = ()
    brought: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.brought and (self.along is not None or self.rows is not None or self.ways):
            message = "what a list brings is said of the rows of its table"
            raise TypeError(message)

    @property
    def sort(self) -> str:
        """Names the list and its order: a cursor of another one does not fit."""
        return f"{self.view.named}:{'-' if self.descending else ''}{','.join(self.keys)}"

    @property
    def keys(self) -> tuple[str, ...]:
        return self.order if self.order[-1] == "id" else (*self.order, "id")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with numbered parameters, and how to fill them in."""

    sql: str
    constants: tuple[Any, ...]
    """What each parameter is, by its place; nothing where it is given when the statement runs."""
    given: tuple[tuple[int, str], ...]
    """The places that are filled in then, each with the name of what goes there."""
    keys: tuple[TypeAdapter[Any], ...] = ()
    sort: str = ""
    sealed: bool = False
    """Whether its answers have marks in place of texts: it takes `MARK` then."""

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        arguments = list(self.constants)
        for place, name in self.given:
            arguments[place] = values[name]
        return arguments


def one_statement(
    me: Me, read: One, selection: Selection = ALL, *, alone: bool = True
) -> Statement:
    """Rows of `(json text, version, people)`: one, or none."""
    row = read.view.table
    query = (
        select(
            cast(json_object(me, read.view, row, selection, read.brought), Text).label("body"),
            _version(me, read.view, row).label("version"),
            people_of(me, read.view, row, selection).label("people"),
        )
        .where(*_guarded(me, read.view, row), *read.where)
        .limit(1)
    )
    return compiled(query, alone=alone)


def _version(me: Me, view: type[View], row: Any) -> Any:
    """The version of the row; of one that goes on changing unseen, the one that was seen last."""
    made = view.computed.get("version")
    return made(me, row) if made else row.version


def many_statement(
    me: Me, read: Many, selection: Selection = ALL, *, after: bool, alone: bool = True
) -> Statement:
    """Rows of `(json text, people, sort keys...)`; takes `limit`, and `after_<place>`s."""
    if read.along is not None:
        return _along_statement(me, read, read.along, selection, after=after, alone=alone)
    if read.ways:
        return _merged_statement(me, read, selection, after=after, alone=alone)
    row: Any = read.view.table if read.rows is None else read.rows.c
    columns = [getattr(row, key) for key in read.keys]
    query = select(
        cast(json_object(me, read.view, row, selection, read.brought), Text).label("body"),
        people_of(me, read.view, row, selection).label("people"),
        *(column.label(f"key_{key}") for key, column in zip(read.keys, columns, strict=True)),
    )
    where = (*_guarded(me, read.view, row), *read.where)
    return _paged(_page(query, where, read, columns, after=after), read, alone=alone)


def _along_statement(
    me: Me, read: Many, along: CTE, selection: Selection, *, after: bool, alone: bool
) -> Statement:
    """The same, of the rows whose ids another query has, in an order that comes from there.

    The page is cut before anything is shown of its rows. A row is looked up by its id, which
    OFFSET 0 sees to: nobody knows beforehand how many a recursive query finds, and PostgreSQL
    would rather read the whole table than guess too low.
    """
    row: Any = read.view.table
    seen = (
        select(row.id)
        .where(*_guarded(me, read.view, row), row.id == along.c.id, *read.where)
        .offset(literal_column("0"))
        .lateral("seen")
    )
    names = dict.fromkeys((*read.keys, *read.view.along))
    found = select(*(along.c[name] for name in names)).select_from(along.join(seen, true()))
    columns = [along.c[key] for key in read.keys]
    page = _page(found, (), read, columns, after=after).subquery("page")
    return _shown_of(me, read, page, selection, alone=alone)


def _merged_statement(
    me: Me, read: Many, selection: Selection, *, after: bool, alone: bool
) -> Statement:
    """The same, of the rows that each way finds for each of its values: at most a page of each."""
    row: Any = read.view.table
    columns = [getattr(row, key) for key in read.keys]
    named = [column.label(key) for key, column in zip(read.keys, columns, strict=True)]
    where = (*_guarded(me, read.view, row), *read.where)
    query = select(*named)
    too_many = or_(*(func.cardinality(way.values) > MOST for way in read.ways))
    every = _page(query, (*where, too_many), read, columns, after=after).subquery()
    found = [select(*every.c)]
    for way in read.ways:
        column = getattr(row, way.column)
        few = case((func.cardinality(way.values) <= MOST, way.values))
        values = func.unnest(few).table_valued(sql_column("value", column.type)).render_derived()
        of_one = (*where, column == values.c.value)
        firsts = _page(query, of_one, read, columns, after=after).lateral()
        found.append(select(*firsts.c).select_from(values.join(firsts, true())))
    merged = union(*found).subquery("merged")
    page = select(*merged.c).order_by(*_order(read, merged.c)).limit(LIMIT).subquery("page")
    return _shown_of(me, read, page, selection, alone=alone)


def _shown_of(me: Me, read: Many, page: Any, selection: Selection, *, alone: bool) -> Statement:
    """A page whose ids and keys were found, with what is shown of each row."""
    shown: Any = aliased(read.view.table)
    brought = {name: page.c[name] for name in read.view.along}
    query = (
        select(
            cast(json_object(me, read.view, shown, selection, brought), Text).label("body"),
            people_of(me, read.view, shown, selection).label("people"),
            *(page.c[key].label(f"key_{key}") for key in read.keys),
        )
        .join_from(page, shown, and_(shown.tenant_id == me.tenant_id, shown.id == page.c.id))
        .order_by(*_order(read, [page.c[key] for key in read.keys]))
    )
    return _paged(query, read, alone=alone)


def _page(
    query: Any, where: Sequence[Any], read: Many, columns: Sequence[Any], *, after: bool
) -> Any:
    """The rows that meet the conditions, from a place on. The place stands before a range of the
    same column: PostgreSQL enters an index by the bound that it reads first.
    """
    if after:
        place = tuple_(
            *(
                bindparam(f"after_{position}", type_=column.type)
                for position, column in enumerate(columns)
            )
        )
        here = tuple_(*columns)
        where = [here < place if read.descending else here > place, *where]
    return query.where(*where).order_by(*_order(read, columns)).limit(LIMIT)


def _order(read: Many, columns: Iterable[Any]) -> list[Any]:
    return [column.desc() if read.descending else column for column in columns]


def _paged(query: Any, read: Many, *, alone: bool) -> Statement:
    kinds = tuple(_kind(read, key) for key in read.keys)
    return compiled(query, alone=alone, keys=kinds, sort=read.sort)


def _kind(read: Many, key: str) -> TypeAdapter[Any]:
    """What a cursor must hold for this column."""
    declared: Any = read.view if key in read.view.along else read.view.table
    kind = declared.model_fields[key].annotation or str
    return TypeAdapter[Any](Number if kind is int else kind)


def _guarded(me: Me, view: type[View], row: Any) -> Sequence[ColumnElement[bool]]:
    return (row.tenant_id == me.tenant_id, view.guard(me, row))


def compiled(
    query: Any,
    *,
    alone: bool,
    keys: tuple[TypeAdapter[Any], ...] = (),
    sort: str = "",
) -> Statement:
    if alone:
        query = query.where(literal_column("scope.tenant_id IS NOT NULL"))
    made = query.compile(dialect=_dialect, compile_kwargs={"render_postcompile": True})
    names: Sequence[str] = made.positiontup or ()
    sql = str(made)
    if alone:
        tenant = f"${len(names) + 1}::uuid"
        sql = SCOPED.format(tenant=tenant, query=sql)
    given = [(place, name) for place, name in enumerate(names) if made.binds[name].required]
    constants = [None if made.binds[name].required else _constant(made, name) for name in names]
    if alone:
        given.append((len(names), TENANT))
        constants.append(None)
    return Statement(sql, tuple(constants), tuple(given), keys, sort, MARK in names)


def _constant(compiled: Any, name: str) -> Any:
    """What was bound while the statement was built, as it is sent."""
    processor = compiled._bind_processors.get(name)  # noqa: SLF001 - there is no public way
    constant = compiled.params[name]
    return processor(constant) if processor else constant
