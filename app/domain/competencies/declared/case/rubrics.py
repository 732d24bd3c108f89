"""The rubrics of a CASE package: the levels of the scale, and what each competency is at each."""

import json
from collections.abc import Iterator
from typing import Any, Final

from app.domain.competencies.declared.case.desk import Desk
from app.domain.competencies.declared.case.fields import Fields
from app.domain.competencies.declared.case.items import shortened
from app.domain.competencies.declared.kinds import MAX_COMPETENCIES, MAX_LEVELS
from app.domain.competencies.declared.sink import Sink
from app.domain.competencies.declared.texts import MAX_PROSE

_FARTHEST: Final = 10**15


def lay_rubric(desk: Desk, sink: Sink, source: Fields) -> None:
    """One rubric onto the desk, to be read when all items are known; it is kept verbatim, too."""
    sink.leftover(source.where, "CFRubric", source.raw)
    desk.db.execute(
        "INSERT INTO rubric (place, raw) VALUES (?, ?)", (source.where, json.dumps(source.raw))
    )


def read_rubrics(desk: Desk, sink: Sink) -> list[tuple[str, dict[str, Any]]]:
    """The scale's places and fields, lowest level first, after noting the items' descriptors.

    A level is known by its `quality`; its rank is its `position`, or its `score` where there is
    none. The same quality in several rubrics is one level.
    """
    ranks: dict[str, int] = {}
    places: dict[str, str] = {}
    for item, level in _levels(desk, sink):
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
        places.setdefault(code, level.where)
        if item is None or description is None:
            continue
        if len(description) > MAX_PROSE:
            level.notice("description", f"is longer than {MAX_PROSE} characters: left out")
            continue
        row = (item, code, description)
        if not desk.db.execute("INSERT OR IGNORE INTO descriptor VALUES (?, ?, ?)", row).rowcount:
            level.notice("description", "is a second one for this item and level: left out")
    ordered = sorted(ranks, key=ranks.__getitem__)
    return [
        (places[one], {"code": one, "name": one, "rank": rank})
        for rank, one in enumerate(ordered, 1)
    ]


def _levels(desk: Desk, sink: Sink) -> Iterator[tuple[int | None, Fields]]:
    for place, raw in desk.db.execute("SELECT place, raw FROM rubric ORDER BY seq"):
        rubric = Fields(json.loads(raw), place, sink)
        for criterion in rubric.rows("CFRubricCriteria", MAX_COMPETENCIES):
            item = desk.item_of(criterion.link("CFItemURI"))
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
