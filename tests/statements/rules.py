"""The rules of xAPI for a statement, as a strict learning record store asks them (1.0.3 and 2.0).

Only what our statements may hold: agents, activities, results, contexts. Anything else is refused,
though the standard knows more.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
MBOX = re.compile(r"mailto:[A-Za-z0-9.!$&'*+/=_{|}~^-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
# RFC 3339, to the thousandth of a second at least; -00:00 is refused.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,}(Z|\+\d\d:\d\d|-(?!00:00)\d\d:\d\d)")

Check = Callable[[Any, str], None]


class Refused(Exception):
    """What a store answers with 400; says where."""


def check(body: bytes | str) -> dict[str, Any]:
    """A statement, if it is one."""
    said = json.loads(body, object_pairs_hook=_once)
    _STATEMENT(said, "")
    return dict(said)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise Refused("a name stands twice")
    return dict(pairs)


def text(pattern: re.Pattern[str] | None = None) -> Check:
    def ask(value: Any, at: str) -> None:
        if not isinstance(value, str) or not value:
            raise Refused(f"{at} is no text")
        if pattern is not None and not pattern.fullmatch(value):
            raise Refused(f"{at} is not well formed: {value!r}")

    return ask


def exactly(word: str) -> Check:
    def ask(value: Any, at: str) -> None:
        if value != word:
            raise Refused(f"{at} is not {word}")

    return ask


def boolean(value: Any, at: str) -> None:
    if not isinstance(value, bool):
        raise Refused(f"{at} is neither true nor false")


def moment(value: Any, at: str) -> None:
    text(MOMENT)(value, at)
    datetime.fromisoformat(value)


def named(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these names and no others; nothing in it is null or empty."""
    known = {**required, **(optional or {})}

    def ask(value: Any, at: str) -> None:
        if not isinstance(value, dict):
            raise Refused(f"{at} is no object")
        if missing := required.keys() - value.keys():
            raise Refused(f"{at} is without {sorted(missing)}")
        for name, one in value.items():
            if name not in known:
                raise Refused(f"{at}/{name} is unknown")
            known[name](one, f"{at}/{name}")

    return ask


def by(key: re.Pattern[str], values: Check) -> Check:
    """A map with keys of one kind."""

    def ask(value: Any, at: str) -> None:
        if not isinstance(value, dict) or not value:
            raise Refused(f"{at} is no object, or empty")
        for name, one in value.items():
            if not key.fullmatch(name):
                raise Refused(f"{at} has a key that is not well formed: {name!r}")
            values(one, f"{at}/{name}")

    return ask


def many(each: Check) -> Check:
    def ask(value: Any, at: str) -> None:
        if not isinstance(value, list) or not value:
            raise Refused(f"{at} is no list, or empty")
        for number, one in enumerate(value):
            each(one, f"{at}/{number}")

    return ask


def extension(value: Any, at: str) -> None:
    if value is None or isinstance(value, dict | list):
        raise Refused(f"{at} is more than our extensions say")


def agent(value: Any, at: str) -> None:
    """Exactly one way to tell who it is."""
    ways: dict[str, Check] = {
        "mbox": text(MBOX),
        "account": named({"homePage": text(IRI), "name": text()}),
    }
    named({"objectType": exactly("Agent")}, ways)(value, at)
    if len(ways.keys() & value.keys()) != 1:
        raise Refused(f"{at} is not known by exactly one thing")


_EXTENSIONS = by(IRI, extension)
_WORDS = by(LANGUAGE, text())
_ACTIVITY = named(
    {"objectType": exactly("Activity"), "id": text(IRI)},
    {"definition": named({}, {"type": text(IRI), "name": _WORDS, "extensions": _EXTENSIONS})},
)
_STATEMENT = named(
    {
        "id": text(UUID),
        "actor": agent,
        "verb": named({"id": text(IRI), "display": _WORDS}),
        "object": _ACTIVITY,
        "timestamp": moment,
    },
    {
        "result": named({}, {"completion": boolean, "success": boolean, "extensions": _EXTENSIONS}),
        "context": named(
            {},
            {
                "platform": text(),
                "contextActivities": named(
                    {}, {"parent": many(_ACTIVITY), "grouping": many(_ACTIVITY)}
                ),
                "extensions": _EXTENSIONS,
            },
        ),
    },
)
