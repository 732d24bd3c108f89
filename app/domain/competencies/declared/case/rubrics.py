"""The rubrics of a CASE package: the levels of the scale, and what each competency is at each."""

from collections.abc import Iterator
from typing import Final

from app.domain.competencies.declared.case.fields import Fields
from app.domain.competencies.declared.case.items import Item, Nodes, shortened
from app.domain.competencies.declared.model import MAX_COMPETENCIES, MAX_LEVELS, MAX_PROSE

_FARTHEST: Final = 10**15


def read_rubrics(package: Fields, nodes: Nodes) -> list[dict[str, object]]:
    """The scale's fields, lowest level first, after giving the items their descriptors.

    A level is known by its `quality`; its rank is its `position`, or its `score` where there is
    none. The same quality in several rubrics is one level.
    """
    ranks: dict[str, int] = {}
    for item, level in _levels(package, nodes):
        code = shortened(level.text("quality") or "")
        rank = _rank(level)
        description = level.text("description")
        if not code:
            level.notice("quality", "is missing: the level is left out")
            continue
        if code not in ranks and len(ranks) == MAX_LEVELS:
            level.notice("quality", f"is one level more than {MAX_LEVELS}: left out")
            continue
        ranks[code] = min(rank, ranks.get(code, _FARTHEST))
        if item is None or description is None:
            continue
        if code in dict(item.levels):
            level.notice("description", "is a second one for this item and level: left out")
        elif len(description) > MAX_PROSE:
            level.notice("description", f"is longer than {MAX_PROSE} characters: left out")
        else:
            item.levels.append((code, description))
    ordered = sorted(ranks, key=ranks.__getitem__)
    return [{"code": one, "name": one, "rank": rank} for rank, one in enumerate(ordered, 1)]


def _levels(package: Fields, nodes: Nodes) -> Iterator[tuple[Item | None, Fields]]:
    for rubric in package.rows("CFRubrics", MAX_COMPETENCIES):
        for criterion in rubric.rows("CFRubricCriteria", MAX_COMPETENCIES):
            item = nodes.item(criterion.link("CFItemURI"))
            if item is None:
                criterion.notice("CFItemURI", "is no item of this package: only its scale is read")
            for level in criterion.rows("CFRubricCriterionLevels", MAX_LEVELS):
                yield item, level


def _rank(level: Fields) -> int:
    for name in ("position", "score"):
        rank = level.whole(name)
        if rank is not None:
            return rank
    return _FARTHEST
