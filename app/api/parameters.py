"""What a request says outside its body: ids in the path, the query string, headers."""

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Concatenate, Final, NamedTuple, ParamSpec, TypeVar
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from pydantic import ValidationError

from app.domain.entity import read_uuid
from app.domain.errors import Invalid, Malformed, NotFound, VersionRequired
from app.domain.page import Pagination
from app.domain.shape import Filters, refuse, unknown

P = ParamSpec("P")
T = TypeVar("T")

MOST_PARAMETERS: Final = 50
LONGEST_QUERY: Final = 8192
LONGEST_KEPT: Final = 300
UUID_FORM: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
ETAG: Final = re.compile(r'"([0-9]{1,18})(?:-[0-9a-f]+)?"')


class Query(NamedTuple):
    """A query string, taken apart."""

    filters: Filters | None
    page: Pagination
    expand: str | None


def read_id(text: str) -> UUID:
    """What is no id names nothing: it is not found, like any other unknown one."""
    if not UUID_FORM.fullmatch(text):
        raise NotFound
    return read_uuid(text)


def read_query(raw: bytes, filters: type[Filters] | None, *, paged: bool, expands: bool) -> Query:
    """Every parameter is known, stands once, and is valid."""
    return _read(raw, filters, paged=paged, expands=expands)


def _kept(read: Callable[Concatenate[bytes, P], T]) -> Callable[Concatenate[bytes, P], T]:
    """What clients send again and again is read once. At most 300 kB of what they sent are kept."""
    again: Any = lru_cache(maxsize=1000)(read)

    def of(raw: bytes, /, *args: P.args, **kwargs: P.kwargs) -> T:
        chosen = again if len(raw) <= LONGEST_KEPT else read
        made: T = chosen(raw, *args, **kwargs)
        return made

    return of


@_kept
def _read(raw: bytes, filters: type[Filters] | None, *, paged: bool, expands: bool) -> Query:
    given = _pairs(raw)
    expand = given.pop("expand", None) if expands else None
    paging = {n: given.pop(n) for n in ("limit", "cursor") if paged and n in given}
    if filters is None and given:
        raise Invalid(*map(unknown, given))
    try:
        page = Pagination.model_validate(paging)
        wanted = filters.model_validate(given, by_alias=True, by_name=False) if filters else None
        return Query(wanted, page, expand)
    except ValidationError as error:
        raise refuse(error) from error


def read_pairs(raw: bytes) -> list[tuple[str, str]]:
    """The parameters as they came; some readers allow what stands twice. Raises `Malformed`."""
    if not raw:
        return []
    if len(raw) > LONGEST_QUERY:
        raise Malformed(detail="The query string is too long.")
    try:
        pairs = parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError as error:
        raise Malformed(detail="The query string cannot be read.") from error
    if any("\x00" in text for _, text in pairs):
        raise Malformed(detail="A query parameter holds a NUL.")
    return pairs


def _pairs(raw: bytes) -> dict[str, str]:
    pairs = read_pairs(raw)
    given = dict(pairs)
    if len(given) != len(pairs):
        raise Malformed(detail="A query parameter stands twice.")
    return given


def next_query(raw: bytes, cursor: str) -> str:
    """The same query string, for the next page."""
    return f"{_before_cursor(raw)}cursor={cursor}"


@_kept
def _before_cursor(raw: bytes) -> str:
    """What is asked for besides a place. Encoded again: it goes into a header."""
    rest = urlencode({name: value for name, value in _pairs(raw).items() if name != "cursor"})
    return f"{rest}&" if rest else ""


def read_version(headers: Mapping[bytes, bytes]) -> int | None:
    """The version that `If-Match` names; None for `*`, which means: whatever it is."""
    given = headers.get(b"if-match")
    if given is None:
        raise VersionRequired
    text = given.decode("latin-1").strip()
    if text == "*":
        return None
    match = ETAG.fullmatch(text)
    if match is None:
        detail = 'If-Match takes one ETag as we answered it, such as `"3-9f2c"`, or `*`.'
        raise Malformed(detail=detail)
    return int(match[1])


def digest(body: bytes) -> str:
    """What an ETag tells representations apart by: 64 bits of SHA-256, for which processors have
    instructions.
    """
    return hashlib.sha256(body, usedforsecurity=False).hexdigest()[:16]


def none_match(headers: Mapping[bytes, bytes], etag: str) -> bool:
    """Whether the client has this very representation already (If-None-Match)."""
    given = headers.get(b"if-none-match")
    if given is None:
        return False
    tags = given.decode("latin-1").split(",")
    return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in tags)
