"""Career ladders in Markdown: headings, bullets and tables, whichever way round."""

import io
import re
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.ladders import read_ladder
from app.domain.competencies.declared.sink import Kind
from tests.domain.ladder_readings import levels, read, skills
from tests.domain.recording_sink import RecordingSink

BY_COMPETENCY = """\
# Our ladder

Words about it.

## 💬 Communication

Says things.

### Level 1: Learning
- Asks
- Listens

### Level 2
Tells.

## Craft
### Level 1
Does.
### Level 2
Does more.

## Notes
Also true.
"""


def test_markdown_may_have_levels_below_competencies() -> None:
    sink = read(BY_COMPETENCY, "markdown")
    assert sink.of(Kind.FRAMEWORK)[0]["title"] == "Our ladder"
    assert levels(sink) == [("1", "Learning", 1), ("2", "Level 2", 2)]
    assert skills(sink) == {
        "communication": {"1": "- Asks\n- Listens", "2": "Tells."},
        "craft": {"1": "Does.", "2": "Does more."},
    }
    assert sink.competency("communication")["statement"] == "Says things."
    assert sink.where("communication") == "line 5"
    assert [(where, value) for where, _, value in sink.leftovers] == [
        ("line 3", {"Our ladder": "Words about it."}),
        ("line 23", {"Notes": "Also true."}),
    ]


BY_LEVEL = """\
---
title: Ladder
yaml: false
---
## Individual contributor track
### L1: Engineer
Scope is small.
#### Craft
* Does
#### Care
**Of others**
* Helps
### L2: Senior Engineer
#### Craft
* Does more
"""


def test_markdown_may_have_competencies_below_levels_of_a_track() -> None:
    sink = read(BY_LEVEL, "markdown")
    assert levels(sink) == [("L1", "Engineer", 1), ("L2", "Senior Engineer", 2)]
    assert sink.of(Kind.LEVEL)[0]["description"] == "Scope is small."
    assert skills(sink) == {
        "craft": {"L1": "* Does", "L2": "* Does more"},
        "care": {"L1": "**Of others**\n* Helps"},
    }
    assert sink.of(Kind.FRAMEWORK)[0]["extra"] == {"yaml": False}
    assert [(one["title"], one["track"]) for one in sink.of(Kind.ROLE)] == [
        ("Engineer", "expert"),
        ("Senior Engineer", "expert"),
    ]
    assert sink.where("care") == "line 10"


def test_tables_whose_columns_are_levels_are_competencies() -> None:
    sink = read(
        "# Matrix\n## Technical\n\n| Competency | Junior (L1) | Senior \\| Staff |\n|---|:-:|---|\n"
        "| **Coding** | Basic<br>syntax | Owns |\n| Testing | - | All of it |\n\n"
        "| Level | Title | Years |\n|--|--|--|\n| L1 | Engineer | 0-2 |\n| L2 | Senior | 3 |\n",
        "markdown",
    )
    assert [code for code, _, _ in levels(sink)] == ["Junior (L1)", "Senior | Staff"]
    assert skills(sink) == {
        "coding": {"Junior (L1)": "Basic\nsyntax", "Senior | Staff": "Owns"},
        "testing": {"Senior | Staff": "All of it"},
    }
    assert sink.competency("coding")["category"] == "Technical"
    assert (sink.where("coding"), sink.where("testing")) == ("line 6", "line 7")
    [(where, kind, _)] = sink.leftovers
    assert (where, kind) == ("line 9", "table")


def test_tables_whose_rows_are_levels_are_turned() -> None:
    sink = read("| Level | Craft | Care |\n|--|--|--|\n| 1 | a | b |\n| 2 | c | d |\n", "markdown")
    assert skills(sink) == {"craft": {"1": "a", "2": "c"}, "care": {"1": "b", "2": "d"}}


def test_bullets_that_begin_with_levels_are_descriptors() -> None:
    sink = read(
        "# L\n## Craft\nMakes things.\n\n**Levels:**\n- **Novice**: tries\n- **Expert**: does\n"
        "  well\n\n## Proficiency levels\n- **Novice**: new\n- **Expert**: old\n",
        "markdown",
    )
    assert skills(sink) == {"craft": {"Novice": "tries", "Expert": "does\n  well"}}
    assert [one.get("description") for one in sink.of(Kind.LEVEL)] == ["new", "old"]


def test_tabs_after_dashes_are_read_with_a_notice_at_their_lines() -> None:
    text = '---\ntopics:\n- name: a\n  content:\n  - level: 1\n    criteria:\n    -\t"x"\n---\n'
    sink = read(text, "markdown")
    assert skills(sink) == {"a": {"1": "- x"}}
    assert sink.notices[0][0] == "line 7"


LINES = st.sampled_from(
    [
        "# A", "## B", "### Level 1", "### Level 2: Two", "## L3", "#### C", "**D**", "- bullet",
        "- **Novice**: x", "- **Expert**: y", "| Skill | L1 | L2 |", "|--|--|--|", "| E | f | g |",
        "| 1 | h | i |", "text", "", "---", "```", "====", "title: x", "## Manager track", "\x00",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=25))
@settings(max_examples=400, deadline=None)
def test_any_markdown_is_read_or_refused_and_keeps_its_words(lines: list[str]) -> None:
    sink = read("\n".join(lines), "markdown")
    assert bool(sink.taken) != bool(sink.refusals)
    if sink.taken:
        words = set(re.findall(r"[A-Za-z]{3,}", "\n".join(lines))) - {"title", "Level", "Skill"}
        assert sink.lost(iter(sorted(words))) == []


def test_a_ladder_may_come_as_a_stream_and_be_no_text_at_all() -> None:
    sink = RecordingSink()
    read_ladder(io.StringIO(BY_COMPETENCY), "ladder_markdown", sink, Defaults())
    assert set(skills(sink)) == {"communication", "craft"}
    source = io.TextIOWrapper(io.BytesIO(b"# \xe4"), encoding="utf-8")
    read_ladder(source, "ladder_markdown", sink, Defaults())
    assert sink.refusals == [("", "is not utf-8 text")]


@pytest.mark.parametrize(
    "text",
    ["__" + "_" * 900_000, "# " + " #" * 450_000, "|a\n" + " " * 900_000 + "|", "- " * 450_000],
    ids=["underscores", "hashes", "pipes", "dashes"],
)
def test_lines_made_to_hurt_are_read_in_time(text: str) -> None:
    began = monotonic()
    assert read(text, "markdown").refusals
    assert monotonic() - began < 5
