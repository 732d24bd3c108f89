"""Which format a file is in: by what is in it first, by its name only where that leaves doubt."""

import csv
import re
from collections.abc import Iterable
from itertools import islice
from typing import Final

from app.domain.competencies.declared.findings import Unreadable
from app.domain.competencies.declared.formats import CASE_KEYS, OWN_KEYS, Format, unsure
from app.domain.competencies.declared.streams import Events
from app.domain.competencies.declared.streams.file import CHUNK, File
from app.domain.competencies.declared.streams.of_json import json_events

_LADDER: Final = frozenset(
    {"milestones", "tracks", "topics", "ladder", "ladders", "levels", "grades", "stages", "steps"}
    | {"criteria", "signals", "behaviours", "behaviors", "expectations", "indicators"}
    | {"progression", "pillars", "dimensions"}
)
_NUMBERED: Final = re.compile(r"(?:l|lvl|level)?[ _-]?[0-9]{1,2}", re.IGNORECASE)
_OF_OWN: Final = frozenset({"code", "name", "statement"})
_DEEPEST_WRAPPER: Final = 6
_FRAMEWORK: Final = "framework"
_EVENTS: Final = 200_000
_KEY: Final = re.compile(r"""^["']?([A-Za-z$][\w$-]*)["']?[ \t]*:(?:[ \t]|$)""", re.MULTILINE)
_INNER_KEY: Final = re.compile(
    r"""^[ \t]+(?:- +)*["']?([A-Za-z][\w-]*)["']?:(?:\s|$)""", re.MULTILINE
)
_FRONT_MATTER: Final = re.compile(r"---[ \t]*\r?\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)
_HEADING: Final = re.compile(r"^#{1,6} \S", re.MULTILINE)
_LETTERS: Final = re.compile(r"[^a-z0-9]")
_OPENSALT: Final = frozenset(
    {"identifier", "caseitemidentifier", "humancodingscheme", "abbreviatedstatement"}
    | {"smartlevel", "ischildof"}
)
_RSD: Final = frozenset({"skillname", "rsdname"})
_RSD_SAYS: Final = frozenset({"contextualizedskillstatement", "skillstatement", "rsdstatement"})
_ESCO: Final = frozenset({"concepturi", "level0uri", "originalskilluri", "occupationuri"})


def detect(file: File, name: str | None = None) -> Format:
    """Raises Unreadable, listing the formats, where nothing tells."""
    head = file.reader().read(CHUNK).decode(errors="ignore").lstrip()
    ending = (name or "").rpartition(".")[2].lower()
    if is_json(head) and ending not in ("yaml", "yml"):
        return of_keys(json_events(file, file.reader()))
    if ending in ("md", "markdown"):
        return Format.LADDER_MARKDOWN
    matter = _FRONT_MATTER.match(head)
    text = head[matter.end() :].strip() if matter else ""
    if text and (_HEADING.search(text) or not _KEY.search(text)):
        return Format.LADDER_MARKDOWN
    return _of_yaml(head) or _of_table(head) or _by_name(head, ending)


def is_json(head: str) -> bool:
    return head.lstrip()[:1] in ("{", "[")


def of_keys(events: Events) -> Format:
    """By the first key that tells; a ladder may call its skills competencies, too."""
    inner: set[str] = set()
    top: set[str] = set()
    depth = 0
    for event, value in islice(events, _EVENTS):
        if event == "map_key":
            if depth == 1 and value == _FRAMEWORK:
                return Format.OWN_JSON
            if value in CASE_KEYS and depth <= _DEEPEST_WRAPPER and not top & OWN_KEYS:
                return Format.CASE
            (top if depth == 1 else inner).add(value)
        elif event in ("start_map", "start_array"):
            depth += 1
        elif event in ("end_map", "end_array"):
            depth -= 1
    return _chosen(top, inner, whole=not depth, kinds=(Format.OWN_JSON, Format.LADDER_JSON))


def _chosen(top: set[str], inner: set[str], *, whole: bool, kinds: tuple[Format, Format]) -> Format:
    """`whole`: whether these are all the keys. `kinds` are ours, and that of ladders."""
    own, ladder = kinds
    if top & CASE_KEYS:
        return Format.CASE
    if _FRAMEWORK in top:
        return own
    looks_like_ours = inner >= _OF_OWN or not whole
    if top & OWN_KEYS and (looks_like_ours or not _has_levels(top | inner)):
        return own
    if _has_levels(top | inner):
        return ladder
    raise Unreadable("", unsure("is no competency model that is known here"))


def _has_levels(keys: set[str]) -> bool:
    return bool(keys & _LADDER) or any(map(_NUMBERED.fullmatch, keys))


def _of_yaml(head: str) -> Format | None:
    top, inner = set(_KEY.findall(head)), set(_INNER_KEY.findall(head))
    if not top:
        return None
    whole = len(head) < CHUNK // 4  # which is the fewest characters that a longer file has
    try:
        return _chosen(top, inner, whole=whole, kinds=(Format.OWN_YAML, Format.LADDER_YAML))
    except Unreadable:
        return None  # a table or Markdown may have such lines


def _of_table(head: str) -> Format | None:
    lines = head.splitlines()
    if not lines:
        return None
    for separator in ",;\t|":
        if (found := _of_header(next(csv.reader(lines, delimiter=separator), []))) is not None:
            return found
    return None


def _of_header(header: Iterable[str]) -> Format | None:
    keys = {_LETTERS.sub("", name.lower()) for name in header}
    if "fullstatement" in keys and keys & _OPENSALT:
        return Format.OPENSALT_CSV
    if keys & _RSD and keys & _RSD_SAYS:
        return Format.RSD_CSV
    return Format.ESCO_CSV if keys & _ESCO else None


def _by_name(head: str, ending: str) -> Format:
    if ending in ("yaml", "yml") and head:
        return Format.OWN_YAML
    if len(_HEADING.findall(head)) > 1:
        return Format.LADDER_MARKDOWN
    raise Unreadable("", unsure("is no competency model that is known here"))
