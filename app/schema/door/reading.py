"""What a request asks, read from its body."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.errors import Malformed
from app.domain.page import LARGEST
from app.door.strict_json import read_json

NAME: Final = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,199}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation, as it was sent."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None = None

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


def asked_by(value: Any) -> Asked:
    """What a JSON value asks. Raises `Malformed`."""
    if not isinstance(value, dict):
        raise Malformed(detail="A GraphQL request is a JSON object; batches are not taken.")
    if not isinstance(value.get("query"), str) or not value["query"]:
        raise Malformed(detail="`query` is missing, or is no text.")
    for name, kind in (("variables", dict), ("extensions", dict), ("operationName", str)):
        if not isinstance(value.get(name), kind | None):
            raise Malformed(detail=f"`{name}` is of the wrong kind.")
    named = value.get("operationName")
    if named is not None and not NAME.fullmatch(named):
        raise Malformed(detail="`operationName` is no name.")
    return Asked(value["query"], value.get("variables") or {}, named)
