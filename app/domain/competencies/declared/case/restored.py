"""What a strict writer of CASE had to say otherwise, as the source had said it.

CASE lets everybody put something of their own into `extensions`. Ours, `asWritten`, has: `fields`
that stood there otherwise; `json`, the same as JSON texts where there are nulls in them; the names
of those that were `added`; and whether the whole object was `made`, so that the source had none.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from app.domain.competencies.declared.verbatim import verbatim

EXTENSIONS: Final = "extensions"
AS_WRITTEN: Final = "asWritten"


def is_made(raw: Mapping[str, Any]) -> bool:
    """Whether the source had nothing of the kind."""
    return ours_of(raw.get(EXTENSIONS)).get("made") is True


def restored(value: Any) -> Any:
    """The value as its source had it, all the way down."""
    if isinstance(value, list):
        return [restored(one) for one in value]
    if not isinstance(value, dict):
        return value
    extensions = value.get(EXTENSIONS)
    ours = ours_of(extensions)
    added = ours.get("added")
    gone = {EXTENSIONS, *(one for one in added if isinstance(one, str))} if added else {EXTENSIONS}
    found = {name: restored(one) for name, one in value.items() if name not in gone}
    theirs = theirs_of(extensions) if ours else extensions
    if EXTENSIONS in value and (not ours or theirs):
        found[EXTENSIONS] = theirs
    return found | said_otherwise(ours)


def said_otherwise(ours: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that stood there otherwise."""
    fields, texts = ours.get("fields"), ours.get("json")
    found = dict(fields) if isinstance(fields, Mapping) else {}
    for name, text in texts.items() if isinstance(texts, Mapping) else ():
        found[name] = _read(text)
    return found


def _read(text: Any) -> Any:
    """What the text says; what says nothing that can be kept stays as it is."""
    if isinstance(text, str):
        with suppress(ValueError, RecursionError):
            return verbatim(json.loads(text))
    return text


def ours_of(extensions: Any) -> Mapping[str, Any]:
    """What a writer of ours has put there. Only levels of rubrics have a list of extensions."""
    for one in extensions if isinstance(extensions, list) else (extensions,):
        if isinstance(one, Mapping) and isinstance(one.get(AS_WRITTEN), Mapping):
            found: Mapping[str, Any] = one[AS_WRITTEN]
            return found
    return {}


def theirs_of(extensions: Any) -> Any:
    """What everybody else has."""
    if isinstance(extensions, list):
        return [one for one in map(theirs_of, extensions) if one != {}]
    if not isinstance(extensions, Mapping):
        return extensions
    return {name: value for name, value in extensions.items() if name != AS_WRITTEN}
