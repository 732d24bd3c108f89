"""What is shown of a row: JSON that PostgreSQL builds, and the ids of those it tells of."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from pydantic.alias_generators import to_camel
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from app.domain.policy import Me, anybody
from app.domain.sealed.views import marked
from app.domain.view import Branch, Constant, Leaf, Relation, Selection, View

RFC_3339: Final = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


def json_object(
    me: Me,
    view: type[View],
    row: Any,
    selection: Selection,
    brought: Mapping[str, Any] = MappingProxyType({}),
) -> ColumnElement[Any]:
    """`json_build_object(...)` of what the selection names of one row."""
    parts: list[Any] = []
    if selection.written is not None:
        for entry in selection.written:
            parts += [literal_column(f"'{entry.key}'"), _written(me, view, row, entry, brought)]
        return func.json_build_object(*parts)
    for name in view.model_fields:
        if selection.fields is None or name in selection.fields:
            value = _value(me, view, row, name, brought)
            parts += [literal_column(f"'{to_camel(name)}'"), _as_json(value)]
    for branch in selection.branches:
        parts += [literal_column(f"'{branch.key}'"), _branch(me, view, row, branch)]
    return func.json_build_object(*parts)


def _written(
    me: Me,
    view: type[View],
    row: Any,
    entry: Leaf | Constant | Branch,
    brought: Mapping[str, Any],
) -> Any:
    match entry:
        case Leaf(_, name, words):
            value = _value(me, view, row, name, brought)
            return _as_json(_in_words(value, words) if words else value)
        case Constant(_, text):
            return literal_column(f"'{text}'")
        case Branch():
            return _branch(me, view, row, entry)


def _in_words(value: Any, words: Sequence[tuple[str, str]]) -> ColumnElement[str]:
    """Other words for some values. In capitals is a function; anything else is said one by one."""
    if all(other == one.upper() for one, other in words):
        return func.upper(cast(value, Text))
    said: dict[Any, Any] = {
        literal_column(f"'{one}'"): literal_column(f"'{other}'") for one, other in words
    }
    return case(said, value=cast(value, Text))


def _branch(me: Me, view: type[View], row: Any, branch: Branch) -> ColumnElement[Any]:
    return _related(me, view.relations[branch.relation], row, branch.selection, branch.first)


def _value(me: Me, view: type[View], row: Any, name: str, brought: Mapping[str, Any]) -> Any:
    return brought[name] if name in brought else _shown(me, view, row, name)


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
