"""CFDefinitions: those of the source, or the kinds of items that a model of another format has."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from app.domain.competencies.writing.case import values
from app.domain.competencies.writing.case.fields import (
    CONCEPT,
    GROUPING,
    ITEM_TYPE,
    LICENSE,
    SUBJECT,
    Kinds,
    keep,
    legal,
    renamed,
)
from app.domain.competencies.writing.case.names import Names
from app.domain.competencies.writing.stored import Leftover

KIND: Final = "CFDefinitions"
ITEM_TYPES: Final = "CFItemTypes"
COLLECTIONS: Final[Mapping[str, tuple[Kinds, tuple[str, ...]]]] = {
    "CFConcepts": (CONCEPT, ("hierarchyCode",)),
    "CFSubjects": (SUBJECT, ("hierarchyCode",)),
    "CFLicenses": (LICENSE, ("licenseText",)),
    ITEM_TYPES: (ITEM_TYPE, ("description", "hierarchyCode")),
    "CFAssociationGroupings": (GROUPING, ()),
}
"""The fields of each, and which of them have to be there besides identifier, URI and title."""


def definitions(names: Names, one: Leftover) -> dict[str, Any]:
    """What the source defines, each legal by itself."""
    said = one.value if isinstance(one.value, Mapping) else {KIND: one.value}
    made: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for name, value in said.items():
        if name in COLLECTIONS:
            made[name] = [each for _, each in collection(names, one, name)]
            if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
                rest[name] = value
        elif name == "extensions" and isinstance(value, Mapping):
            made[name] = values.without_nulls(value)
            if made[name] != value:
                rest[name] = value
        else:
            rest[name] = value
    return keep(made, rest)


def collection(names: Names, one: Leftover, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The members of one kind with their places."""
    kinds, needed = COLLECTIONS[name]
    given = one.value.get(name) if isinstance(one.value, Mapping) else None
    for place, said in enumerate(_listed(given)):
        if isinstance(said, Mapping):
            yield place, _definition(names, one, name, place, said, kinds, needed)


def identifier_of(names: Names, key: object, name: str, place: int, said: Any) -> str:
    given = said.get("identifier") if isinstance(said, Mapping) else None
    if isinstance(given, str) and given.strip():
        return names.of(given)
    return names.made(name, key, place)


def _definition(
    names: Names,
    one: Leftover,
    name: str,
    place: int,
    said: Mapping[str, Any],
    kinds: Kinds,
    needed: Sequence[str],
) -> dict[str, Any]:
    identifier = identifier_of(names, one.key, name, place, said)
    title = values.text(said.get("title"))
    title = title if title and title.strip() else identifier
    description = values.text(said.get("description"))
    stands_in = {
        "hierarchyCode": str(place + 1),
        "licenseText": description or title,
        "description": title,
    }
    own = {
        "identifier": identifier,
        "uri": names.uri(name, identifier),
        "title": title,
        **{field: stands_in[field] for field in needed},
        "lastChangeDateTime": values.written(one.said_at),
    }
    adds = ("uri", "title", *needed)
    return renamed(legal(kinds, names, said, own, besides=("identifier",), adds=adds), said)


def _listed(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def type_link(names: Names, category: str) -> dict[str, str]:
    """Of what kind an item is, in a model of another format."""
    identifier = names.made(ITEM_TYPES, category)
    return {
        "title": category,
        "identifier": identifier,
        "uri": names.uri(ITEM_TYPES, identifier),
    }


def item_types(names: Names, categories: Sequence[str]) -> list[dict[str, Any]]:
    """The categories of a model of another format."""
    at = values.written(names.framework.said_at)
    return [
        {
            "identifier": (known := type_link(names, category))["identifier"],
            "uri": known["uri"],
            "title": category,
            "description": category,
            "hierarchyCode": str(place),
            "lastChangeDateTime": at,
        }
        for place, category in enumerate(categories, 1)
    ]


def family(members: Sequence[dict[str, Any]], identifier: str) -> list[dict[str, Any]]:
    """The one with this identifier, and those below it by their hierarchy codes."""
    first = next(one for one in members if one["identifier"] == identifier)
    code = first["hierarchyCode"]
    below = [
        one
        for one in members
        if one is not first
        and one["hierarchyCode"].startswith(code)
        and one["hierarchyCode"][len(code) : len(code) + 1] in (".", "-", "/", ":", "|")
        and code
    ]
    return [first, *below]
