"""Cells that name other things, one or several: told apart, and found in the file or outside."""

import re
from collections.abc import Container, Iterable
from typing import Any, Final

from app.domain.competencies.declared.sink import Kind, Sink

# None of these begins with a run of spaces: that takes quadratic time on cells full of them.
_ALWAYS: Final = re.compile(r"[\r\n|]")
_BETWEEN_URIS: Final = re.compile(
    r"[;,]\s*(?=[a-z][a-z0-9+.-]*://|urn:)|[;,]\s+|[;,]$", re.IGNORECASE
)
_URI: Final = re.compile(r"[a-z][a-z0-9+.-]*://|urn:", re.IGNORECASE)


def is_uri(text: str) -> bool:
    return _URI.match(text) is not None


def references_in(cell: str, known: Container[str] = ()) -> list[str]:
    """The values of a cell, each once. What is known as a whole, or might be one value because
    of the spaces or the address in it, is not parted.
    """
    found: list[str] = []
    for piece in map(str.strip, _ALWAYS.split(cell)):
        if piece in known:
            found.append(piece)
        elif is_uri(piece):
            found += _BETWEEN_URIS.split(piece)
        else:
            for part in piece.split(";"):
                found += _parted_by_commas(part.strip(), known)
    return [one for one in dict.fromkeys(part.strip() for part in found) if one]


def _parted_by_commas(piece: str, known: Container[str]) -> Iterable[str]:
    if piece in known or "," not in piece:
        return [piece]
    parts = [part.strip() for part in piece.split(",")]
    if all(part in known or not re.search(r"\s", part) for part in parts):
        return parts
    return [piece]


def associate(
    sink: Sink,
    where: str,
    origin: str,
    type: str,
    reference: str,
    inside: str | None = None,
    title: str | None = None,
    extra: dict[str, Any] | None = None,
) -> None:
    """Hand on a link, to what is `inside` the model or else to what the reference names."""
    fields: dict[str, Any] = {"origin": origin, "type": type}
    if inside is not None:
        fields["destination"] = inside
    else:
        fields["outside_uri" if is_uri(reference) else "outside_identifier"] = reference
        if title:
            fields["outside_title"] = title
    if extra:
        fields["extra"] = extra
    sink.take(Kind.ASSOCIATION, where, fields)
