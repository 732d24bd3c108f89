"""Whether a declared model holds together: codes, parents, levels and links.

It works on the raw fields, so that it can say what is wrong with the structure of a model
whose texts are wrong too.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from app.domain.competencies.declared.findings import Problem, pointer, quoted

MAX_DEPTH: Final = 32


def problems_of_structure(fields: Mapping[str, object]) -> Iterator[Problem]:
    """Everything that does not hold together, with pointers into the model."""
    competencies = _entries(fields, "competencies")
    scale = _entries(fields, "scale")
    codes = [_text(one, "code") for one in competencies]
    parents = [_text(one, "parent") for one in competencies]
    levels = [_text(one, "code") for one in scale]

    yield from _repeated("competencies", "code", codes)
    yield from _repeated(
        "competencies", "identifier", [_text(one, "identifier") for one in competencies]
    )
    yield from _repeated("scale", "code", levels)
    yield from _repeated("scale", "rank", [_field(one, "rank") for one in scale])
    yield from _misplaced(codes, parents)
    known = {*levels} - {None}
    for index, one in enumerate(competencies):
        yield from _misnamed_levels(index, _field(one, "levels"), known)
    yield from _loose_ends(_entries(fields, "associations"), {*codes} - {None})


def _repeated(kind: str, field: str, values: Sequence[object]) -> Iterator[Problem]:
    first: dict[object, int] = {}
    for index, value in enumerate(values):
        if not isinstance(value, str | int):
            continue
        if first.setdefault(value, index) != index:
            yield Problem(pointer(kind, index, field), f"repeats the {field} {quoted(value)}")


def _misplaced(codes: Sequence[str | None], parents: Sequence[str | None]) -> Iterator[Problem]:
    """Parents that are not there, circles, and trees that are too deep."""
    index_of: dict[str, int] = {}
    for index, code in enumerate(codes):
        if code is not None:
            index_of.setdefault(code, index)
    above: dict[int, int | None] = {}
    for index, parent in enumerate(parents):
        above[index] = None if parent is None else index_of.get(parent)
        if parent is not None and parent not in index_of:
            yield Problem(
                pointer("competencies", index, "parent"), "is not the code of a competency"
            )
    circles, depths = _walk(above)
    for index in circles:
        yield Problem(pointer("competencies", index, "parent"), "makes a circle of parents")
    for index, depth in depths.items():
        if depth == MAX_DEPTH + 1:
            yield Problem(pointer("competencies", index), f"is deeper than {MAX_DEPTH} levels")


def _walk(above: Mapping[int, int | None]) -> tuple[list[int], dict[int, int]]:
    """One member of every circle, and the depth of everything that hangs in none (the top is 1)."""
    depths: dict[int, int] = {}
    circular: set[int] = set()
    circles: list[int] = []
    for start in above:
        path: dict[int, None] = {}  # a set that remembers its order
        here: int | None = start
        while here is not None and here not in depths and here not in circular and here not in path:
            path[here] = None
            here = above[here]
        if here is None or here in depths:
            depth = 0 if here is None else depths[here]
            for index in reversed(path):
                depth = depths[index] = depth + 1
            continue
        if here in path:
            steps = list(path)
            circles.append(min(steps[steps.index(here) :]))
        circular.update(path)
    return circles, depths


def _misnamed_levels(index: int, levels: object, known: set[str | None]) -> Iterator[Problem]:
    if not isinstance(levels, list | tuple):
        return
    seen: set[str] = set()
    for place, pair in enumerate(levels):
        level = pair[0] if isinstance(pair, list | tuple) and pair else None
        if not isinstance(level, str):
            continue
        level = _normal(level)
        where = pointer("competencies", index, "levels", place)
        if level not in known:
            yield Problem(where, "is not a level of the scale")
        elif level in seen:
            yield Problem(where, "describes a level that is described before")
        seen.add(level)


def _loose_ends(associations: Sequence[object], known: set[str | None]) -> Iterator[Problem]:
    for index, one in enumerate(associations):
        for end in ("origin", "destination"):
            code = _text(one, end)
            if code is not None and code not in known:
                yield Problem(
                    pointer("associations", index, end), "is not the code of a competency"
                )


def _entries(fields: Mapping[str, object], name: str) -> Sequence[object]:
    entries = fields.get(name)
    return entries if isinstance(entries, list | tuple) else ()


def _field(entry: object, name: str) -> object:
    return entry.get(name) if isinstance(entry, Mapping) else getattr(entry, name, None)


def _text(entry: object, name: str) -> str | None:
    value = _field(entry, name)
    return _normal(value) if isinstance(value, str) else None


def _normal(text: str) -> str:
    """As codes are kept: on one line, trimmed."""
    return " ".join(text.split())
