"""The parameters of a collection in the bindings of 1EdTech: `limit`, `offset`, `sort`, `orderBy`,
`filter`, `fields`; and the headers that go with a page.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from app.api.case.filters import Filter, read_filter
from app.api.case.refusals import SelectionInvalid, SortInvalid
from app.api.parameters import read_pairs
from app.domain.errors import Malformed, NotFound

LIMIT: Final = 100
LARGEST: Final = 2**31 - 1
SORTABLE: Final = frozenset(
    {
        "identifier",
        "uri",
        "frameworkType",
        "caseVersion",
        "creator",
        "title",
        "lastChangeDateTime",
        "officialSourceURL",
        "publisher",
        "description",
        "language",
        "version",
        "adoptionStatus",
        "statusStartDate",
        "statusEndDate",
        "notes",
    }
)
FIELDS: Final = SORTABLE | {"subject", "subjectURI", "licenseURI", "CFPackageURI", "extensions"}
FILTERED: Final = FIELDS - {"extensions"}
_WHOLE: Final = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what there is."""

    shown: list[dict[str, Any]]
    total: int
    listing: "Listing"

    def links(self, url: str) -> str:
        """RFC 8288: the pages around this one."""
        limit, offset = self.listing.limit, self.listing.offset
        last = max(0, (self.total - 1) // limit * limit)
        places = {"first": 0, "last": last}
        if offset + limit < self.total:
            places["next"] = offset + limit
        if offset > 0:
            places["prev"] = max(0, offset - limit)
        return ", ".join(
            f'<{url}?{self.listing.query(place)}>; rel="{name}"' for name, place in places.items()
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """What is asked for."""

    limit: int = LIMIT
    offset: int = 0
    sort: str | None = None
    descending: bool = False
    filter: Filter | None = None
    fields: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)

    def page(self, some: Sequence[dict[str, Any]]) -> Page:
        """Raises `NotFound` where there is nothing to show: a set of CASE is never empty."""
        found = [one for one in some if self.filter is None or self.filter.holds(one)]
        if self.sort is not None:
            name = self.sort
            having = [one for one in found if name in one]
            having.sort(key=lambda one: str(one[name]), reverse=self.descending)
            found = [*having, *(one for one in found if name not in one)]
        shown = found[self.offset : self.offset + self.limit]
        if not shown:
            raise NotFound(detail="There is no document that is selected.")
        if self.fields:
            shown = [{n: v for n, v in one.items() if n in self.fields} for one in shown]
        return Page(shown, len(found), self)

    def query(self, offset: int) -> str:
        return urlencode({**self.given, "limit": self.limit, "offset": offset})


def read_listing(raw: bytes) -> Listing:
    given = _pairs(raw)
    strange = given.keys() - {"limit", "offset", "sort", "orderBy", "filter", "fields"}
    if strange:
        raise SelectionInvalid(detail="There is no such parameter here.")
    sort, order = given.get("sort"), given.get("orderBy", "asc")
    if sort is not None and sort not in SORTABLE:
        raise SortInvalid(detail="`sort` takes the name of a field of CFDocuments.")
    if order not in ("asc", "desc"):
        raise SortInvalid(detail="`orderBy` is asc or desc.")
    fields = tuple(one.strip() for one in given["fields"].split(",")) if "fields" in given else ()
    if not set(fields) <= FIELDS:
        raise SelectionInvalid(detail="`fields` takes names of fields of CFDocuments.")
    return Listing(
        limit=_number(given, "limit", LIMIT, 1),
        offset=_number(given, "offset", 0, 0),
        sort=sort,
        descending=order == "desc",
        filter=read_filter(given["filter"], FILTERED) if "filter" in given else None,
        fields=fields,
        given=given,
    )


def _number(given: Mapping[str, str], name: str, default: int, least: int) -> int:
    text = given.get(name)
    if text is None:
        return default
    if not _WHOLE.fullmatch(text) or not least <= int(text) <= LARGEST:
        raise SelectionInvalid(detail=f"`{name}` is a whole number from {least} to {LARGEST}.")
    return int(text)


def _pairs(raw: bytes) -> dict[str, str]:
    """Each parameter once, but for `fields`, which may be repeated."""
    try:
        pairs = read_pairs(raw)
    except Malformed as error:
        raise SelectionInvalid(detail=error.message) from error
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in given and name != "fields":
            raise SelectionInvalid(detail="A query parameter stands twice.")
        given[name] = f"{given[name]},{value}" if name in given else value
    return given
