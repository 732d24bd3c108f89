"""Our own format of a competency model, the one people write by hand in YAML or JSON.

    framework:
      code: engineering             # identifies it across versions: a-z, 0-9 and - . _
      title: Engineering competencies
      version: "2026.2"             # optional, as are the next three
      language: en                  # BCP 47, `en` when absent
      description: What we expect of each other.
      identifier: 6f1c2a3e-...      # what another system calls it
    scale:                          # optional; from the lowest to the highest level
      - {code: L1, name: Learning}  # `rank` is 1, 2, 3 ... unless given
      - {code: L2, name: Practising}
    competencies:
      - code: COM
        name: Communication
        statement: Makes oneself understood, and understands others.
        category: Collaboration     # optional, as is everything below
        identifier: 1b2f3c4d-...    # lets the code change without it being another competency
        levels: {L1: Says what is unclear., L2: Adapts to the audience.}
        children:                   # the same again, at most 32 levels deep
          - {code: COM.1, name: Writing, statement: Writes so that others can act on it.}
    associations:                   # optional
      - {origin: COM, type: isRelatedTo, destination: COM.1}
      - {origin: COM, type: exactMatchOf, outsideUri: "https://example.org/skill/1"}

The order of competencies is their `position` among those with the same parent. A whole number
where text is meant is read as that text; fields nobody knows are refused, so that a typo is seen.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import yaml

from app.domain.competencies.declared.findings import (
    Findings,
    ModelRefused,
    Problem,
    pointer,
    quoted,
)
from app.domain.competencies.declared.model import (
    MAX_COMPETENCIES,
    MAX_LEVELS,
    DeclaredModel,
    declare,
)
from app.domain.competencies.declared.structure import MAX_DEPTH

_MODEL: Final = {"framework", "scale", "competencies", "associations"}
_FRAMEWORK: Final = {
    "code": "code",
    "title": "title",
    "version": "version_label",
    "language": "language",
    "description": "description",
    "identifier": "source_identifier",
}
_LEVEL: Final = {"code": "code", "name": "name", "rank": "rank"}
_COMPETENCY: Final = {
    "code": "code",
    "name": "name",
    "statement": "statement",
    "identifier": "identifier",
    "category": "category",
}
_ASSOCIATION: Final = {
    "origin": "origin",
    "type": "type",
    "destination": "destination",
    "outsideIdentifier": "outside_identifier",
    "outsideUri": "outside_uri",
    "outsideTitle": "outside_title",
}
_MANY: Final = 100_000
_LONGEST_NUMBER: Final = 10**15

MAX_YAML_CHARACTERS: Final = 4_000_000
MAX_YAML_DEPTH: Final = 100
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL: Final = {"", "~", "null", "Null", "NULL"}
_BOOLEAN: Final = {"true": True, "True": True, "false": False, "False": False}
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,17}")


def read_own(value: object) -> DeclaredModel:
    """Read a model in our own format (see the module) from plain Python objects.

    Raises `ModelRefused` with every problem and its place in `value`.
    """
    return _Reader().read(value)


class _Reader:
    """Turns the nested document into flat fields, remembering where each came from."""

    def __init__(self) -> None:
        self.findings = Findings()
        self.competencies: list[dict[str, object]] = []

    def read(self, value: object) -> DeclaredModel:
        document = self._object(value, "")
        self._known(document, "", _MODEL)
        for name in ("framework", "competencies"):
            if document.get(name) is None:
                self.findings.refuse(pointer(name), "is missing")
        self._gather(self._list(document, "competencies", ""))
        framework = {} if document.get("framework") is None else document["framework"]
        fields = {
            "source": "own",
            **self._fields(framework, "/framework", "", _FRAMEWORK),
            "scale": [
                {"rank": index + 1} | self._fields(one, where, where, _LEVEL)
                for index, (where, one) in enumerate(self._list(document, "scale", ""))
            ],
            "competencies": self.competencies,
            "associations": [
                self._fields(one, where, where, _ASSOCIATION)
                for where, one in self._list(document, "associations", "")
            ],
        }
        return declare(fields, self.findings)

    def _gather(self, top: Sequence[tuple[str, object]]) -> None:
        """All competencies, each before its children, without recursion."""
        pending = _upside_down(top, None, 1)
        while pending:
            where, one, parent, place, depth = pending.pop()
            if len(self.competencies) == MAX_COMPETENCIES:
                self.findings.refuse(where, f"is one too many: {MAX_COMPETENCIES} are the limit")
                return
            if depth > MAX_DEPTH:
                self.findings.refuse(where, f"is deeper than {MAX_DEPTH} levels")
                continue
            code = self._competency(where, one, parent, place)
            children = self._list(one, "children", where) if isinstance(one, Mapping) else []
            pending += _upside_down(children, code, depth + 1)

    def _competency(self, where: str, one: object, parent: object, place: int) -> object:
        index = len(self.competencies)
        here = pointer("competencies", index)
        self.findings.places[here] = where
        fields = self._fields(one, where, here, _COMPETENCY, frozenset({"levels", "children"}))
        levels = one.get("levels") if isinstance(one, Mapping) else None
        if levels is not None:
            fields["levels"] = self._levels(levels, index, f"{where}/levels")
        if isinstance(parent, str):
            fields["parent"] = parent
        self.competencies.append(fields | {"position": place})
        return fields.get("code")

    def _levels(self, levels: object, index: int, where: str) -> list[tuple[object, object]]:
        if not isinstance(levels, Mapping):
            self.findings.refuse(where, "should be an object of level codes and descriptors")
            return []
        if len(levels) > MAX_LEVELS:
            self.findings.refuse(where, f"has more than {MAX_LEVELS} levels")
            return []
        pairs = []
        for place, (level, descriptor) in enumerate(levels.items()):
            there = where + _below(level)
            self.findings.places[pointer("competencies", index, "levels", place)] = there
            self.findings.places[pointer("competencies", index, "levels", place, 1)] = there
            pairs.append((_as_text(level), _as_text(descriptor)))
        return pairs

    def _fields(
        self,
        value: object,
        where: str,
        here: str,
        names: Mapping[str, str],
        beside: frozenset[str] = frozenset(),
    ) -> dict[str, object]:
        """The known fields under the names the model has for them; `null` means absent.

        `where` they are in the document, `here` in the model.
        """
        for name, field in names.items():
            if field != name or not here:
                self.findings.places[here + pointer(field)] = where + pointer(name)
        source = self._object(value, where)
        self._known(source, where, {*names, *beside})
        return {
            field: source[name] if field == "rank" else _as_text(source[name])
            for name, field in names.items()
            if source.get(name) is not None
        }

    def _object(self, value: object, where: str) -> Mapping[object, object]:
        if isinstance(value, Mapping):
            return value
        self.findings.refuse(where, "should be an object")
        return {}

    def _known(self, source: Mapping[object, object], where: str, names: set[str]) -> None:
        for name in source:
            if name not in names:
                known = ", ".join(sorted(names))
                self.findings.refuse(where + _below(name), f"is not a field here; known: {known}")

    def _list(self, source: object, name: str, where: str) -> list[tuple[str, object]]:
        """The entries of a list with their places; nothing at all is an empty list."""
        value = source.get(name) if isinstance(source, Mapping) else None
        where += pointer(name)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.findings.refuse(where, "should be a list")
            return []
        if len(value) > _MANY:
            self.findings.refuse(where, f"has more than {_MANY} entries")
            return []
        return [(f"{where}/{index}", one) for index, one in enumerate(value)]


def _upside_down(
    siblings: Sequence[tuple[str, object]], parent: object, depth: int
) -> list[tuple[str, object, object, int, int]]:
    """Siblings with their parent's code, their place and depth, the first one last: a stack."""
    return [(where, one, parent, place, depth) for place, (where, one) in enumerate(siblings)][::-1]


def _below(key: object) -> str:
    return pointer(key if isinstance(key, str | int) else type(key).__name__)


def _as_text(value: object) -> object:
    """`version: 3` means "3", in YAML and in JSON; a float is not so sure of its digits."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LONGEST_NUMBER:
        return str(value)
    return value


def read_yaml(text: str) -> object:
    """The plain Python objects (dict, list, str, int, bool, None) of one YAML document.

    The dialect is what competency models need and no more: `null`, `true`, `false` and whole
    numbers are read as such, everything else stays text as it is written, so that `2026.10`,
    `no` and `007` survive; keys are always text. Aliases, tags, repeated keys, a second
    document, more than 4,000,000 characters and more than 100 levels are refused.

    Raises `ModelRefused` whose places are lines and columns, from 1.
    """
    if len(text) > MAX_YAML_CHARACTERS:
        what = f"has more than {MAX_YAML_CHARACTERS} characters"
        raise ModelRefused([Problem("", what)])
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        column = error.start - text.rfind("\n", 0, error.start)
        what = "has a lone surrogate, which no text may have"
        raise ModelRefused([Problem(f"line {line}, column {column}", what)]) from None
    tree = _Tree()
    try:
        tree.grow(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        what = f"is not YAML: {error.problem or error.context}"
        tree.findings.refuse(_line_of(error.problem_mark or error.context_mark), what)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        tree.findings.refuse("", f"is not YAML: {getattr(error, 'reason', None) or 'unreadable'}")
    if tree.findings.problems:
        raise tree.findings.refusal(())
    return tree.root


class _Tree:
    """Builds objects from parsing events, so that nothing is constructed that was not asked for."""

    def __init__(self) -> None:
        self.findings = Findings()
        self.root: object = None
        self._open: list[dict[str, object] | list[object]] = []
        self._keys: list[str | None] = []  # of each open mapping, the key that waits for its value

    def grow(self, events: Iterable[yaml.Event]) -> None:
        documents = 0
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents == 2:  # noqa: PLR2004
                        self._refuse(event, "begins a second document; one is read")
                        return
                case yaml.AliasEvent():
                    self._refuse(event, "is an alias; write out what it stands for")
                    self._put(event, None)
                case yaml.ScalarEvent():
                    self._untagged(event)
                    self._put(event, event.value if self._wants_key else _scalar(event))
                case yaml.CollectionStartEvent() if len(self._open) == MAX_YAML_DEPTH:
                    self._refuse(event, f"is nested deeper than {MAX_YAML_DEPTH} levels")
                    return
                case yaml.SequenceStartEvent():
                    self._begin(event, [])
                case yaml.MappingStartEvent():
                    self._begin(event, {})
                case yaml.CollectionEndEvent():
                    self._open.pop()
                    self._keys.pop()

    @property
    def _wants_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1], dict) and self._keys[-1] is None

    def _begin(
        self, event: yaml.CollectionStartEvent, value: dict[str, object] | list[object]
    ) -> None:
        self._untagged(event)
        self._put(event, value)
        self._open.append(value)
        self._keys.append(None)

    def _put(self, event: yaml.NodeEvent, value: object) -> None:
        if not self._open:
            self.root = value
            return
        into = self._open[-1]
        if isinstance(into, list):
            into.append(value)
            return
        key = self._keys[-1]
        if key is not None:
            into[key] = value
            self._keys[-1] = None
        elif not isinstance(value, str):
            self._refuse(event, "is not text, which a key has to be")
            self._keys[-1] = ""
        else:
            if value in into:
                self._refuse(event, f"repeats the key {quoted(value)}")
            self._keys[-1] = value

    def _untagged(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            self._refuse(event, "has a tag; only plain values are read")

    def _refuse(self, event: yaml.Event, what: str) -> None:
        self.findings.refuse(_line_of(event.start_mark), what)


def _scalar(event: yaml.ScalarEvent) -> object:
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _NULL:
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    return int(text) if _INTEGER.fullmatch(text) else text


def _line_of(mark: Any) -> str:
    return "" if mark is None else f"line {mark.line + 1}, column {mark.column + 1}"
