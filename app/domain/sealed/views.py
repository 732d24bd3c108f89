"""The clauses that show a sealed text: a mark in its place, and when it was erased."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, String, bindparam, case, cast, func, literal_column, select
from sqlalchemy.orm import aliased

from app.domain.sealed.models import ID_BYTES, PersonKey

MARK: Final = "sealed_mark"
"""The parameter of a statement that puts marks into its answer."""


def marked(row: Any, table: str, column: str, person: str) -> ColumnElement[Any]:
    """The text itself while it is in plain, else a mark; null if its key was erased."""
    plain = getattr(row, column)
    key: Any = aliased(PersonKey)
    parts = (
        bindparam(MARK, type_=String()),
        literal_column(f"'{table}.{column}'", String()),
        cast(row.id, String),
        cast(key.id, String),
        cast(key.person_id, String),
        func.encode(key.wrapped, "hex"),
        func.encode(getattr(row, f"sealed_{column}"), "hex"),
    )
    mark: Any = func.chr(1) + parts[0]
    for part in parts[1:]:
        mark = mark.op("||")(":").op("||")(part)
    query = select(mark).where(*_sealed_by(key, row, column, person))
    sealed = query.correlate_except(key).scalar_subquery()
    return case((plain.is_not(None), plain), else_=sealed)


def erased_at(column: str, person: str) -> Callable[[Any, Any], ColumnElement[Any]]:
    """A computed field: when the key of a text was erased, and with it the text."""

    def since(_me: Any, row: Any) -> ColumnElement[Any]:
        key: Any = aliased(PersonKey)
        query = select(key.erased_at).where(*_sealed_by(key, row, column, person))
        return query.correlate_except(key).scalar_subquery()

    return since


def _sealed_by(key: Any, row: Any, column: str, person: str) -> tuple[Any, ...]:
    """Found by the person, who has one key or a few; the text says which of them."""
    header = func.substr(getattr(row, f"sealed_{column}"), 1, ID_BYTES)
    return (
        key.tenant_id == row.tenant_id,
        key.person_id == getattr(row, person),
        func.uuid_send(key.id) == header,
    )
