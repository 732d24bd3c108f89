"""What the limit makes of the rows of the last statement: as little as gives the same JSON."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

Rows = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What cannot be told from the rows, and is known because the request is."""

    limit: int = 0
    next_cursor: str = "null"
    """As JSON."""


Shape = Callable[[Rows, Known], bytes]


def as_it_is(rows: Rows, _known: Known) -> bytes:
    """The text that PostgreSQL made is the answer."""
    body = rows[0][0]
    return body if isinstance(body, bytes) else str(body).encode()


def page(rows: Rows, known: Known) -> bytes:
    """A row for each object; one more than asked for if there is a next page."""
    objects = ",".join([row[0] for row in rows[: known.limit]])
    return f'{{"data":[{objects}],"nextCursor":{known.next_cursor}}}'.encode()


def graph(rows: Rows, _known: Known) -> bytes:
    """The one field of a GraphQL query: relations are marked with a `~`, its words are capitals."""
    body = _WORD.sub(lambda found: found[0].upper(), str(rows[0][0]).replace('"~', '"'))
    return f'{{"data":{{"person":{body}}}}}'.encode()


_WORD: Final = re.compile(r'(?<="status" : )"[a-z_]+"')

SHAPES: Final[dict[str, Shape]] = {"as_it_is": as_it_is, "page": page, "graph": graph}


def shape_of(rows: Rows, known: Known, answer: bytes) -> str | None:
    """The first shape that makes this answer of these rows."""
    wanted = json.loads(answer)
    for name, shape in SHAPES.items():
        try:
            made = json.loads(shape(rows, known))
        except (ValueError, TypeError, IndexError):
            continue
        if made == wanted:
            return name
    return None
