"""Statements about single rows and of features' own, for within a transaction.

`statement.py` makes those that answer readers.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Uuid, bindparam, select

from app.domain.policy import Me, Rule
from app.domain.statement import Statement, compiled

Beside = Callable[[Me, Any], Sequence[ColumnElement[Any]]]
"""What else is read along with a row: columns of other tables, with labels."""


def columns_of(entity: Any) -> list[Any]:
    """All columns of a table, for a statement whose rows become entities again."""
    return list(entity.__table__.columns)


def row_statement(
    me: Me, entity: Any, guard: Rule, may: Rule, *, lock: bool, beside: Beside | None = None
) -> Statement:
    """The row with this `id` as columns, and as `allowed` whether `may` holds; none if hidden.

    `beside` has more columns, under names of their own.
    """
    more = beside(me, entity) if beside else ()
    query = select(*columns_of(entity), may(me, entity).label("allowed"), *more).where(
        entity.tenant_id == me.tenant_id,
        guard(me, entity),
        entity.id == bindparam("id", type_=Uuid()),
    )
    return compiled(query.with_for_update(of=entity) if lock else query, alone=False)


def rows_statement(query: Any) -> Statement:
    """A query of a feature's own, for within a transaction; its parameters have names."""
    return compiled(query, alone=False)


def rule_statement(me: Me, entity: Any, may: Rule) -> Statement:
    """Whether a rule holds for the row with this `id`, visible or not."""
    query = select(may(me, entity).label("allowed")).where(
        entity.tenant_id == me.tenant_id, entity.id == bindparam("id", type_=Uuid())
    )
    return compiled(query, alone=False)


def read_statement(query: Any) -> Statement:
    """A query of a feature's own, as a transaction of its own.

    A part of it that does not refer to `scope.tenant_id` may be run before the tenant is set.
    """
    return compiled(query, alone=True)
