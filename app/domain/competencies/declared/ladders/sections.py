"""Markdown as a tree of sections: headings with the text and the tables below them."""

import re
from dataclasses import dataclass, field
from typing import Final

_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_BOLD_LINE: Final = re.compile(r"\s{0,3}(?:\*\*|__)([^*]+?)(?:\*\*|__)\*?\s*:?\s*")
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-+)\s*")
_FENCE: Final = re.compile(r" {0,3}(```+|~~~+)")
_RULE: Final = re.compile(r" {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})")
_BELOW_HEADER: Final = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
BOLD_DEPTH: Final = 7
# What is longer is text: the patterns above take quadratic time on lines made to hurt them.
_LONGEST_HEADING: Final = 500
_LONGEST_RULE: Final = 2_000


@dataclass(slots=True)
class Text:
    line: int
    lines: list[str]

    def joined(self) -> str:
        return "\n".join(self.lines).strip()


@dataclass(slots=True)
class Grid:
    """A table: the cells of its header, and those of its rows with their lines."""

    line: int
    header: list[str]
    rows: list[tuple[int, list[str]]]
    raw: list[str]


@dataclass(slots=True)
class Section:
    depth: int
    title: str
    line: int
    blocks: list[Text | Grid] = field(default_factory=list)
    children: list["Section"] = field(default_factory=list)

    def text(self) -> str:
        """What stands in this section before its first heading, tables left out."""
        return "\n\n".join(
            text for one in self.blocks if isinstance(one, Text) and (text := one.joined())
        )

    def whole(self) -> str:
        """Everything in it as it was written, headings too."""
        parts = [
            one.joined() if isinstance(one, Text) else "\n".join(one.raw) for one in self.blocks
        ]
        for child in self.children:
            mark = (
                f"**{child.title}**"
                if child.depth == BOLD_DEPTH
                else f"{'#' * child.depth} {child.title}"
            )
            parts.append(f"{mark}\n{child.whole()}")
        return "\n\n".join(part.strip() for part in parts if part.strip())


def sections_of(lines: list[str], first_line: int) -> Section:
    """The document as a section without a title. A line all in bold is the lowest heading."""
    root = Section(0, "", first_line)
    path = [root]
    index = 0
    fence: str | None = None
    while index < len(lines):
        line, number = lines[index], first_line + index
        opened = _FENCE.match(line)
        if fence or opened:
            _text(path[-1], number).lines.append(line)
            if fence and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = None
            elif not fence and opened:
                fence = opened.group(1)
            index += 1
            continue
        heading, used = _heading(lines, index)
        if heading:
            depth, title = heading
            while path[-1].depth >= depth:
                path.pop()
            section = Section(depth, title, number)
            path[-1].children.append(section)
            path.append(section)
            index += used
            continue
        grid = _grid(lines, index, first_line)
        if grid:
            path[-1].blocks.append(grid)
            index += len(grid.raw)
            continue
        if len(line) > _LONGEST_HEADING or not _RULE.fullmatch(line):
            _text(path[-1], number).lines.append(line.rstrip())
        index += 1
    return root


def _heading(lines: list[str], index: int) -> tuple[tuple[int, str] | None, int]:
    line = lines[index]
    if len(line) > _LONGEST_HEADING:
        return None, 0
    if found := _HEADING.fullmatch(line):
        return (len(found.group(1)), found.group(2).strip()), 1
    if found := _BOLD_LINE.fullmatch(line):
        return (BOLD_DEPTH, found.group(1).strip().rstrip(":").strip()), 1
    below = lines[index + 1] if index + 1 < len(lines) else ""
    above = lines[index - 1] if index else ""
    lone = line.strip() and not above.strip() and not line.lstrip().startswith(("-", "*", "|", ">"))
    if lone and (found := _UNDERLINE.fullmatch(below[:_LONGEST_HEADING])):
        return (1 if found.group(1)[0] == "=" else 2, line.strip()), 2
    return None, 0


def _text(section: Section, number: int) -> Text:
    last = section.blocks[-1] if section.blocks else None
    if isinstance(last, Text):
        return last
    made = Text(number, [])
    section.blocks.append(made)
    return made


def _grid(lines: list[str], index: int, first_line: int) -> Grid | None:
    if index + 1 >= len(lines) or "|" not in lines[index]:
        return None
    below = lines[index + 1]
    if "|" not in below or len(below) > _LONGEST_RULE or not _BELOW_HEADER.fullmatch(below):
        return None
    end = index + 2
    while end < len(lines) and "|" in lines[end] and lines[end].strip():
        end += 1
    rows = [(first_line + at, _cells(lines[at])) for at in range(index + 2, end)]
    return Grid(first_line + index, _cells(lines[index]), rows, lines[index:end])


def _cells(line: str) -> list[str]:
    inner = re.sub(r"^\s*\||(?<!\\)\|\s*$", "", line)
    cells = re.split(r"(?<!\\)\|", inner)
    return [re.sub(r"<br\s*/?>", "\n", one.replace("\\|", "|")).strip() for one in cells]
