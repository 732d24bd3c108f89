"""`?expand=goals.milestones.owner,person`: which relations an answer shows in place."""

from functools import lru_cache
from typing import Final

from pydantic.alias_generators import to_camel

from app.domain.errors import Fault, Invalid
from app.domain.view import ALL, Branch, Selection, View

MOST: Final = 20
DEEPEST: Final = 5
MOST_LISTS: Final = 2
"""Lists within lists multiply, and nobody says here how long each may be. A page is a list itself,
so one thing may have one more: a plan shows its goals with their milestones and what is in those.
"""
_PATH: Final = rf"[A-Za-z]+(\.[A-Za-z]+){{0,{DEEPEST - 1}}}"
FORM: Final = rf"^{_PATH}(,{_PATH}){{0,{MOST - 1}}}$"
"""How an `expand` is written; which names there are depends on the view."""


class UnknownExpansion(Invalid):
    """There is nothing to expand under this name. The description of `expand` lists what is."""

    code = "expansion_unknown"


@lru_cache(maxsize=1000)
def selection(view: type[View] | None, expand: str | None, *, paged: bool = False) -> Selection:
    """The selection of a view that an `expand` parameter asks for: all fields, and these."""
    if view is None or expand is None:
        return ALL
    paths = [path.split(".") for path in expand.split(",")]
    if len(paths) > MOST or any(len(path) > DEEPEST for path in paths):
        detail = f"at most {MOST} expansions, each at most {DEEPEST} deep"
        raise UnknownExpansion(Fault("/expand", detail))
    return _selection(view, paths, MOST_LISTS if paged else MOST_LISTS + 1)


def names(view: type[View]) -> list[str]:
    return [to_camel(name) for name in view.relations]


def _selection(view: type[View], paths: list[list[str]], lists: int) -> Selection:
    known = {to_camel(name): name for name in view.relations}
    below: dict[str, list[list[str]]] = {}
    for first, *rest in paths:
        if first not in known:
            raise UnknownExpansion(Fault("/expand", f"one of {', '.join(known) or 'nothing'}"))
        below.setdefault(first, []).extend([rest] if rest else [])
    return Selection(
        None,
        tuple(_branch(view, known[key], key, rest, lists) for key, rest in sorted(below.items())),
    )


def _branch(view: type[View], relation: str, key: str, rest: list[list[str]], lists: int) -> Branch:
    shown = view.relations[relation]
    left = lists - shown.many
    if left < 0:
        detail = (
            f"at most {MOST_LISTS} lists within each other, one more in what is no list itself; "
            "ask GraphQL for more, with `first`"
        )
        raise UnknownExpansion(Fault("/expand", detail))
    return Branch(key, relation, _selection(shown.view, rest, left))
