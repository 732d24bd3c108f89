"""Where a sealed text belongs, and how it is put into an answer that has a mark in its place."""

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from re import Match
from typing import Final
from uuid import UUID

import structlog

from app.domain.sealed.models import ID_BYTES
from app.domain.tools import CannotOpen, Texts, WrappedKey

_ID: Final = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_MARKED: Final = re.compile(
    rf'"\\u0001([0-9a-f]{{32}}):(\w+\.\w+):({_ID}):({_ID}):({_ID}):([0-9a-f]*):([0-9a-f]+)"'
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text belongs: moved to any other, it does not open."""

    tenant_id: UUID
    column: str
    """With the table before it."""
    row_id: UUID

    @property
    def about(self) -> bytes:
        return b"\0".join((b"text", self.tenant_id.bytes, self.column.encode(), self.row_id.bytes))


def about_key(tenant_id: UUID, person_id: UUID, key_id: UUID) -> bytes:
    """What a wrapped key is bound to."""
    return b"\0".join((b"person key", tenant_id.bytes, person_id.bytes, key_id.bytes))


def new_mark() -> str:
    """What nobody can have written beforehand."""
    return secrets.token_hex(16)


def with_header(key_id: UUID, sealed: bytes) -> bytes:
    return key_id.bytes + sealed


def key_of(sealed: bytes) -> UUID:
    """The id of the key that sealed it. What is too short for one has none: `CannotOpen`."""
    try:
        return UUID(bytes=sealed[:ID_BYTES])
    except ValueError:
        raise CannotOpen("it is cut off") from None


def open_sealed(
    texts: Texts, place: Place, person_id: UUID, key: tuple[UUID, bytes], sealed: bytes
) -> str:
    """The text. One that does not open is told to the log, which says where it is."""
    id, wrapped = key
    whole = WrappedKey(wrapped, about_key(place.tenant_id, person_id, id))
    try:
        return texts.open(whole, sealed[ID_BYTES:], about=place.about).decode()
    except CannotOpen:
        structlog.get_logger().error(
            "sealed text cannot be opened",
            tenant_id=str(place.tenant_id),
            column=place.column,
            row_id=str(place.row_id),
            person_key_id=str(id),
        )
        raise


def opened(body: str, mark: str, tenant_id: UUID, texts: Texts) -> str:
    """JSON with the texts in place of their marks. Raises `CannotOpen` if there is one that does
    not open: an answer in which it were missing would look as if its key had been erased.
    """

    def reveal(found: Match[str]) -> str:
        _, column, row, key, person, wrapped, sealed = found.groups()
        place = Place(tenant_id, column, UUID(row))
        own = (UUID(key), bytes.fromhex(wrapped))
        plain = open_sealed(texts, place, UUID(person), own, bytes.fromhex(sealed))
        return json.dumps(plain, ensure_ascii=False)

    return _each(body, mark, reveal)


def without_keys(body: str, mark: str) -> str:
    """JSON with marks that cannot be opened as they are, to be kept."""
    return _each(body, mark, lambda found: _with_key(found, ""))


def keys_needed(body: str, mark: str) -> list[UUID]:
    return [UUID(found[4]) for found in _MARKED.finditer(body) if found[1] == mark]


def with_keys(body: str, mark: str, keys: Mapping[UUID, bytes]) -> str:
    """What was kept, with the keys that are still there. Where one is not, the text is null."""

    def put(found: Match[str]) -> str:
        wrapped = keys.get(UUID(found[4]))
        return "null" if wrapped is None else _with_key(found, wrapped.hex())

    return _each(body, mark, put)


def _with_key(found: Match[str], wrapped: str) -> str:
    whole, begin, end = found[0], found.start(6) - found.start(), found.end(6) - found.start()
    return f"{whole[:begin]}{wrapped}{whole[end:]}"


def _each(body: str, mark: str, change: Callable[[Match[str]], str]) -> str:
    """The same with each of the marks changed; those of nobody stay what they are: text."""
    return _MARKED.sub(lambda found: change(found) if found[1] == mark else found[0], body)
