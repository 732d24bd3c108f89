"""Career ladders in JSON, YAML and Markdown: read whichever way round, and nothing is lost."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.competencies.declared.ladders import is_ladder
from app.domain.competencies.declared.sink import Kind
from tests.domain.ladder_readings import levels, read, skills
from tests.domain.recording_sink import RecordingSink

DATA = Path(__file__).parents[2].parent / "shared/data/ladders"


def read_value(value: Any) -> RecordingSink:
    """As JSON and as YAML, which have to come out the same but for their places."""
    sink = read(json.dumps(value), "json")
    other = read(yaml.safe_dump(value, sort_keys=False, allow_unicode=True), "yaml")
    for kind in (Kind.LEVEL, Kind.COMPETENCY, Kind.ROLE):
        assert sink.of(kind) == other.of(kind)
    assert sink.lost(texts(value)) == []
    return sink


def texts(value: object) -> Iterator[str]:
    """Everything that a document says; keys are its grammar."""
    if isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif value not in (None, "") and not isinstance(value, bool):
        yield str(value)


@pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not here")
def test_the_tracks_of_snowflake_are_read_and_nothing_in_them_is_lost() -> None:
    text = (DATA / "medium-snowflake-tracks.json").read_text(encoding="utf-8")
    assert is_ladder(json.loads(text))
    sink = read(text, "json", code="snowflake")
    assert (sink.refusals, len(skills(sink)), len(levels(sink))) == ([], 16, 5)
    assert sink.lost(texts(json.loads(text))) == []
    mobile = sink.competency("MOBILE")
    assert (mobile["name"], mobile["category"]) == ("Mobile", "A")
    assert dict(mobile["levels"])["1"].startswith("Works effectively within established iOS")
    assert "\n- Reuses existing components appropriately\n" in dict(mobile["levels"])["1"]
    assert sink.where("MOBILE") == "/MOBILE"


@pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not here")
@pytest.mark.parametrize("name", ["monzo-engineering__backend.md", "monzo-engineering__web.md"])
def test_the_frameworks_of_monzo_are_read_and_nothing_in_them_is_lost(name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    sink = read(text, "markdown", name=name)
    assert (sink.refusals, len(skills(sink)), len(levels(sink))) == ([], 5, 6)
    _, front, body = text.split("---\n", 2)
    said = yaml.safe_load(front)
    assert is_ladder(said)
    assert sink.lost(texts(said)) == []
    assert sink.lost(iter(re.split(r"\n", body.strip()))) == []
    lines = text.split("\n")
    at = int(sink.where("leadership").removeprefix("line "))
    assert '"leadership"' in lines[at - 1]
    [(where, kind, _)] = sink.leftovers
    assert (kind, lines[int(where.removeprefix("line ")) - 1][:3]) == ("text", "###")
    example = sink.competency("communication")["extra"]["levels"]["2"]["exampleCriteria"][0]
    assert f"- {example['criteria']}" in skills(sink)["communication"]["2"]


TRACK = {"displayName": "Craft", "milestones": [{"summary": "One"}, {"summary": "Two"}]}


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ({"CRAFT": TRACK}, ["CRAFT"]),
        ({"tracks": {"CRAFT": TRACK}, "titles": [{"label": "Engineer I", "min": 0}]}, ["CRAFT"]),
        ({"topics": [{"name": "a b", "content": [{"level": 1, "criteria": ["x"]}]}]}, ["a-b"]),
        ({"competencies": [{"id": "C", "name": "Craft", "levels": {"L1": ["y", "z"]}}]}, ["C"]),
        ([{"name": "Craft", "levels": [{"level": "L1", "description": "x"}]}], ["craft"]),
        ({"Craft": {"1": "x", "2": "y"}, "Care": {"1": "v", "2": "w"}}, ["Craft", "Care"]),
        ({"Craft": [{"level": 1, "text": "x"}]}, ["Craft"]),
        ({"Craft": {"Weak": "x", "Solid": "y"}, "Care": {"Weak": "v", "Solid": "w"}},
         ["Craft", "Care"]),
        ({"title": "T", "L1": {"Craft": "x", "Care": ["y"]}, "L2": {"Craft": "v"}},
         ["craft", "care"]),
        ({"skills": {"Tech": {"Craft": {"junior": "x", "senior": "y"}}}}, ["Craft"]),
        ([{"department": {"all": [{"name": "Craft", "levels": {"1": {"description": ["x"]}}}]}}],
         ["craft"]),
        ([{"name": "Craft", "levels": ["x", "y"]}], ["craft"]),
        ([{"name": "Craft", "junior": "x", "senior": "y", "owner": "me"}], ["craft"]),
    ],
)  # fmt: skip
def test_the_usual_shapes_of_ladders_are_told(value: Any, codes: list[str]) -> None:
    assert is_ladder(value)
    sink = read_value(value)
    assert (sink.refusals, list(skills(sink))) == ([], codes)
    known = {code for code, _, _ in levels(sink)}
    assert all(one and set(one) <= known for one in skills(sink).values())


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        "text",
        7,
        {"a": 1},
        [1, 2],
        {"name": "x", "description": "y"},
        {"levels": 6},
        {"framework": {}, "competencies": [{"name": "a", "levels": {"L1": "x", "L2": "y"}}]},
        {"CFDocument": {}, "CFItems": [{"levels": {"L1": "x", "L2": "y"}}]},
        {"users": [{"name": "a", "email": "b"}]},
        {"skills": [{"name": "a", "expectations": ["x", "y"]}]},
        {"levels": [{"level": 1, "name": "Junior"}]},
    ],
)
def test_other_values_are_no_ladders(value: Any) -> None:
    assert not is_ladder(value)
    for format, text in (("json", json.dumps(value)), ("yaml", yaml.safe_dump(value))):
        [(_, what)] = read(text, format).refusals
        assert what.startswith("has no ladder")


def test_groups_are_categories_and_what_stands_beside_is_kept() -> None:
    sink = read_value(
        {
            "categories": [
                {
                    "name": "Delivery",
                    "owner": "me",
                    "skills": [{"name": "Craft", "levels": {"1": "x", "2": "y"}}],
                },
                {"name": "Nothing in it"},
            ]
        }
    )
    assert sink.competency("craft")["category"] == "Delivery"
    assert [(kind, value) for _, kind, value in sink.leftovers] == [
        ("owner", "me"),
        ("1", {"name": "Nothing in it"}),
    ]


def test_a_scale_that_is_listed_names_the_levels_that_are_used_by_number() -> None:
    sink = read_value(
        {
            "levels": [{"name": "Junior", "description": "New"}, "Senior"],
            "topics": [{"name": "Craft", "content": [{"level": 2, "criteria": ["x"]}]}],
        }
    )
    assert levels(sink) == [("Junior", "Junior", 1), ("Senior", "Senior", 2)]
    assert sink.of(Kind.LEVEL)[0]["description"] == "New"
    assert skills(sink) == {"craft": {"Senior": "- x"}}


def test_levels_that_are_only_used_are_in_the_order_of_their_numbers() -> None:
    value = [
        {"name": "A", "levels": {"IC10": "x", "IC2": "y"}},
        {"name": "B", "levels": {"IC3": "z"}},
    ]
    assert [code for code, _, _ in levels(read_value(value))] == ["IC2", "IC3", "IC10"]


def test_levels_may_hold_the_competencies_and_be_roles_where_their_track_is_told() -> None:
    sink = read_value(
        {
            "title": "Ladder",
            "levels": [
                {"level": "L1", "title": "Engineer", "track": "IC", "salary": "1",
                 "skills": {"Craft": ["x"], "Care": "y"}},
                {"level": "M1", "title": "Lead", "track": "manager", "skills": {"Care": "z"}},
                {"level": "X1", "title": "Neither", "track": "odd", "skills": {"Care": "v"}},
            ],
        }
    )  # fmt: skip
    assert levels(sink) == [("L1", "Engineer", 1), ("M1", "Lead", 2), ("X1", "Neither", 3)]
    assert skills(sink) == {"craft": {"L1": "- x"}, "care": {"L1": "y", "M1": "z", "X1": "v"}}
    one, other = sink.of(Kind.ROLE)
    assert (one["title"], one["track"]) == ("Engineer", "expert")
    assert one["extra"] == {"track": "IC", "salary": "1"}
    assert one["requirements"] == [
        {"competency": "craft", "level": "L1", "essential": True},
        {"competency": "care", "level": "L1", "essential": True},
    ]
    assert (other["title"], other["track"]) == ("Lead", "leadership")
    assert [value for _, _, value in sink.leftovers] == [{"X1": {"track": "odd"}}]


def test_roles_are_listed_with_what_they_ask_for() -> None:
    sink = read_value(
        {
            "skills": [{"name": "Craft", "levels": {"L1": "x", "L2": "y"}}],
            "roles": [
                {"title": "Senior", "track": "expert", "level": 3, "family": "Engineering",
                 "requirements": {"Craft": "L2", "Cooking": "L1"}, "note": "n"},
                {"title": "Chief", "track": "leadership",
                 "requirements": [{"competency": "craft", "level": "L1", "essential": False}]},
                {"title": "Nobody"},
            ],
        }
    )  # fmt: skip
    senior, chief = sink.of(Kind.ROLE)
    assert (senior["rank"], senior["family"]) == (3, "Engineering")
    assert senior["requirements"] == [{"competency": "craft", "level": "L2", "essential": True}]
    assert senior["extra"]["note"] == "n"
    assert senior["extra"]["requirements"][0]["competency"] == "Cooking"
    assert chief["requirements"] == [{"competency": "craft", "level": "L1", "essential": False}]
    assert [value for _, _, value in sink.leftovers] == [{"title": "Nobody"}]


@pytest.mark.parametrize(
    ("text", "format", "where", "what"),
    [
        ("", "json", "line 1", "is empty"),
        ("\ufeff \n", "markdown", "line 1", "is empty"),
        ("export const tracks = {}", "json", "line 1", "is JavaScript"),
        ("// @flow\nimport x from 'y'\n", "json", "line 1", "is JavaScript"),
        ("(window.a = window.a || []).push({})", "json", "line 1", "is JavaScript"),
        ('{"a":\n 1,}', "json", "line 2, column 4", "is not JSON"),
        ('{"a": NaN}', "json", "", "is not JSON: NaN"),
        ('{"a": 1, "a": 2}', "json", "", 'repeats the key "a"'),
        ('{"a": ' + "1" * 5000 + "}", "json", "", "is not JSON: a number"),
        ("[" * 200 + "]" * 200, "json", "", "is nested deeper than 100"),
        ("[" * 200_000, "json", "", "is nested deeper than 100"),
        ("a: &a [1]\nb: *a", "yaml", "line 2, column 4", "is an alias"),
        ("a: !!python/object/apply:os.system [id]", "yaml", "line 1, column 4", "has a tag"),
        ("a: 1\n---\nb: 2", "yaml", "line 2, column 1", "begins a second document"),
        ("- " * 200_000, "yaml", "line 1, column 201", "is nested deeper than 100 levels"),
        ("a: 1\nb: \x00", "yaml", "line 2", "is not YAML"),
        ("a: 1\nb: \ud800", "yaml", "line 2", "is not YAML"),
        ("a: 1\na: 2", "yaml", "line 2, column 1", 'repeats the key "a"'),
        ("---\ntitle: x\ntopics: [\n---\n# Body\n", "markdown", "line 4", "is not YAML"),
        ("---\ntitle: x\n", "markdown", "line 1", "begins front matter"),
        ("# Values\n\n- We are nice\n", "markdown", "line 1", "has no ladder that can be told"),
        ("x" * 8_000_001, "markdown", "", "is larger than 8 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(
    text: str, format: str, where: str, what: str
) -> None:
    sink = read(text, format)
    place, reason = sink.refusals[0]
    assert reason.startswith(what)
    assert place.startswith(where)
    assert sink.taken == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "topics",
                    "name",
                    "title",
                    "content",
                    "level",
                    "levels",
                    "criteria",
                    "skills",
                    "tracks",
                    "milestones",
                    "roles",
                    "track",
                    "L1",
                    "1",
                    "junior",
                    "senior",
                    "summary",
                    "examples",
                    "exampleCriteria",
                    "category",
                    "a",
                    "b",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(VALUES)
@settings(max_examples=400, deadline=None)
def test_any_object_is_read_or_refused_and_keeps_its_texts(value: Any) -> None:
    text = json.dumps(value)
    sink = read(text, "json")
    assert bool(sink.taken) != bool(sink.refusals)
    if sink.taken:
        assert is_ladder(value)
        assert sink.lost(one.strip() for one in texts(value) if one.strip()) == []


def test_names_that_are_too_long_are_cut_and_kept() -> None:
    name = "long " * 100
    sink = read_value({"skills": [{"id": "x" * 200, "name": name, "levels": {"1": "a"}}]})
    [one] = sink.of(Kind.COMPETENCY)
    assert (len(one["name"]) <= 300, len(one["code"]) <= 120) == (True, True)
    assert one["extra"]["code"] == "x" * 200
