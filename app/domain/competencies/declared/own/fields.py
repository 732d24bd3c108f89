"""The fields of our own format: what people write, and what a model calls it."""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.competencies.declared.kinds import MAX_LEVELS, MAX_MENTIONED
from app.domain.competencies.declared.sink import Kind

_LONGEST_NUMBER: Final = 10**15
NAMES: Final[Mapping[Kind, Mapping[str, str]]] = {
    Kind.FRAMEWORK: {
        "code": "code",
        "title": "title",
        "version": "version_label",
        "language": "language",
        "description": "description",
        "identifier": "source_identifier",
        "translations": "translations",
        "extra": "extra",
    },
    Kind.LEVEL: {
        "code": "code",
        "name": "name",
        "rank": "rank",
        "description": "description",
        "replaces": "replaces",
        "translations": "translations",
    },
    Kind.COMPETENCY: {
        "code": "code",
        "edition": "edition",
        "identifier": "identifier",
        "name": "name",
        "statement": "statement",
        "category": "category",
        "levels": "levels",
        "educationLevels": "education_levels",
        "replaces": "replaces",
        "translations": "translations",
        "extra": "extra",
    },
    Kind.ASSOCIATION: {
        "origin": "origin",
        "type": "type",
        "destination": "destination",
        "outsideIdentifier": "outside_identifier",
        "outsideUri": "outside_uri",
        "outsideTitle": "outside_title",
        "identifier": "identifier",
        "sequence": "sequence",
        "extra": "extra",
    },
    Kind.ROLE: {
        "code": "code",
        "title": "title",
        "family": "family",
        "track": "track",
        "level": "rank",
        "description": "description",
        "identifier": "identifier",
        "requires": "requirements",
        "translations": "translations",
        "extra": "extra",
    },
    Kind.PATHWAY: {
        "from": "origin",
        "to": "destination",
        "kind": "kind",
        "description": "description",
    },
}
_RENAMED: Final = {
    kind: {field: name for name, field in names.items() if field != name}
    for kind, names in NAMES.items()
}
_VERBATIM: Final = frozenset({"rank", "level", "edition", "sequence", "translations", "extra"})


class Misshapen(Exception):
    """A field is not of the shape that it has here: `below` its thing, and `what` is wrong."""

    def __init__(self, below: str, what: str) -> None:
        self.below, self.what = below, what
        super().__init__(below, what)


def places(kind: Kind, where: str) -> dict[str, str] | None:
    """Where the fields stand whose names here are not those of the model."""
    if kind in (Kind.COMPETENCY, Kind.ASSOCIATION):  # there, only letters are written otherwise
        return None
    return {field: f"{where}/{name}" for field, name in _RENAMED[kind].items()}


def as_text(value: Any) -> Any:
    """`version: 3` means "3", in YAML and in JSON; a float is not so sure of its digits."""
    if type(value) is int and abs(value) < _LONGEST_NUMBER:
        return str(value)
    return value


def read(name: str, value: Any) -> Any:
    """A field as a model has it. Raises Misshapen."""
    if type(value) is str or name in _VERBATIM:
        return [value] if name == "replaces" else value
    if name == "levels":
        return _levels(value)
    if name == "requires":
        return _requirements(value)
    if name in ("replaces", "educationLevels"):
        value = value if isinstance(value, list) else [value]
        if len(value) > MAX_MENTIONED:
            raise Misshapen(name, f"has more than {MAX_MENTIONED} entries")
        return [as_text(one) for one in value]
    return as_text(value)


def _levels(value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise Misshapen("levels", "should be an object of level codes and descriptors")
    if len(value) > MAX_LEVELS:
        raise Misshapen("levels", f"has more than {MAX_LEVELS} levels")
    return [(level, as_text(said)) for level, said in value.items()]


def _requirements(value: Any) -> list[Any]:
    """`{COM: L2}`, or `{COM: {level: L2, essential: false}}`, or a list with `competency` too."""
    if isinstance(value, dict):
        value = [
            {**needed, "competency": code}
            if isinstance(needed, dict)
            else {"competency": code, "level": needed}
            for code, needed in value.items()
        ]
    if not isinstance(value, list):
        raise Misshapen("requires", "should be an object of competencies and levels, or a list")
    if len(value) > MAX_MENTIONED:
        raise Misshapen("requires", f"has more than {MAX_MENTIONED} entries")
    return [
        {field: as_text(said) for field, said in one.items()} if isinstance(one, dict) else one
        for one in value
    ]
