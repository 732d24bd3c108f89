"""By which words rows are found, and what a hit is: it has no table, but is read off others."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, SmallInteger, String
from sqlmodel import Field, SQLModel

from app.domain.entity import Entity
from app.domain.search.states import SearchKind


class SearchWord(SQLModel, table=True):
    """A word of a row. Triggers write these, whoever writes the row: `search_words` takes a text
    apart, in the migration that made this table.
    """

    __tablename__ = "search_word"
    __table_args__: ClassVar[Any] = (Index("search_word_row_ix", "tenant_id", "row_id"),)

    tenant_id: UUID = Field(primary_key=True)
    word: str = Field(primary_key=True, sa_type=String(collation="C"))
    row_id: UUID = Field(primary_key=True)
    place: int = Field(primary_key=True, sa_type=SmallInteger)
    """Which column of the row it stands in: 1 is its title or name."""
    kind: str = Field(sa_type=String(40))


class SearchHit(Entity):
    """A row of the list, as `repository` puts it together."""

    kind: SearchKind
    rank: int
    title: str
    field: str
    text: str
    """What stands in that field."""
    needle: str
    """A word of it that was looked for, as `search_words` has it."""
    person_id: UUID | None
    about_id: UUID
    """Whose data it is, or else the reader: nobody is told that a list named them to themself."""
    beside_id: UUID
    """Who else's, of a conversation; else the reader."""
