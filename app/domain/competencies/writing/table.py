"""A competency model as a table: RFC 4180, one row for each competency, the tree in its order.

No cell can be a formula of the program that opens it: one that could begins with an apostrophe.
"""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Final

from app.domain.competencies.writing.stored import Competency, Framework

COLUMNS: Final = ("code", "parent", "name", "statement", "category")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def header(framework: Framework) -> str:
    """With a column for each level of the scale."""
    return _line([*COLUMNS, *(str(one["name"]) for one in framework.scale)])


def rows(framework: Framework, competencies: Sequence[Competency]) -> Iterator[str]:
    codes = [str(one["code"]) for one in framework.scale]
    for one in competencies:
        if one.retired_at is None:
            said = {level["level"]: level["descriptor"] for level in one.levels}
            cells = [one.code, one.parent_code, one.name, one.statement, one.category]
            yield _line([*(cell or "" for cell in cells), *(said.get(code, "") for code in codes)])


def _line(cells: Sequence[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(map(harmless, cells))
    return line.getvalue()


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell
