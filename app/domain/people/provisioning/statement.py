"""From criteria to clauses. Whatever is looked for is found by PostgreSQL, or refused.

Attributes that are asked for all the time lead to columns with indexes. The rest is read out of
the document; that looks at every row of the tenant, within the time that a statement may take.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    case,
    cast,
    collate,
    exists,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.domain.people.errors import NotSearchable
from app.domain.people.provisioning.criteria import (
    AllOf,
    AnyOf,
    Attribute,
    Compare,
    Criterion,
    Kind,
    Not,
    Operator,
    Order,
    Present,
    Some,
)

Clause = ColumnElement[bool]
Maker = Callable[[Compare | Present], Clause]


_BEFORE_AND_AFTER: Final[Mapping[Operator, Callable[[Any, Any], Any]]] = {
    Operator.GT: lambda a, b: a > b,
    Operator.GE: lambda a, b: a >= b,
    Operator.LT: lambda a, b: a < b,
    Operator.LE: lambda a, b: a <= b,
}


@dataclass(frozen=True, slots=True)
class Place:
    """An attribute that stands in a column, or is a clause of its own."""

    value: Any = None
    """An expression in place of what the document says."""
    also: Callable[[Compare], Clause | None] | None = None
    """A clause that is true wherever the comparison is, and has an index."""
    clause: Maker | None = None
    """Asked instead, where there is no single value."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the attributes of one kind of thing are."""

    document: Any
    places: Mapping[tuple[str, ...], Place]


def clause(source: Source, criterion: Criterion) -> Clause:
    """Whether a row meets it; never unknown."""
    if isinstance(criterion, Not):
        return not_(clause(source, criterion.term))
    if isinstance(criterion, AllOf):
        return and_(true(), *(clause(source, term) for term in criterion.terms))
    if isinstance(criterion, AnyOf):
        return or_(false(), *(clause(source, term) for term in criterion.terms))
    if isinstance(criterion, Some):
        return _some(source, criterion)
    place = source.places.get(criterion.attribute.path)
    if place is not None and place.clause is not None:
        return place.clause(criterion)
    if isinstance(criterion, Present):
        return _present(source, criterion.attribute, place)
    asked = _compared(source, criterion, place)
    if place is not None and place.also is not None:
        indexed = place.also(criterion)
        return asked if indexed is None else and_(indexed, asked)
    return asked


def order(source: Source, wanted: Order) -> Any:
    """What is missing comes last, or first in descending order: as PostgreSQL does by itself."""
    value = _sort_value(source, wanted.attribute)
    return value.desc() if wanted.descending else value.asc()


def equality(column: Any) -> Callable[[Compare], Clause | None]:
    """For a column that holds the lower case, and has an index."""

    def also(asked: Compare) -> Clause | None:
        if asked.operator is not Operator.EQ or not isinstance(asked.value, str):
            return None
        indexed: Clause = column == asked.value.lower()
        return indexed

    return also


def identity(column: Any) -> Maker:
    """For an id: what is no id names nothing."""

    def make(asked: Compare | Present) -> Clause:
        if isinstance(asked, Present):
            return true()
        if asked.operator not in (Operator.EQ, Operator.NE):
            return _text(cast(column, Text), asked, exact=True)
        wanted = _id(asked.value)
        if asked.operator is Operator.EQ:
            return column == wanted if wanted else false()
        return column != wanted if wanted else true()

    return make


def related(rows: Callable[[UUID | None], Any]) -> Maker:
    """For ids of other things: whether there is one (the given one)."""

    def make(asked: Compare | Present) -> Clause:
        if isinstance(asked, Present):
            return exists(rows(None))
        wanted = _id(asked.value)
        there = exists(rows(wanted)) if wanted else false()
        if asked.operator is Operator.EQ:
            return there
        if asked.operator is Operator.NE:
            return not_(there)
        raise NotSearchable

    return make


def constant(value: str) -> Place:
    return Place(value=literal(value))


def _id(value: Any) -> UUID | None:
    """An id is compared as it is written, so another way of writing it is another text."""
    try:
        id = UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return id if id is not None and str(id) == value else None


def _some(source: Source, criterion: Some) -> Clause:
    entries = criterion.entries.path
    if isinstance(criterion.term, Compare):
        place = source.places.get((*entries, *criterion.term.attribute.path))
        if place is not None and place.clause is not None:
            return place.clause(criterion.term)
    rows, entry = _entries(source, criterion.entries)
    found = exists(
        select(literal_column("1")).select_from(rows).where(_inside(entry, criterion.term))
    )
    implied = [
        indexed
        for term in _conjuncts(criterion.term)
        if isinstance(term, Compare)
        and (place := source.places.get((*entries, *term.attribute.path))) is not None
        and place.also is not None
        and (indexed := place.also(term)) is not None
    ]
    return and_(found, *implied)


def _conjuncts(term: Criterion) -> tuple[Criterion, ...]:
    return term.terms if isinstance(term, AllOf) else (term,)


def _inside(entry: Any, term: Criterion) -> Clause:
    """The same questions, asked of one entry of a list."""
    return clause(Source(entry, {}), term)


def _compared(source: Source, asked: Compare, place: Place | None) -> Clause:
    attribute = asked.attribute
    if attribute.kind is Kind.OTHER:
        raise NotSearchable
    if not attribute.many:
        value = place.value if place is not None and place.value is not None else None
        if value is None:
            value = _text_at(source.document, attribute.path)
        return _one(value, asked)
    rows, entry = _entries(source, attribute)
    inner = _one(_text_at(entry, _below(attribute)), asked)
    one: Any = select(literal_column("1")).select_from(rows)
    if asked.operator is Operator.NE:
        all_differ = not_(exists(one.where(not_(inner))))
        return all_differ if asked.value is not None else and_(exists(one), all_differ)
    if asked.operator is Operator.EQ and asked.value is None:
        return or_(not_(exists(one)), exists(one.where(inner)))
    return exists(one.where(inner))


def _one(value: Any, asked: Compare) -> Clause:
    if asked.value is None:
        if asked.operator is Operator.EQ:
            empty: Clause = value.is_(None)
            return empty
        there: Clause = value.is_not(None)
        return there if asked.operator is Operator.NE else false()
    if asked.attribute.kind is Kind.MOMENT:
        return _moment(value, asked)
    if isinstance(asked.value, bool):
        same: Clause = func.coalesce(value == ("true" if asked.value else "false"), false())
        return same if asked.operator is Operator.EQ else not_(same)
    return _text(value, asked, exact=asked.attribute.exact)


def _moment(value: Any, asked: Compare) -> Clause:
    if not isinstance(asked.value, datetime):
        return false()  # a part of a moment is not compared with
    if asked.operator is Operator.EQ:
        return func.coalesce(value == asked.value, false())
    if asked.operator is Operator.NE:
        return func.coalesce(value != asked.value, true())
    return func.coalesce(_BEFORE_AND_AFTER[asked.operator](value, asked.value), false())


def _text(value: Any, asked: Compare, *, exact: bool) -> Clause:
    wanted = str(asked.value) if exact else str(asked.value).lower()
    here = value if exact else func.lower(value)
    operator = asked.operator
    if operator is Operator.NE:
        return func.coalesce(here != wanted, true())
    made: Any
    if operator is Operator.EQ:
        made = here == wanted
    elif operator is Operator.CO:
        made = func.strpos(here, wanted) > 0
    elif operator is Operator.SW:
        made = func.starts_with(here, wanted)
    elif operator is Operator.EW:
        made = func.right(here, len(wanted)) == wanted if wanted else here.is_not(None)
    else:
        made = _BEFORE_AND_AFTER[operator](collate(here, "C"), wanted)
    return func.coalesce(made, false())


def _present(source: Source, attribute: Attribute, place: Place | None) -> Clause:
    if place is not None and place.value is not None:
        there: Clause = place.value.is_not(None)
        return there
    if attribute.many and (below := _below(attribute)):
        rows, entry = _entries(source, attribute)
        full = _full(_json_at(entry, below))
        return exists(select(literal_column("1")).select_from(rows).where(full))
    return _full(_json_at(source.document, attribute.path))


def _full(value: Any) -> Clause:
    """Anything in it but nulls and empty texts, however deep."""
    return func.coalesce(func.jsonb_path_exists(value, literal_column(_SOMETHING)), false())


_SOMETHING: Final = (
    """'strict $.** ? (@.type() == "boolean" || @.type() == "number" """
    """|| (@.type() == "string" && @ != ""))'::jsonpath"""
)


def _head(attribute: Attribute) -> tuple[str, ...]:
    """The path of the list: its name, after the schema that it may belong to."""
    return attribute.path[: 2 if attribute.path[0].startswith("urn:") else 1]


def _below(attribute: Attribute) -> tuple[str, ...]:
    return attribute.path[len(_head(attribute)) :]


def _entries(source: Source, attribute: Attribute) -> tuple[Any, Any]:
    """The entries of a list as rows, and the column that holds one."""
    listed = _json_at(source.document, _head(attribute))
    whole = case(
        (func.jsonb_typeof(listed) == "array", listed), else_=literal_column("'[]'::jsonb")
    )
    rows = func.jsonb_array_elements(whole, type_=JSONB).table_valued(
        "value", with_ordinality="place", joins_implicitly=True
    )
    rows = rows.render_derived()
    return rows, cast(rows.c.value, JSONB)


def _sort_value(source: Source, attribute: Attribute) -> Any:
    place = source.places.get(attribute.path)
    has_value = place is not None and place.value is not None
    is_asked = place is not None and place.clause is not None
    if not has_value and (is_asked or attribute.kind is Kind.OTHER):
        raise NotSearchable
    if place is not None and place.value is not None:
        value = place.value
    elif attribute.many:
        rows, entry = _entries(source, attribute)
        is_primary = _text_at(entry, ("primary",)) == "true"
        value = (
            select(_text_at(entry, _below(attribute)))
            .select_from(rows)
            .order_by(func.coalesce(is_primary, false()).desc(), rows.c.place)
            .limit(1)
            .scalar_subquery()
        )
    else:
        value = _text_at(source.document, attribute.path)
    if attribute.kind is Kind.MOMENT:
        return value
    if attribute.kind is Kind.BOOLEAN:
        return value == "true"
    return collate(value if attribute.exact else func.lower(value), "C")


def _json_at(document: Any, path: tuple[str, ...]) -> Any:
    return func.jsonb_extract_path(document, *map(literal, path), type_=JSONB)


def _text_at(document: Any, path: tuple[str, ...]) -> Any:
    return func.jsonb_extract_path_text(document, *map(literal, path), type_=Text)
