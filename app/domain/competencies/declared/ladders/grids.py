"""Tables of Markdown whose columns are levels, or whose rows are."""

from typing import Final

from app.domain.competencies.declared.ladders.ladder import Ladder, Skill
from app.domain.competencies.declared.ladders.levels import LevelWord, level_of, plain_text
from app.domain.competencies.declared.ladders.sections import Grid

_CORNERS: Final = frozenset(
    [
        "competency",
        "competence",
        "competencies",
        "skill",
        "skills",
        "area",
        "areas",
        "dimension",
        "topic",
        "attribute",
        "pillar",
        "capability",
        "category",
        "level",
        "levels",
        "level/skill",
    ]
)
_FEWEST: Final = 2
_NOTHING: Final = frozenset({"", "-", "\u2013", "\u2014", "n/a"})


def read_grid(
    grid: Grid, groups: list[str], ladder: Ladder, skills: dict[tuple[str, str], Skill]
) -> bool:
    """Read the competencies of a table; false where it has none that can be told."""
    corner = plain_text(grid.header[0]).casefold() if grid.header else ""
    if len(grid.header) <= _FEWEST or any(len(cells) > len(grid.header) for _, cells in grid.rows):
        return False
    numbers = corner in _CORNERS
    columns = [level_of(cell, bare=numbers) for cell in grid.header[1:]]
    if all(columns) and len({one.code for one in columns if one}) == len(columns):
        return _by_columns(grid, [one for one in columns if one], groups, ladder, skills)
    rows = [level_of(cells[0], bare=numbers) if cells else None for _, cells in grid.rows]
    distinct = {one.code for one in rows if one}
    if all(rows) and len(rows) >= _FEWEST and len(distinct) == len(rows) and numbers:
        return _by_rows(grid, [one for one in rows if one], groups, ladder, skills)
    return False


def _by_columns(
    grid: Grid,
    levels: list[LevelWord],
    groups: list[str],
    ladder: Ladder,
    skills: dict[tuple[str, str], Skill],
) -> bool:
    if not grid.rows or not all(cells and plain_text(cells[0]) for _, cells in grid.rows):
        return False
    names = []
    for word in levels:
        ladder.scale.level(word.code, f"line {grid.line}", word.name)
        names += [] if ladder.scale.calls(word) else [f"{word.code}: {word.name}"]
    for line, cells in grid.rows:
        skill = _skill(cells[0], line, groups, skills)
        if names:
            skill.extra["levelNames"] = names
        for word, cell in zip(levels, cells[1:], strict=False):
            if cell.casefold() not in _NOTHING:
                skill.describe(word.code, f"line {line}", [cell])
    return True


def _by_rows(
    grid: Grid,
    levels: list[LevelWord],
    groups: list[str],
    ladder: Ladder,
    skills: dict[tuple[str, str], Skill],
) -> bool:
    """Competencies are columns. A table that gives levels their titles is about the scale."""
    names = [plain_text(cell).casefold() for cell in grid.header[1:]]
    if not all(names) or {"title", "name", "role", "description", "meaning"} & set(names):
        return False
    for (line, cells), word in zip(grid.rows, levels, strict=True):
        ladder.scale.level(word.code, f"line {line}", word.name)
        named = ladder.scale.calls(word)
        for title, cell in zip(grid.header[1:], cells[1:], strict=False):
            skill = _skill(title, grid.line, groups, skills)
            if not named:
                skill.extra.setdefault("levelNames", []).append(f"{word.code}: {word.name}")
            if cell.casefold() not in _NOTHING:
                skill.describe(word.code, f"line {line}", [cell])
    return True


def _skill(title: str, line: int, groups: list[str], skills: dict[tuple[str, str], Skill]) -> Skill:
    key = ("/".join(groups), plain_text(title).casefold())
    if key not in skills:
        category = groups[-1] if groups else None
        skills[key] = Skill(plain_text(title), f"line {line}", category=category)
        if groups[:-1]:
            skills[key].extra["sections"] = groups[:-1]
    return skills[key]
