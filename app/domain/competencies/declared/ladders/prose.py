"""Ladders in Markdown: as front matter with topics, or as headings, bullets and tables.

Three structures are told apart: competencies with levels below them, levels with competencies
below them, and tables whose columns (or rows) are levels. What is none of these is kept as text.
"""

import re
from typing import Final

from app.domain.competencies.declared.ladders.document import Document, read_yaml_with_lines
from app.domain.competencies.declared.ladders.grids import read_grid
from app.domain.competencies.declared.ladders.ladder import Ladder, Role, Skill
from app.domain.competencies.declared.ladders.levels import (
    LevelWord,
    level_of,
    plain_text,
    track_of,
)
from app.domain.competencies.declared.ladders.objects import about_document, found_in, read_objects
from app.domain.competencies.declared.ladders.sections import (
    BOLD_DEPTH,
    Grid,
    Section,
    Text,
    sections_of,
)
from app.domain.competencies.declared.sink import Sink

_FRONT: Final = "---"
_FEWEST: Final = 2
_LEAD: Final = re.compile(r"\s*[-*+]\s+(?:\*\*|__)(.+?)(?:\*\*|__)\s*[:\u2013\u2014-]?\s*(.*)")
_ABOUT_LEVELS: Final = re.compile(r"\b(?:levels?|scale|proficiency)\b", re.IGNORECASE)


def read_markdown(text: str, sink: Sink) -> Ladder | None:
    """The ladder, or nothing where it had to be refused."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    front, body_from = _front_matter(lines, sink)
    if body_from is None:
        return None
    body = lines[body_from:]
    if front is not None and found_in(front.value):
        ladder = read_objects(front, sink)
        if "\n".join(body).strip() and ladder:
            begins = next(at for at, line in enumerate(body) if line.strip())
            where = f"line {body_from + begins + 1}"
            sink.leftover(where, "text", "\n".join(body).strip())
        return ladder
    ladder = Ladder("line 1")
    if front is not None and isinstance(front.value, dict):
        about_document(front.value, front, ladder, sink, set())
    elif front is not None and front.value is not None:
        sink.leftover("line 1", "front matter", front.value)
    _Reader(ladder, sink).read(sections_of(body, body_from + 1))
    if not ladder.skills:
        what = (
            "has no ladder that can be told: front matter with topics, headings of competencies "
            "and levels, or a table with a column for each level are expected"
        )
        sink.refuse("line 1", what)
        return None
    return ladder


def _front_matter(lines: list[str], sink: Sink) -> tuple[Document | None, int | None]:
    """What stands between two lines of `---` at the top, and where the body begins."""
    if lines[0].rstrip() != _FRONT:
        return None, 0
    for end in range(1, len(lines)):
        if lines[end].rstrip() in (_FRONT, "..."):
            front = "\n".join(lines[1:end])
            document = read_yaml_with_lines(front, sink, before=1)
            return document, end + 1 if document is not None else None
    sink.refuse("line 1", "begins front matter that is never ended by a line of ---")
    return None, None


class _Reader:
    """Goes through sections from the top, and keeps what no competency took."""

    def __init__(self, ladder: Ladder, sink: Sink) -> None:
        self._ladder = ladder
        self._sink = sink
        self._by_name: dict[tuple[str, str], Skill] = {}
        self._told: set[str] = set()

    def read(self, root: Section) -> None:
        top = [one for one in root.children if one.depth == 1]
        titled = len(top) == 1 and len(root.children) == 1
        if titled and self._ladder.title is None:
            self._ladder.title = plain_text(top[0].title) or top[0].title
            if plain_text(top[0].title) != top[0].title:
                self._ladder.extra["heading"] = top[0].title
        elif titled and self._ladder.title != top[0].title:
            self._ladder.extra["heading"] = top[0].title
        self._root = top[0] if titled else root
        if titled:
            self._loose(root, [])
        self._section(self._root, [])
        self._ladder.skills += self._by_name.values()

    def _section(self, section: Section, above: list[Section]) -> None:
        levels = [(child, word) for child in section.children if (word := level_of(child.title))]
        if len(levels) >= _FEWEST:
            if any(self._below(child) for child, _ in levels):
                self._by_level(section, levels, above)
            else:
                self._by_competency(section, levels, above)
            rest = [one for one in section.children if level_of(one.title) is None]
        else:
            rest = section.children
            self._own_blocks(section, above)
        for child in rest:
            self._section(child, [*above, section])
        if section is not self._root and section.title not in self._told:
            self._sink.leftover(f"line {section.line}", "heading", section.title)

    def _below(self, level: Section) -> list[Section]:
        return [one for one in level.children if level_of(one.title) is None and one.whole()]

    def _by_competency(
        self, section: Section, levels: list[tuple[Section, LevelWord]], above: list[Section]
    ) -> None:
        """The section is a competency; its own text is what it says about itself."""
        skill = self._skill(section.title or self._ladder.title or "Ladder", section, above)
        skill.statement = section.text() or None
        self._grids(section, above)
        for child, word in levels:
            self._level(child, word)
            skill.describe(word.code, f"line {child.line}", [child.whole()])

    def _by_level(
        self, section: Section, levels: list[tuple[Section, LevelWord]], above: list[Section]
    ) -> None:
        """Each competency is gathered from the levels. Roles are those of a track with a name."""
        group = "" if section is self._root else section.title
        track = track_of(group)
        self._loose(section, above)
        for rank, (child, word) in enumerate(levels, start=1):
            self._level(child, word)
            level = self._ladder.scale.levels[word.code]
            own = child.text()
            if own and level.description is None and self._ladder.scale.calls(word):
                level.description = own
            elif own:
                self._sink.leftover(f"line {child.line}", "level", {child.title: own})
            self._grids(child, [*above, section])
            asked: list[tuple[Skill | str, str, bool]] = []
            below = self._below(child)
            for one in child.children:
                if one not in below:
                    self._sink.leftover(f"line {one.line}", "section", {one.title: one.whole()})
            for one in below:
                key = (group, plain_text(one.title).casefold())
                self._told.add(group)
                if key not in self._by_name:
                    self._by_name[key] = Skill(
                        one.title, f"line {one.line}", category=group or None
                    )
                skill = self._by_name[key]
                skill.describe(word.code, f"line {one.line}", [one.whole()])
                asked.append((skill, word.code, True))
            if track and word.name:
                role = Role(word.name, f"line {child.line}", track, rank, asks=asked)
                self._ladder.roles.append(role)

    def _level(self, section: Section, word: LevelWord) -> None:
        self._ladder.scale.level(word.code, f"line {section.line}", word.name)
        if not self._ladder.scale.calls(word):
            self._sink.leftover(f"line {section.line}", "heading", section.title)

    def _own_blocks(self, section: Section, above: list[Section]) -> None:
        for block in section.blocks:
            if isinstance(block, Grid):
                self._grid(block, section, above)
            elif not self._bullets(block, section, above) and block.joined():
                self._keep(section, block)

    def _bullets(self, block: Text, section: Section, above: list[Section]) -> bool:
        """Bullets that begin with levels in bold: of a competency, or of the scale itself."""
        before, found = _led_by_levels(block)
        if len(found) < _FEWEST or level_of(section.title):
            return False
        for number, word, _ in found:
            self._ladder.scale.level(word.code, f"line {number}", word.name)
        called_levels = _ABOUT_LEVELS.search(section.title)
        if called_levels and not (above and section.depth == BOLD_DEPTH):
            self._about_scale(found)
            if "\n".join(before).strip():
                self._keep(section, Text(block.line, before))
            return True
        named = above[-1] if called_levels and above[-1].title else section
        skill = self._skill(named.title, named, [one for one in above if one is not named])
        statement = "\n".join(before).strip()
        if statement:
            skill.statement = "\n\n".join(filter(None, [skill.statement, statement]))
        for number, word, lines in found:
            skill.describe(word.code, f"line {number}", ["\n".join(lines).strip()])
        return True

    def _about_scale(self, found: list[tuple[int, LevelWord, list[str]]]) -> None:
        for number, word, lines in found:
            level = self._ladder.scale.levels[word.code]
            text = "\n".join(lines).strip()
            if level.description and text:
                self._sink.leftover(f"line {number}", "level", {word.code: text})
            level.description = level.description or text or None

    def _skill(self, title: str, section: Section, above: list[Section]) -> Skill:
        groups = self._groups(above)
        self._told.update([*groups, title])
        key = ("/".join(groups), plain_text(title).casefold() or f"line {section.line}")
        if key not in self._by_name:
            category = groups[-1] if groups else None
            self._by_name[key] = Skill(title, f"line {section.line}", category=category)
            if groups[:-1]:
                self._by_name[key].extra["sections"] = groups[:-1]
        return self._by_name[key]

    def _groups(self, above: list[Section]) -> list[str]:
        return [one.title for one in above if one is not self._root and one.title]

    def _grids(self, section: Section, above: list[Section]) -> None:
        for block in section.blocks:
            if isinstance(block, Grid):
                self._grid(block, section, above)

    def _grid(self, grid: Grid, section: Section, above: list[Section]) -> None:
        groups = self._groups([*above, section])
        if read_grid(grid, groups, self._ladder, self._by_name):
            self._told.update(groups)
        else:
            raw = "\n".join(grid.raw)
            self._sink.leftover(f"line {grid.line}", "table", {section.title: raw})
            self._told.add(section.title)

    def _loose(self, section: Section, above: list[Section]) -> None:
        """The text and tables of a section which stands for no competency."""
        for block in section.blocks:
            if isinstance(block, Grid):
                self._grid(block, section, above)
            elif block.joined():
                self._keep(section, block)

    def _keep(self, section: Section, block: Text) -> None:
        begins = next((at for at, line in enumerate(block.lines) if line.strip()), 0)
        where = f"line {block.line + begins}"
        self._told.add(section.title)
        self._sink.leftover(where, "text", {section.title: block.joined()})


def _led_by_levels(block: Text) -> tuple[list[str], list[tuple[int, LevelWord, list[str]]]]:
    """The lines before such bullets, and each of them: its line, its level and what it says."""
    before: list[str] = []
    found: list[tuple[int, LevelWord, list[str]]] = []
    for number, line in enumerate(block.lines, start=block.line):
        lead = _LEAD.fullmatch(line)
        word = level_of(lead.group(1).rstrip(": ")) if lead else None
        if lead and word:
            found.append((number, word, [lead.group(2)] if lead.group(2) else []))
        else:
            (found[-1][2] if found else before).append(line)
    return before, found
