"""Files that are read while they arrive: the same people however they are cut into pieces."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.lines import BOM, LONGEST, JsonLines, Lines, Table
from app.domain.errors import Malformed


def read(lines: Lines, *pieces: bytes) -> list[Any]:
    for piece in pieces:
        lines.feed(piece)
    return lines.end()


def cut(body: bytes, places: list[int]) -> list[bytes]:
    at = sorted({place % (len(body) + 1) for place in places})
    return [body[a:b] for a, b in zip([0, *at], [*at, len(body)], strict=True)]


CELLS = st.text(st.sampled_from('ab ,"\n\r\té€'), max_size=6).filter(
    lambda cell: "\r" not in cell.replace("\r\n", "")
)


@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS).filter(any), max_size=6),
    ends=st.sampled_from(["\n", "\r\n"]),
    start=st.sampled_from([b"", BOM]),
    places=st.lists(st.integers(0, 500), max_size=8),
)
def test_a_table_says_what_was_written_in_whatever_pieces_it_comes(
    rows: list[tuple[str, str, str]], ends: str, start: bytes, places: list[int]
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=ends)
    writer.writerows([("x", "y", "z"), *rows])
    body = start + out.getvalue().encode()

    items = read(Table(), *cut(body, places))

    assert [one.unreadable for one in items] == [None] * len(rows)
    assert [tuple(one.item.get(n, "") for n in "xyz") for one in items] == rows
    starts = [1]
    for cells in [("x", "y", "z"), *rows]:
        starts.append(starts[-1] + 1 + sum(cell.count("\n") for cell in cells))
    assert [one.line for one in items] == starts[1:-1]


@given(body=st.binary(max_size=60), places=st.lists(st.integers(0, 60), max_size=5))
def test_whatever_comes_is_read_or_refused_the_same_in_any_pieces(
    body: bytes, places: list[int]
) -> None:
    for kind in (Table, JsonLines):
        outcomes = []
        for pieces in ([b"a,b\n" + body], cut(b"a,b\n" + body, places)):
            try:
                outcomes.append(read(kind(), *pieces))
            except Malformed as refused:
                outcomes.append([refused.message])
        assert outcomes[0] == outcomes[1]


def test_what_was_taken_is_not_kept() -> None:
    lines = JsonLines()
    lines.feed(b"1\n2\n3")
    assert [one.item for one in lines.taken()] == [1, 2]
    assert [one.item for one in lines.end()] == [3]


@pytest.mark.parametrize("start", [b"", b'"'])
def test_a_record_without_an_end_is_refused_before_it_fills_the_memory(start: bytes) -> None:
    lines = Table()
    lines.feed(b"a\n" + start)
    piece = b"x" * 1000 + (b"\n" if start else b"")
    with pytest.raises(Malformed, match=r"[Ll]ine 2 "):
        lines.feed(piece * (LONGEST // 1000 + 2))
