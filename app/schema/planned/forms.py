"""How the page of a list is written: a connection, around the rows that PostgreSQL wrote."""

from collections.abc import Callable, Sequence

from app.domain.context import Listed

OfPage = Callable[[Listed], str]
OfEdge = Callable[[Listed, int], str]


def written(parts: Sequence[OfPage]) -> OfPage:
    """An object, of its fields."""

    def text(listed: Listed) -> str:
        return f"{{{','.join([part(listed) for part in parts])}}}"

    return text


def constant(key: str, text: str) -> OfPage:
    whole = f'"{key}":"{text}"'
    return lambda _listed: whole


def below(key: str, form: OfPage) -> OfPage:
    return lambda listed: f'"{key}":{form(listed)}'


def edges(key: str, parts: Sequence[OfEdge]) -> OfPage:
    def text(listed: Listed) -> str:
        each = [
            f"{{{','.join([part(listed, nth) for part in parts])}}}"
            for nth in range(len(listed.bodies))
        ]
        return f'"{key}":[{",".join(each)}]'

    return text


def edge_constant(key: str, text: str) -> OfEdge:
    whole = f'"{key}":"{text}"'
    return lambda _listed, _nth: whole


def node(key: str) -> OfEdge:
    return lambda listed, nth: f'"{key}":{listed.bodies[nth]}'


def cursor(key: str) -> OfEdge:
    return lambda listed, nth: f'"{key}":"{listed.cursors(nth)}"'


def has_next_page(listed: Listed) -> str:
    return "true" if listed.more else "false"


def has_previous_page(_listed: Listed) -> str:
    return "false"


def start_cursor(listed: Listed) -> str:
    return f'"{listed.cursors(0)}"' if listed.bodies else "null"


def end_cursor(listed: Listed) -> str:
    if listed.reached:
        return f'"{listed.reached}"'
    return f'"{listed.cursors(len(listed.bodies) - 1)}"' if listed.bodies else "null"


ABOUT_PAGE = {
    "hasNextPage": has_next_page,
    "hasPreviousPage": has_previous_page,
    "startCursor": start_cursor,
    "endCursor": end_cursor,
}
