"""From JSON to statements, or to all that is wrong with them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import isfinite
from typing import Any, Final
from uuid import UUID, uuid4

from app.domain.learning_records.errors import StatementInvalid
from app.domain.learning_records.states import (
    MEANINGS,
    PROGRESS,
    PROGRESSED,
    VOIDED,
    ActorIdentifier,
    Meaning,
)
from app.domain.learning_records.xapi.checks import Place, read_moment
from app.domain.learning_records.xapi.rules import statement as check_statement
from app.domain.shape import MOST_FAULTS

LARGEST: Final = 256 * 1024
"""Characters of one statement as JSON."""
DEEPEST: Final = 50
MOST_VALUES: Final = 100_000
"""In all statements together: looking at each of them takes its time, and others wait meanwhile."""
LARGEST_NUMBER: Final = 10**400
NOT_SAID: Final = frozenset({"id", "authority", "stored", "version"})
"""Added on the way: two statements that differ in it say the same."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that keeps the rules."""

    id: UUID
    said: Mapping[str, Any]

    @property
    def verb(self) -> str:
        return str(self.said["verb"]["id"])

    @property
    def meaning(self) -> Meaning | None:
        return MEANINGS.get(self.verb)

    @property
    def actor(self) -> tuple[ActorIdentifier, str | None]:
        """What the actor is known by; a group is nobody."""
        who = self.said["actor"]
        if who.get("objectType") == "Group":
            return ActorIdentifier.NOBODY, None
        kind = next(one for one in ActorIdentifier if one.value in who)
        name = who[kind.value]
        if kind is ActorIdentifier.ACCOUNT:
            return kind, str(name["name"])
        if kind is ActorIdentifier.MBOX:
            return kind, str(name)[len("mailto:") :]
        return kind, str(name)

    @property
    def activity_id(self) -> str | None:
        what = self.said["object"]
        is_activity = what.get("objectType", "Activity") == "Activity"
        return str(what["id"]) if is_activity else None

    @property
    def voids_id(self) -> UUID | None:
        return UUID(self.said["object"]["id"]) if self.verb == VOIDED else None

    @property
    def happened_at(self) -> datetime | None:
        return read_moment(self.said.get("timestamp"))

    @property
    def progress(self) -> int | None:
        """How far along, 0 to 100, if it says so."""
        if self.verb != PROGRESSED:
            return None
        found = self.said.get("result", {}).get("extensions", {}).get(PROGRESS)
        if isinstance(found, bool) or not isinstance(found, int | float):
            return None
        return int(found) if 0 <= found <= 100 else None  # noqa: PLR2004 - of a hundred

    @property
    def denies(self) -> str | None:
        """Why it is not done, whatever the verb says."""
        result = self.said.get("result", {})
        if result.get("completion") is False:
            return "not_completed"
        return "not_successful" if result.get("success") is False else None

    @property
    def score(self) -> str | None:
        """In numbers alone."""
        found = self.said.get("result", {}).get("score", {})
        if "raw" in found:
            return f"{found['raw']:g}/{found['max']:g}" if "max" in found else f"{found['raw']:g}"
        return f"{found['scaled'] * 100:g} %" if "scaled" in found else None

    @property
    def fingerprint(self) -> str:
        """The same for whatever says the same: by which words things are described is not said of
        them, moments are moments in whatever zone, and numbers are numbers.
        """
        said = {name: one for name, one in self.said.items() if name not in NOT_SAID}
        said["verb"] = {"id": self.verb}
        what = said["object"]
        said["object"] = {name: one for name, one in what.items() if name != "definition"}
        if (at := self.happened_at) is not None:
            said["timestamp"] = at.isoformat()
        text = json.dumps(_plain(said), sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()


def read_statements(given: Sequence[Mapping[str, Any]], version: str) -> list[Statement]:
    """Raises `StatementInvalid`, which names all that is wrong below `/statements`."""
    at = Place(int(version[0])).below("statements")
    if _has_more_values(given, MOST_VALUES):
        at.wrong(f"should hold no more than {MOST_VALUES} values altogether")
        raise StatementInvalid(*at.faults)
    ids: set[str] = set()
    for index, one in enumerate(given):
        here = at.below(index)
        known = len(at.faults)
        if known == MOST_FAULTS:
            break
        _check_json(here, one)
        if len(at.faults) > known:
            continue
        check_statement(here, one)
        id = str(one.get("id", "")).lower()
        if id and id in ids:
            here.below("id").wrong("is the id of another one beside it")
        ids.add(id)
    if at.faults:
        raise StatementInvalid(*at.faults)
    return [Statement(UUID(one["id"]) if "id" in one else uuid4(), one) for one in given]


def _has_more_values(value: Any, than: int) -> bool:
    waiting, seen = [value], 0
    while waiting:
        one = waiting.pop()
        inside = one.values() if isinstance(one, dict) else one
        if isinstance(inside, str) or not isinstance(inside, Iterable):
            continue
        before = len(waiting)
        waiting += inside
        seen += len(waiting) - before
        if seen > than:
            return True
    return False


def _check_json(at: Place, value: Mapping[str, Any]) -> None:
    """Everything in it can be stored, and nothing is `null` that may not be."""
    try:
        size = len(json.dumps(value))
    except (RecursionError, ValueError):
        size = LARGEST + 1
    if size > LARGEST:
        at.wrong(f"should be no longer than {LARGEST} characters")
        return
    waiting: list[tuple[Place, Any, bool]] = [(at, value, False)]
    while waiting:
        place, one, is_free = waiting.pop()
        if len(place.path) - len(at.path) > DEEPEST:
            at.wrong(f"should be no deeper than {DEEPEST} levels")
            return
        if one is None and not is_free:
            place.wrong("should not be null")
        elif isinstance(one, str):
            _check_text(place, one)
        elif isinstance(one, float) and not isfinite(one):
            place.wrong("should be a number that a double can hold")
        elif isinstance(one, int) and abs(one) >= LARGEST_NUMBER:
            place.wrong("should be a number of 400 digits at the most")
        else:
            waiting += _inside(place, one, is_free=is_free)


def _inside(place: Place, one: Any, *, is_free: bool) -> Iterator[tuple[Place, Any, bool]]:
    if isinstance(one, dict):
        for name, below in one.items():
            _check_text(place, name)
            yield place.below(name), below, is_free or name == "extensions"
    elif isinstance(one, list):
        for index, below in enumerate(one):
            yield place.below(index), below, is_free


def _check_text(place: Place, text: str) -> None:
    if "\x00" in text:
        place.wrong("should hold no NUL")
    try:
        text.encode()
    except UnicodeEncodeError:
        place.wrong("should hold no half of a character")


def _plain(value: Any) -> Any:
    """With numbers that are the same written the same."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
