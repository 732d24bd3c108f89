"""What a request asks, read from its body or from the query of its address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from app.domain.errors import Malformed
from app.domain.page import LARGEST
from app.door.strict_json import read_json

NAME: Final = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,199}")
PLAIN: Final = "[A-Za-z0-9._~-]+"
DOCUMENT_ID: Final = re.compile(rf"(sha256:[0-9a-f]{{64}}|x-{PLAIN}:{PLAIN}|{PLAIN})")
LONGEST_ID: Final = 200
MOST_PARAMETERS: Final = 20
IN_JSON: Final = ("variables", "extensions")
KINDS: Final = (
    ("query", str),
    ("documentId", str),
    ("variables", dict),
    ("extensions", dict),
    ("operationName", str),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation, as it was sent."""

    query: str
    """Empty while it is only known by the id of a trusted document."""
    variables: Mapping[str, Any]
    operation_name: str | None = None
    document_id: str | None = None

    @property
    def integers(self) -> frozenset[tuple[str, int]]:
        """The variables that can be a `first`."""
        return frozenset(
            (name, one)
            for name, one in self.variables.items()
            if type(one) is int and 1 <= one <= LARGEST
        )


def read(body: bytes) -> Asked:
    """Raises `Malformed`."""
    return asked_by(read_json(body))


def read_address(query: bytes) -> Asked:
    """The same from a GET, where variables and extensions are JSON in the query string.

    Raises `Malformed`.
    """
    try:
        pairs = parse_qsl(
            query.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError as error:
        raise Malformed(detail="The query string cannot be read.") from error
    value: dict[str, Any] = dict(pairs)
    if len(value) != len(pairs):
        raise Malformed(detail="The query string names something twice.")
    for name in IN_JSON:
        if name in value:
            value[name] = read_json(value[name].encode())
    if value.get("operationName") == "":  # as good as absent
        del value["operationName"]
    return asked_by(value)


def asked_by(value: Any) -> Asked:
    """A GraphQL request, from the JSON of it. Raises `Malformed`."""
    if not isinstance(value, dict):
        raise Malformed(detail="A GraphQL request is a JSON object; batches are not taken.")
    for name, kind in KINDS:
        if not isinstance(value.get(name), kind | None):
            raise Malformed(detail=f"`{name}` is of the wrong kind.")
    query, extensions = value.get("query") or "", value.get("extensions") or {}
    document_id = value.get("documentId") or (None if query else _hash_in(extensions))
    if not query and document_id is None:
        raise Malformed(detail="`query` is missing, and there is no `documentId` in its place.")
    if query and document_id is not None:
        raise Malformed(detail="There is a `query` and a `documentId`: send one of them.")
    if document_id is not None and not is_document_id(document_id):
        raise Malformed(detail="`documentId` is no identifier of a document.")
    named = value.get("operationName")
    if named is not None and not NAME.fullmatch(named):
        raise Malformed(detail="`operationName` is no name.")
    return Asked(query, value.get("variables") or {}, named, document_id)


def _hash_in(extensions: Mapping[str, Any]) -> str | None:
    """Where clients of before the specification put the SHA-256 of a document."""
    known = extensions.get("persistedQuery")
    named = known.get("sha256Hash") if isinstance(known, dict) else None
    return named if isinstance(named, str) and named else None


def is_document_id(text: str) -> bool:
    """Whether this names a document: by its hash, by `x-...:...`, or by a name without a colon."""
    return len(text) <= LONGEST_ID and DOCUMENT_ID.fullmatch(text) is not None
