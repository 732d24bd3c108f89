"""What can be asked of access, and how it is answered."""

from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.shape import Command, Shape
from app.domain.values import Line


class RegisterClient(Command):
    name: Line
    scopes: tuple[Scope, ...] = Field(min_length=1)


class NewClient(Shape):
    """A client and its secret, which is never shown again."""

    id: UUID
    client_id: str
    client_secret: str
    name: str
    scopes: tuple[str, ...]


class KnownClient(Shape):
    """A client that proved who it is."""

    id: UUID
    client_id: str
    scopes: tuple[str, ...]
