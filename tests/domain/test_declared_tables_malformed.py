"""Tables as they are found: odd ones are read, broken ones refused at their line."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.sink import Kind
from app.domain.competencies.declared.tables import read_table
from tests.domain.recording_sink import RecordingSink
from tests.domain.table_readings import ESCO, RSD, SALT, read, salt


def rows_of(sink: RecordingSink) -> list[str]:
    return [one["code"] for one in sink.of(Kind.COMPETENCY)]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + SALT + "i,S,A,,,\nj,T,B,,,\n",
        (SALT + "i,S,A,,,\nj,T,B,,,\n").replace("\n", "\r\n"),
        (SALT + "i,S,A,,,\nj,T,B,,,\n").replace("\n", "\r"),
        (SALT + "i,S,A,,,\nj,T,B,,,\n").replace(",", ";"),
        (SALT + "i,S,A,,,\nj,T,B,,,\n").replace(",", "\t"),
        "sep=;\n" + (SALT + "i,S,A,,,\nj,T,B,,,\n").replace(",", ";"),
        "\n\n" + SALT + "\ni,S,A,,,\n,,,,,\n\nj,T,B,,,",
        SALT + "i,S,A\nj,T,B,,,\n",
        SALT + SALT + "i,S,A,,,\n" + SALT + "j,T,B,,,\n",
    ],
    ids=["BOM", "CRLF", "CR", "semicolons", "tabs", "sep", "blank", "short", "repeated"],
)
def test_whatever_way_a_table_is_written_its_rows_are_the_same(text: str) -> None:
    sink = read(text, "opensalt_csv")
    assert (rows_of(sink), sink.refusals) == (["A", "B"], [])


def test_places_are_the_lines_where_records_begin() -> None:
    sink = salt('i,"two\nlines, ""quoted""",A,,,\r\nj,T,B,,,\n')
    assert (sink.where("A"), sink.where("B")) == ("line 2", "line 4")
    assert sink.competency("A")["statement"] == 'two\nlines, "quoted"'


def test_what_goes_beyond_the_header_is_kept_and_told() -> None:
    sink = salt("i,S,A,,,note,more,\nj,T\n")
    assert sink.competency("A")["extra"] == {"Notes": "note", "(column 7)": "more"}
    assert [where for where, _ in sink.notices][:2] == ["line 2", "line 3"]


def test_a_column_that_is_repeated_is_kept_under_its_place() -> None:
    header = "Identifier,fullStatement,Human Coding Scheme,fullStatement,,\n"
    sink = read(header + "i,S,A,again,nameless,\n", "opensalt_csv")
    assert sink.competency("A")["statement"] == "S"
    assert sink.competency("A")["extra"] == {
        "fullStatement (column 4)": "again",
        "(column 5)": "nameless",
    }
    assert sink.notices[0][0] == "line 1"


def test_a_quote_inside_a_quoted_cell_is_told() -> None:
    sink = salt('i,"say "hi" now",A,,,\n')
    assert [where for where, _ in sink.notices] == ["line 2"]
    assert "hi" in sink.competency("A")["statement"]


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("", "line 1", "has no header"),
        ("\n \n", "line 1", "has no header"),
        ("First,Last\na,b\n", "line 1", "is not the header of opensalt_csv"),
        ("\n" + RSD + "A,B,,,\n", "line 2", "is not the header of opensalt_csv (it looks like rsd"),
        (SALT + 'i,S,A,,,\nj,"open,B,,,\nk,U,C,,,\n', "line 3", "opens a quote that is never"),
        (SALT + "i," + "x" * 10_000_000 + ",A,,,\n", "line 2", "a record has more than 1000000"),
        (
            SALT + 'i,"' + "x,\n" * 500_000,
            "line 2",
            "a record has more than 1000000 characters: is",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_line(text: str, where: str, what: str) -> None:
    [(place, reason)] = read(text, "opensalt_csv").refusals
    assert place == where
    assert reason.startswith(what)


def test_a_header_alone_is_an_empty_model_and_told_so() -> None:
    sink = salt("")
    assert (rows_of(sink), sink.refusals) == ([], [])
    assert sink.notices[0][1].startswith("is a header without rows")


def test_a_row_that_says_nothing_of_its_kind_is_refused() -> None:
    assert read(RSD + ",,Cat,,\n", "rsd_csv").refusals[0][0] == "line 2"
    assert read(ESCO + "K,,,,,,released\n", "esco_csv").refusals[0][0] == "line 2"


def test_bytes_that_are_no_text_are_refused() -> None:
    source = io.TextIOWrapper(io.BytesIO(SALT.encode() + b"i,\xe4,A,,,\n"), encoding="utf-8")
    sink = RecordingSink()
    read_table(source, "opensalt_csv", sink, Defaults())
    assert any("is not utf-8 text" in what for _, what in sink.refusals)


class _Once(io.StringIO):
    def seekable(self) -> bool:
        return False

    def seek(self, *_: Any) -> int:
        raise io.UnsupportedOperation


def test_a_source_that_can_be_read_once_is_enough() -> None:
    sink = RecordingSink()
    read_table(_Once(SALT + "i,S,A,B,,\nj,T,B,,,\n"), "opensalt_csv", sink, Defaults())
    assert sink.competency("A")["parent"] == "B"


class _Counted(io.StringIO):
    """How much was read at a time."""

    longest = 0

    def readline(self, size: int | None = -1, /) -> str:
        line = super().readline(-1 if size is None else size)
        self.longest = max(self.longest, len(line))
        return line

    def read(self, *_: Any) -> str:
        raise AssertionError("the whole file is asked for")


def test_a_large_file_is_read_line_by_line() -> None:
    source = _Counted(SALT + "".join(f"i{n},Statement {n},C{n},,,\n" for n in range(20_000)))
    sink = RecordingSink()
    read_table(source, "opensalt_csv", sink, Defaults())
    assert len(sink.of(Kind.COMPETENCY)) == 20_000
    assert source.longest < 100


CELL = st.text(alphabet=st.sampled_from(list("ab1,;|\"'\n\r\t\x00\ud800 é/:.")), max_size=12)


HEADERS = {"opensalt_csv": SALT, "rsd_csv": RSD, "esco_csv": ESCO}


@given(st.sampled_from(sorted(HEADERS)), st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_below_a_header_is_read_or_refused(format: str, text: str) -> None:
    sink = read(HEADERS[format] + text, format)
    assert sink.taken or sink.refusals


@given(
    st.sampled_from(sorted(HEADERS)),
    st.lists(st.lists(CELL, min_size=1, max_size=9), max_size=6),
)
@settings(max_examples=250, deadline=None)
def test_every_row_is_taken_or_refused_and_keeps_its_values(
    format: str, rows: list[list[str]]
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    sink = read(HEADERS[format] + written.getvalue(), format)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    refused = {where for where, _ in sink.refusals}
    assert len(sink.of(Kind.COMPETENCY)) + len(refused) == len(filled)
    if not refused:
        said = (cell.strip().strip(",;|\r\n\t ") for row in filled for cell in row)
        assert sink.lost(one for one in said if one) == []
