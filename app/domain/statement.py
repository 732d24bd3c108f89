"""From a view and a selection to one SQL statement that answers with JSON.

PostgreSQL builds the JSON, Python only passes the bytes on. A statement is built once
per use case, kind of actor, selection and set of given filters; then it is text with
numbered parameters, and costs nothing to use again.

The tenant is set in the same round trip: a common table expression calls `set_config`,
and the read is a LATERAL subquery that refers to it, so that it cannot start before. The
statement is a transaction of its own. `app/DECISIONS.md` says why this is safe.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from pydantic.alias_generators import to_camel
from sqlalchemy import (
    CTE,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Subquery,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    tuple_,
    union,
)
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import array, asyncpg
from sqlalchemy.orm import aliased

from app.domain.policy import Me, Way, anybody
from app.domain.sealed.views import MARK, marked
from app.domain.view import ALL, Branch, Relation, Selection, View

Number = Annotated[int, Field(ge=-(2**31), lt=2**31)]
"""An INTEGER of PostgreSQL: a cursor that somebody made up may hold any other."""

RFC_3339: Final = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
SCOPED: Final = (
    "WITH scope AS MATERIALIZED "
    "(SELECT set_config('app.tenant_id', {tenant}::text, true) AS tenant_id) "
    "SELECT answer.* FROM scope CROSS JOIN LATERAL ({query}) AS answer"
)

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
    past what the reader may not see.
    """

    view: type[View]
    where: tuple[ColumnElement[bool], ...]
    order: tuple[str, ...] = ("id",)
    descending: bool = False
    along: CTE | None = None
    rows: Subquery | None = None
    ways: tuple[Way, ...] = ()

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
    parameters: tuple[Callable[[Mapping[str, Any]], Any], ...]
    keys: tuple[TypeAdapter[Any], ...] = ()
    sort: str = ""
    sealed: bool = False
    """Whether its answers have marks in place of texts: it takes `MARK` then."""

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        return [parameter(values) for parameter in self.parameters]


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
        cast(json_object(me, read.view, row, selection), Text).label("body"),
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


def json_object(
    me: Me,
    view: type[View],
    row: Any,
    selection: Selection,
    brought: Mapping[str, Any] = MappingProxyType({}),
) -> ColumnElement[Any]:
    """`json_build_object(...)` of what the selection names of one row."""
    parts: list[Any] = []
    for name in view.model_fields:
        if selection.fields is None or name in selection.fields:
            value = brought[name] if name in brought else _shown(me, view, row, name)
            parts += [literal_column(f"'{to_camel(name)}'"), _as_json(value)]
    for branch in selection.branches:
        relation = view.relations[branch.relation]
        shown = _related(me, relation, row, branch.selection, branch.first)
        parts += [literal_column(f"'{branch.key}'"), shown]
    return func.json_build_object(*parts)


def _shown(me: Me, view: type[View], row: Any, name: str) -> Any:
    if name in view.sealed:
        return _unsealed(me, view, row, name)
    made = view.computed.get(name)
    return made(me, row) if made else getattr(row, name)


def _unsealed(me: Me, view: type[View], row: Any, name: str) -> ColumnElement[Any]:
    """For whom the view opens it, among those who may know of the row."""
    if me.is_client:
        return cast(null(), Text)
    shown = _marked(view, row, name)
    return shown if view.opened_to is None else case((view.opened_to(me, row), shown))


def _marked(view: type[View], row: Any, name: str) -> ColumnElement[Any]:
    return marked(row, str(view.table.__tablename__), name, view.sealed[name])


def _related(
    me: Me, relation: Relation, row: Any, selection: Selection, first: int
) -> ColumnElement[Any]:
    other: Any = aliased(relation.view.table)
    body = json_object(me, relation.view, other, selection)
    inner = _rows_below(me, relation, row, other, body.label("body"), first)
    if not relation.many:
        return inner.scalar_subquery()
    listed = inner.lateral()
    shown = func.coalesce(func.json_agg(listed.c.body), literal_column("'[]'::json"))
    return select(shown).select_from(listed).scalar_subquery()


def _rows_below(
    me: Me, relation: Relation, row: Any, other: Any, shown: Any, first: int
) -> Select[Any]:
    """Something of the rows that a relation leads to: those that are shown, in their order."""
    clauses = [other.tenant_id == row.tenant_id, relation.join(me, row, other)]
    if relation.within is not None:
        clauses.append(relation.within(me, other))
    if relation.guarded:
        clauses.append(relation.view.guard(me, other))
    query = select(shown).where(*clauses).correlate_except(other)
    if not relation.many:
        return query.limit(1)
    order = (getattr(other, name) for name in relation.order)
    return query.order_by(*order).limit(literal_column(str(int(first))))


def people_of(
    me: Me, view: type[View], row: Any, selection: Selection, *, own: bool = True
) -> ColumnElement[Any]:
    """The ids of those whose data is shown: of the row, and of what is shown below it.

    A relation to one thing that everybody may read anyway, such as the name of an owner, tells of
    nobody; a list of people does, as it does by itself.
    """
    columns = [getattr(row, name) for name in view.about] if own else []
    found: ColumnElement[Any] = array(columns, type_=Uuid())
    for branch in selection.branches:
        relation = view.relations[branch.relation]
        if _tells(relation, branch.selection):
            found = found.op("||")(_people_below(me, relation, row, branch))
    return found


def _people_below(me: Me, relation: Relation, row: Any, branch: Branch) -> ColumnElement[Any]:
    other: Any = aliased(relation.view.table)
    own = _tells_itself(relation)
    people = people_of(me, relation.view, other, branch.selection, own=own).label("people")
    inner = _rows_below(me, relation, row, other, people, branch.first).lateral()
    return func.array(select(func.unnest(inner.c.people)).select_from(inner).scalar_subquery())


def _tells(relation: Relation, selection: Selection) -> bool:
    return _tells_itself(relation) or any(
        _tells(relation.view.relations[branch.relation], branch.selection)
        for branch in selection.branches
    )


def _tells_itself(relation: Relation) -> bool:
    view = relation.view
    is_listed = relation.many or view.guard is not anybody
    return bool(view.about) and is_listed and not relation.same_people


def _as_json(value: Any) -> Any:
    if isinstance(value.type, DateTime):
        return func.to_char(
            func.timezone(literal_column("'UTC'"), value), literal_column(f"'{RFC_3339}'")
        )
    return value


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
        tenant = f"${len(names) + 1}"
        sql = SCOPED.format(tenant=tenant, query=sql)
    parameters = [_parameter(made, name) for name in names]
    if alone:
        parameters.append(lambda values: str(values["me_tenant_id"]))
    return Statement(sql, tuple(parameters), keys, sort, MARK in names)


def _parameter(compiled: Any, name: str) -> Callable[[Mapping[str, Any]], Any]:
    """A parameter of the statement is given when it runs; a constant was bound while building."""
    bound = compiled.binds[name]
    if bound.required:
        return lambda values: values[name]
    processor = compiled._bind_processors.get(name)  # noqa: SLF001 - there is no public way
    constant = compiled.params[name]
    value = processor(constant) if processor else constant
    return lambda _values: value
