"""The documents of our own schema."""

from typing import Final

from app.schema import schema
from app.schema.documents import Document, document

core: Final = schema._schema  # noqa: SLF001 - graphql-core's own


def known(text: str) -> Document:
    """The document with this text. Reading it may raise `RecursionError` until it was read once."""
    return document(text, core)
