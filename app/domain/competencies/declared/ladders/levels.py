"""Words for levels, and the scale that a ladder's levels make up."""

import re
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from app.domain.competencies.declared.sink import Kind, Sink
from app.domain.competencies.declared.texts import on_one_line

_NUMBERED: Final = re.compile(
    r"(?:level|lvl|stage|grade|tier|stufe|niveau|nivel)[\s:#.-]*([0-9]{1,3})(?![0-9.])(.*)",
    re.IGNORECASE | re.DOTALL,
)
_SERIES: Final = re.compile(
    r"([A-Z]{1,4})-?([0-9]{1,2})(?:\s*[-\u2013]\s*[A-Z]{0,4}[0-9]{1,2})?\b(.*)", re.DOTALL
)
_BARE: Final = re.compile(r"([0-9]{1,2})\s*(?:[-\u2013\u2014:.)]\s*(.*))?", re.DOTALL)
_WORDS: Final = frozenset(
    [
        "intern",
        "trainee",
        "apprentice",
        "entry",
        "junior",
        "associate",
        "mid",
        "mid-level",
        "middle",
        "midlevel",
        "intermediate",
        "regular",
        "senior",
        "lead",
        "staff",
        "principal",
        "distinguished",
        "fellow",
        "beginner",
        "novice",
        "basic",
        "foundational",
        "foundation",
        "developing",
        "competent",
        "practitioner",
        "proficient",
        "advanced",
        "expert",
        "master",
        "mastery",
        "thought-leader",
        "learning",
        "practising",
        "practicing",
        "awareness",
    ]
)
_TRACK: Final = re.compile(
    r"\b(expert|ic|individual contributor|technical|leadership|manager|management|people manager"
    r"|people management)(?: \(ic\))? (?:track|path|ladder)\b"
)
_LONGEST: Final = 80
_MOST_WORDS: Final = 4
_MOST_DIGITS: Final = 4
_EXPERT: Final = frozenset({"expert", "ic", "individual contributor", "individual", "technical"})
_LEADERSHIP: Final = frozenset(
    {"leadership", "manager", "management", "people manager", "people management", "em"}
)


class LevelWord(NamedTuple):
    """What a level is called: its code, and what the source says beside it."""

    code: str
    name: str | None


def level_of(text: str, *, bare: bool = False) -> LevelWord | None:
    """The level that a heading, a key or a cell names, if it names one.

    Numbers alone are levels only where the caller knows that levels are meant (`bare`).
    """
    plain = plain_text(text)
    if not plain or len(plain) > _LONGEST:
        return None
    if numbered := _NUMBERED.fullmatch(plain):
        return LevelWord(str(int(numbered.group(1))), _beside(numbered.group(2)))
    if series := _SERIES.fullmatch(plain):
        return LevelWord(f"{series.group(1)}{series.group(2)}", _beside(series.group(3)))
    if bare and (number := _BARE.fullmatch(plain)):
        return LevelWord(str(int(number.group(1))), _beside(number.group(2) or ""))
    words = re.split(r"[\s/+]+", re.sub(r"\(.*?\)", "", plain).strip().casefold())
    if len(words) <= _MOST_WORDS and words[0] in _WORDS:
        return LevelWord(plain, None)
    return None


def track_of(text: object) -> str | None:
    """`expert` or `leadership`, where a track is called so in the usual words."""
    plain = plain_text(text).casefold() if isinstance(text, str) else ""
    if named := _TRACK.search(plain):
        plain = named.group(1)
    if plain in _EXPERT or re.fullmatch(r"individual contributors?(?: \(ic\))?", plain):
        return "expert"
    return "leadership" if plain in _LEADERSHIP else None


def is_number(code: str) -> bool:
    """Whether the code of a level is a number, and not one that only looks like it."""
    return code.isascii() and code.isdecimal() and len(code) <= _MOST_DIGITS


def plain_text(text: str) -> str:
    """Without the marks of Markdown, and without pictures at its beginning."""
    bare = re.sub(r"[*_`~]{1,3}", "", text[:500]) if any(one in text for one in "*`~_") else text
    return on_one_line(re.sub(r"^[^\w(]+", "", bare))


def _beside(text: str) -> str | None:
    found = text.strip(" \t\n:-\u2013\u2014.|")
    if found.startswith("(") and found.endswith(")"):
        found = found[1:-1].strip()
    return found or None


@dataclass(slots=True)
class Level:
    """A step of the scale, as far as the source tells."""

    code: str
    where: str
    name: str | None = None
    description: str | None = None
    used: bool = True


@dataclass(slots=True)
class Scale:
    """The levels of a ladder. Those that the source lists come first, in its order; those that
    are only used are put in order by their numbers, else in the order in which they came.
    """

    levels: dict[str, Level] = field(default_factory=dict)
    listed: bool = False

    def level(self, code: str, where: str, name: str | None = None) -> Level:
        """The level of this code. The first that uses a level may name it; another name for it
        is no news of the scale, which `calls` tells.
        """
        found = self.levels.setdefault(code, Level(code, where, name))
        if not found.used:
            found.name, found.used = found.name or name, True
        return found

    def count(self, code: str, where: str) -> None:
        """There is such a level, whatever those who use it will call it."""
        self.levels.setdefault(code, Level(code, where, used=False))

    def calls(self, word: "LevelWord") -> bool:
        return word.name in (None, self.levels[word.code].name)

    def ranked(self) -> list[tuple[int, Level]]:
        levels = list(self.levels.values())
        if self.listed:
            return list(enumerate(levels, start=1))
        if all(is_number(one.code) for one in levels):
            levels.sort(key=lambda one: int(one.code))
            if levels and int(levels[0].code) >= 1:
                return [(int(one.code), one) for one in levels]
            return list(enumerate(levels, start=1))
        parts = [re.fullmatch(r"(.*?)([0-9]{1,3})", one.code) for one in levels]
        if all(parts) and len({found.group(1) for found in parts if found}) == 1:
            levels.sort(key=lambda one: int(re.findall(r"[0-9]+$", one.code)[0]))
        return list(enumerate(levels, start=1))

    def hand_on(self, sink: Sink) -> None:
        for rank, one in self.ranked():
            called = one.name or (f"Level {one.code}" if is_number(one.code) else one.code)
            fields: dict[str, Any] = {"code": one.code, "name": called, "rank": rank}
            if one.description:
                fields["description"] = one.description
            sink.take(Kind.LEVEL, one.where, fields)
