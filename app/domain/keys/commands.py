"""What can be asked of the keys of people, and what is answered."""

from uuid import UUID

from pydantic import Field

from app.domain.shape import Command, Shape
from app.domain.values import Line


class EraseTexts(Command):
    external_id: Line = Field(description="Of the same person: whoever asks has looked who it is.")


class Erased(Shape):
    """Whether there was anything to erase."""

    id: UUID
    was_there: bool


class Done(Shape):
    """How many rows were done in one batch."""

    count: int


class Anew(Shape):
    """How many were sealed anew in one batch; `failed` could not be opened, and stay as they are.

    `last` is where to go on; null when there are no more.
    """

    count: int = 0
    failed: int = 0
    last: UUID | None = None
