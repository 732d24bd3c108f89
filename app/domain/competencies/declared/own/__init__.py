"""Our own format of a competency model, the one people write by hand in YAML or JSON.

    framework:
      code: engineering             # identifies it across versions: a-z, 0-9 and - . _
      title: Engineering competencies
      version: "2026.2"             # optional, as is everything below
      language: en                  # BCP 47, `en` when absent
      description: What we expect of each other.
      identifier: 6f1c2a3e-...      # what another system calls it
      translations: {de: {title: Kompetenzen, description: ...}}
    scale:                          # optional; from the lowest to the highest level
      - {code: L1, name: Learning}  # `rank` is 1, 2, 3 ... unless given
      - {code: L2, name: Practising, description: ..., replaces: [P1, P2]}
    competencies:
      - code: COM
        name: Communication
        statement: Makes oneself understood, and understands others.
        category: Collaboration     # optional, as is everything below
        identifier: 1b2f3c4d-...    # lets the code change without it being another competency
        edition: 2                  # counts up when the code gets another meaning
        replaces: [TALK, COM]       # what it stands for from now on, also itself before
        levels: {L1: Says what is unclear., L2: Adapts to the audience.}
        translations: {de: {name: ..., statement: ..., levels: {L1: ...}}}
        educationLevels: ["06"]
        extra: {}                   # anything: kept as it is
        children:                   # the same again, at most 32 levels deep
          - {code: COM.1, name: Writing, statement: Writes so that others can act on it.}
    associations:                   # optional, as is everything below
      - {origin: COM, type: isRelatedTo, destination: COM.1}
      - {origin: COM, type: exactMatchOf, outsideUri: "https://example.org/skill/1"}
    roleProfiles:
      - code: ENG-2
        title: Engineer
        family: Engineering
        track: expert               # or leadership
        level: 2                    # within the track, from 1
        description: Delivers features alone.
        requires: {COM: L2, COM.1: {level: L1, essential: false}}
    pathways:
      - {from: ENG-2, to: ENG-3, kind: promotion}    # or lateral
      - {to: ENG-2, kind: entry, description: From outside.}

The order of competencies is their `position` among those with the same parent. A whole number
where text is meant is read as that text; fields nobody knows are refused, so that a typo is seen.
Keys may come in any order.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.findings import Unreadable, pointer
from app.domain.competencies.declared.formats import BOTH, CASE_KEYS
from app.domain.competencies.declared.own.fields import NAMES, Misshapen, as_text, places, read
from app.domain.competencies.declared.own.pile import Pile
from app.domain.competencies.declared.sink import Kind, Sink
from app.domain.competencies.declared.streams import Events
from app.domain.competencies.declared.streams.cursor import Cursor
from app.domain.competencies.declared.texts import on_one_line

__all__ = ["LISTS", "read_own"]

MAX_DEPTH: Final = 32
LISTS: Final = {
    "scale": Kind.LEVEL,
    "associations": Kind.ASSOCIATION,
    "roleProfiles": Kind.ROLE,
    "pathways": Kind.PATHWAY,
}
_SCHEMA: Final = "$schema"  # editors look for it
_MODEL: Final = frozenset({"framework", "competencies", _SCHEMA, *LISTS})


def read_own(
    events: Events, sink: Sink, defaults: Defaults, *, keys_are_told: bool = False
) -> None:
    """Hand everything in the document to the sink. Places are pointers into the document.

    `keys_are_told`: who gives the events says already which keys are repeated.
    """
    reader = _Reader(Cursor(events), sink, defaults)
    reader.keys_are_told = keys_are_told
    reader.read()


class _Reader:
    def __init__(self, cursor: Cursor, sink: Sink, defaults: Defaults) -> None:
        self._cursor = cursor
        self._sink = sink
        self._defaults = defaults
        self._turns = 0
        self.keys_are_told = False

    def read(self) -> None:
        event, _ = self._cursor.next()
        if event != "start_map":
            self._sink.refuse("", "should be an object with framework and competencies")
            self._cursor.skip(event)
        else:
            self._document()
        for event, _ in self._cursor.events:  # so that whatever follows is refused
            self._sink.refuse("", f"goes on after its end, with {event}")

    def _document(self) -> None:
        seen: set[str] = set()
        for event, name in self._cursor.events:
            if event == "end_map":
                break
            if name in seen:
                self._twice(pointer(name))
            if name in CASE_KEYS:
                raise Unreadable("", BOTH)
            event, value = self._cursor.next()  # noqa: PLW2901 - of the value
            if event != "null":
                seen.add(name)
                self._part(pointer(name), name, event, value)
        if "framework" not in seen and self._defaults.code and self._defaults.title:
            self._framework("/framework", {})
        elif "framework" not in seen:
            self._sink.refuse("/framework", "is missing")
        if "competencies" not in seen:
            self._sink.refuse("/competencies", "is missing")

    def _part(self, where: str, name: str, event: str, value: Any) -> None:
        if name == "framework":
            self._framework(where, self._cursor.build(where, event, value))
        elif name == "competencies":
            self._entries(where, event, partial(self._competency, {}, 1, None))
        elif name in LISTS:
            self._entries(where, event, partial(self._one, LISTS[name]))
        else:
            if name != _SCHEMA:
                self._unknown("", name, _MODEL - {_SCHEMA})
            self._cursor.skip(event)

    def _framework(self, where: str, value: Any) -> None:
        self._repeated(where)
        fields = self._fields(Kind.FRAMEWORK, where, value)
        fields = self._defaults.over(fields) | {"source": "own"}
        self._sink.take(Kind.FRAMEWORK, where, fields, places(Kind.FRAMEWORK, where))

    def _one(self, kind: Kind, where: str, number: int, event: str, value: Any) -> None:
        whole = self._cursor.build(where, event, value)
        self._repeated(where)
        fields = self._fields(kind, where, whole)
        if kind is Kind.LEVEL:
            fields.setdefault("rank", number + 1)
        self._sink.take(kind, where, fields, places(kind, where))

    def _fields(self, kind: Kind, where: str, value: Any) -> dict[str, Any]:
        """The known fields under the names the model has for them; `null` means absent."""
        if not isinstance(value, dict):
            self._sink.refuse(where, "should be an object")
            return {}
        names = NAMES[kind]
        fields: dict[str, Any] = {}
        if kind is Kind.ASSOCIATION:  # of which there are most, and nearly all say only texts
            fields = {names[n]: one for n, one in value.items() if type(one) is str and n in names}
            if len(fields) == len(value):
                return fields
        for name, said in value.items():
            field = names.get(name)
            if field is None:
                self._unknown(where, name, names)
            elif said is not None:
                self._put(fields, where, name, field, said)
        return fields

    def _put(self, fields: dict[str, Any], where: str, name: str, field: str, said: Any) -> None:
        try:
            fields[field] = read(name, said)
        except Misshapen as wrong:
            self._sink.refuse(f"{where}/{wrong.below}", wrong.what)

    def _competency(
        self,
        given: dict[str, Any],
        depth: int,
        pile: Pile | None,
        where: str,
        number: int,
        event: str,
        _value: Any,
    ) -> None:
        """One competency and those below. `given` is what its place says; into the `pile` it goes
        while the code of the one above is not known.
        """
        if event != "start_map" or depth > MAX_DEPTH:
            wrong = event != "start_map"
            what = "should be an object" if wrong else f"is deeper than {MAX_DEPTH} levels"
            self._sink.refuse(where, what)
            self._cursor.skip(event)
            return
        self._turns += 1
        fields = {**given, "position": number, "turn": self._turns}
        with Pile() as waiting:
            self._inside(where, fields, depth, waiting)
            if pile is None:
                self._sink.take(Kind.COMPETENCY, where, fields)
            else:
                pile.add(where, fields)
            code = _known(fields)
            above = {} if code is None else {"parent": code}
            for at, child in waiting.all():
                self._sink.take(Kind.COMPETENCY, at, {**child, **above})

    def _inside(self, where: str, fields: dict[str, Any], depth: int, waiting: Pile) -> None:
        """The fields of a competency into `fields`, and those below it to the sink or the pile."""
        seen = set()
        names = NAMES[Kind.COMPETENCY]
        for event, name in self._cursor.events:
            if event == "end_map":
                break
            if name in seen:
                self._twice(where + pointer(name))
            seen.add(name)
            event, value = self._cursor.next()  # noqa: PLW2901 - of the value
            field = names.get(name)
            if field is not None:
                there = f"{where}/{name}"
                said = self._cursor.build(there, event, value)
                if said is not None:
                    self._repeated(there)
                    self._put(fields, where, name, field, said)
            elif name == "children":
                self._children(f"{where}/children", event, fields, depth, waiting)
            else:
                self._unknown(where, name, {*names, "children"})
                self._cursor.skip(event)

    def _children(
        self, where: str, event: str, above: dict[str, Any], depth: int, pile: Pile
    ) -> None:
        code = _known(above)
        ready = None if code is not None else pile
        given = {} if code is None else {"parent": code}
        self._entries(where, event, partial(self._competency, given, depth + 1, ready))

    def _entries(self, where: str, event: str, take: Callable[[str, int, str, Any], None]) -> None:
        """Each entry of a list with its place; nothing at all is an empty list."""
        if event == "start_array":
            for number, event, value in self._cursor.entries():  # noqa: PLR1704
                take(f"{where}/{number}", number, event, value)
        elif event != "null":
            self._sink.refuse(where, "should be a list")
            self._cursor.skip(event)

    def _repeated(self, where: str) -> None:
        for below in self._cursor.repeated:
            self._twice(where + below)

    def _twice(self, where: str) -> None:
        if not self.keys_are_told:
            self._sink.refuse(where, "is repeated")

    def _unknown(self, where: str, name: str, known: Any) -> None:
        names = ", ".join(sorted(known))
        self._sink.refuse(where + pointer(name), f"is not a field here; known: {names}")


def _known(fields: dict[str, Any]) -> str | None:
    code = as_text(fields.get("code"))
    return on_one_line(code) or None if isinstance(code, str) else None
