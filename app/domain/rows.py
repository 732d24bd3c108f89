"""Many rows of one table written in one statement, however many they are.

The columns go as arrays, which `unnest` makes rows of again: the text of the statement is the
same for one row and for ten thousand, and so is the number of round trips. (COPY would be
faster still, but is not for roles that row-level security holds.)
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, JSON, Column, String, inspect
from sqlalchemy.dialects.postgresql import asyncpg

from app.domain.entity import Entity

FIXED: Final = ("tenant_id", "id", "created_at")
"""What no change of a row changes."""

_dialect: Any = asyncpg.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Field:
    """One column: how its values travel, and what makes them what they are again."""

    name: str
    travels_as: str
    write: Callable[[Any], Any] | None
    back: str
    told_by_clock: bool = False
    """Every change of the row sets it to the moment of the transaction."""

    @property
    def change(self) -> str:
        return "now()" if self.told_by_clock else self.back

    def of_parameter(self, number: int) -> str:
        """The same of one value that is sent by itself."""
        return self.back.replace(f"given.{self.name}", f"${number}::{self.travels_as}")


@dataclass(frozen=True, slots=True)
class Writing:
    """How the rows of one table are written."""

    fields: tuple[Field, ...]
    insert: str
    update: str

    def arrays(self, entities: Sequence[Any]) -> list[list[Any]]:
        """The values of each column, in the order of the parameters from the second on."""
        rows = [entity.__dict__ for entity in entities]
        return [_array(field, rows) for field in self.fields]


def _array(field: Field, rows: Sequence[dict[str, Any]]) -> list[Any]:
    name, write = field.name, field.write
    values = [row.get(name) for row in rows]
    if write is None:
        return values
    return [None if value is None else write(value) for value in values]


@cache
def writing(entity: type[Entity]) -> Writing:
    """What there is to know, once for each entity."""
    table: Any = inspect(entity).local_table
    written = (one for one in table.columns if one.name != "tenant_id" and one.computed is None)
    fields = tuple(_field(column) for column in written)
    names = ", ".join(field.name for field in fields)
    arrays = ", ".join(f"${n}::{field.travels_as}[]" for n, field in enumerate(fields, 2))
    values = ", ".join(field.back for field in fields)
    given = f"unnest({arrays}) AS given ({names})"
    changes = ", ".join(f"{f.name} = {f.change}" for f in fields if f.name not in FIXED)
    return Writing(
        fields,
        f"INSERT INTO {table.name} (tenant_id, {names}) SELECT $1, {values} FROM {given}",  # noqa: S608 - names of our own columns
        f"UPDATE {table.name} AS stored SET {changes} FROM {given} "  # noqa: S608 - the same
        "WHERE stored.tenant_id = $1 AND stored.id = given.id",
    )


def _field(column: Column[Any]) -> Field:
    name, kind = column.name, column.type
    made = kind.dialect_impl(_dialect)
    given = f"given.{name}"
    if isinstance(kind, ARRAY):  # an array of arrays would be unnested all the way down
        plain = kind.item_type.compile(_dialect)
        return Field(name, "text", _array_literal, f"{given}::{plain}[]")
    if isinstance(kind, JSON):
        return Field(name, "text", json.dumps, f"{given}::{kind.compile(_dialect)}")
    write = made.bind_processor(_dialect)
    if isinstance(kind, String):  # the column itself says how long it may be: a cast would cut
        return Field(name, "text", write, given)
    return Field(name, kind.compile(_dialect), write, given, column.onupdate is not None)


def _array_literal(values: Sequence[Any]) -> str:
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


async def update_row(connection: Any, entity: Entity, names: frozenset[str]) -> None:
    """Write some columns of one row. It has to be there, and should be locked."""
    statement, fields = _update_of(type(entity), names)
    row = entity.__dict__
    values = [_array(field, [row])[0] for field in fields]
    done = await connection.execute(statement, entity.tenant_id, entity.id, *values)
    if done != "UPDATE 1":
        message = f"one row of {type(entity).__name__} was to change: {done}"
        raise RuntimeError(message)


@cache
def _update_of(entity: type[Entity], names: frozenset[str]) -> tuple[str, list[Field]]:
    how = writing(entity)
    fields = [one for one in how.fields if one.name in names]
    changes = [f"{one.name} = {one.of_parameter(n)}" for n, one in enumerate(fields, 3)]
    changes += [
        f"{one.name} = now()" for one in how.fields if one.told_by_clock and one not in fields
    ]
    table = inspect(entity).local_table.name
    set_ = ", ".join(changes)
    return f"UPDATE {table} SET {set_} WHERE tenant_id = $1 AND id = $2", fields  # noqa: S608 - names of our own columns


async def insert_rows(connection: Any, tenant_id: UUID, entities: Sequence[Entity]) -> None:
    """Write new rows, all of one table, in their order."""
    how = writing(type(entities[0]))
    await connection.execute(how.insert, tenant_id, *how.arrays(entities))


async def update_rows(connection: Any, tenant_id: UUID, entities: Sequence[Entity]) -> None:
    """Write changed rows, all of one table. They have to be there, and should be locked."""
    how = writing(type(entities[0]))
    done = await connection.execute(how.update, tenant_id, *how.arrays(entities))
    if done != f"UPDATE {len(entities)}":
        message = f"{len(entities)} rows of {type(entities[0]).__name__} were to change: {done}"
        raise RuntimeError(message)
