"""What every table has in common."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import asyncpg.pgproto.pgproto
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Enum,
    ForeignKeyConstraint,
    MetaData,
    Uuid,
    cast,
    func,
)
from sqlalchemy.ext.compiler import compiles
from sqlmodel import Field, SQLModel
from uuid_utils.compat import uuid7

SQLModel.metadata.naming_convention = {
    "ix": "%(table_name)s_%(column_0_N_name)s_ix",
    "uq": "%(table_name)s_%(column_0_N_name)s_uq",
    "ck": "%(table_name)s_%(constraint_name)s_ck",
    "fk": "%(table_name)s_%(column_0_N_name)s_fk",
    "pk": "%(table_name)s_pk",
}
metadata: MetaData = SQLModel.metadata

Moment = DateTime(timezone=True)


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_id() -> UUID:
    """A UUIDv7: sorted by creation, so that new rows lie together and pages stay stable."""
    return uuid7()


def read_uuid(text: str) -> UUID:
    """The id that is written so, as those that come from the database: they are read, compared and
    sent without a line of Python. Raises `ValueError`.
    """
    value: UUID = asyncpg.pgproto.pgproto.UUID(text)
    return value


def choice(kinds: type[StrEnum]) -> Enum:
    """A column that holds one of these words: text and a check, so that words can be added."""
    return Enum(
        kinds,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda enum: [member.value for member in enum],
    )


def words(column: str, kinds: type[StrEnum]) -> str:
    """The check that goes with `choice`."""
    return f"{column} IN ({', '.join(repr(kind.value) for kind in kinds)})"


def belongs_to(table: str, column: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key that cannot point into another tenant."""
    return ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=ondelete
    )


def first_id_at(moment: Any) -> ColumnElement[UUID]:
    """The least UUIDv7 of a millisecond: ids are in the order in which rows were made, so that no
    other index is needed to leave out what cannot be meant.
    """
    milliseconds = func.greatest(cast(func.extract("epoch", moment) * 1000, BigInteger), 0)
    digits = func.lpad(func.to_hex(milliseconds), 12, "0")
    return cast(digits.op("||")("70008000000000000000"), Uuid)


class Forgets(ForeignKeyConstraint):
    """A foreign key whose first own column is emptied when what it points to is deleted; the
    other columns are needed all the same.
    """

    def __init__(self, columns: list[str], refcolumns: list[str]) -> None:
        super().__init__(columns, refcolumns)
        emptied = next(name for name in columns if name != "tenant_id")
        self.ondelete = f"SET NULL ({emptied})"


@compiles(Forgets)
def _forgets(constraint: Any, compiler: Any, **_: Any) -> str:
    """SQLAlchemy refuses to write which columns are emptied, so it is not told that any are."""
    told, constraint.ondelete = constraint.ondelete, None
    try:
        return f"{compiler.visit_foreign_key_constraint(constraint)} ON DELETE {told}"
    finally:
        constraint.ondelete = told


class Entity(SQLModel):
    """A row that belongs to one tenant.

    SQLModel does not validate table classes, so validation happens before
    (`commands.py`) and in the database (constraints), never here.

    `version` counts the changes of the row: the database and `If-Match` both go by it.
    """

    model_config = {"defer_build": True}
    __mapper_args__: ClassVar[Any] = {}

    # Set by `Repository.add`, from the actor and from nothing else.
    tenant_id: UUID = Field(default=None, primary_key=True)
    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1)
    created_at: datetime = Field(default_factory=utc_now, sa_type=Moment)

    def advance(self) -> int:
        """Count a change; the new version goes into the event that tells it."""
        self.version += 1
        return self.version


E = TypeVar("E", bound=Entity)
