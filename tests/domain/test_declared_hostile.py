"""Declared models that mean harm or make no sense: read or refused, never anything else."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.competencies.declared import (
    ModelRefused,
    read_case,
    read_declared,
    read_own,
    read_yaml,
)
from tests.domain.declared_samples import (
    a_competency,
    a_model,
    a_package,
    child,
    refused,
    sample,
)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("a: &a [1]\nb: *a", "line 2, column 4", "is an alias"),
        ("a: 1\nb: 2\na: 3", "line 3, column 1", 'repeats the key "a"'),
        ("a: !!python/object/apply:os.system [id]", "line 1, column 4", "has a tag"),
        ("a: 1\n---\nb: 2", "line 2, column 1", "begins a second document"),
        ("a: [1, 2\nb: 3", "line 2, column 2", "is not YAML"),
        ("? [a, b]\n: 1", "line 1, column 3", "is not text"),
        ("a: \ud800", "line 1, column 4", "has a lone surrogate"),
        ("[" * 200_000, "line 1, column 101", "is nested deeper than 100 levels"),
        ("- " * 200_000, "line 1, column 201", "is nested deeper than 100 levels"),
        ("a: \x00", "", "is not YAML"),
        ('a: "\\U7fffffff"', "", "is not YAML"),
        ("x" * 4_000_001, "", "has more than 4000000 characters"),
    ],
)
def test_hostile_yaml_is_refused_with_its_place(text: str, where: str, what: str) -> None:
    place, reason = next(iter(refused(lambda: read_yaml(text)).items()))
    assert reason.startswith(what)
    assert place.startswith(where)


def test_aliases_are_refused_before_they_multiply() -> None:
    assert set(refused(lambda: sample("alias_bomb.yaml"))) >= {
        "line 2, column 8",
        "line 4, column 12",
    }


def test_every_repeated_key_is_told() -> None:
    assert set(refused(lambda: sample("repeated_keys.yaml"))) == {
        "line 4, column 3",
        "line 6, column 1",
    }


def test_plain_words_stay_words() -> None:
    text = "[no, 2026.10, 007, 12, true, ~, '12', 1e3, 2026-01-01, 0x1F, 12:30]"
    assert read_yaml(text) == [
        *("no", "2026.10", "007", 12, True, None, "12", "1e3", "2026-01-01", "0x1F", "12:30")
    ]
    assert read_yaml("") is None


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.binary(max_size=5)
    | st.text(st.characters(), max_size=10)
    | st.sampled_from(["\0", "\ud800", "x" * 5000, "A", "i-1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.integers() | st.none(), inner, max_size=3)
    ),
    max_leaves=8,
)


def spoil(value: Any, data: st.DataObject) -> Any:
    """Put anything in a few random places of a document."""
    spoiled = deepcopy(value)
    for _ in range(data.draw(st.integers(1, 4))):
        here: Any = spoiled
        while isinstance(here, dict | list) and here:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(here[key], dict | list) or data.draw(st.booleans()):
                here[key] = data.draw(ANYTHING)
                break
            here = here[key]
    return spoiled


def try_to_read(value: Any) -> None:
    try:
        model = read_declared(value)
    except ModelRefused as refusal:
        json.dumps(refusal.problems, ensure_ascii=False).encode()
        assert 0 < len(refusal.problems) <= 50  # noqa: PT017
    else:
        assert len(model.content_hash()) == 64
        model.model_dump_json()


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(["ladder.yaml", "broken_case.json"]))
def test_spoiled_documents_are_read_or_refused(data: st.DataObject, name: str) -> None:
    try_to_read(spoil(sample(name), data))


@given(ANYTHING, st.sampled_from(["framework", "CFDocument", "CFPackage"]))
def test_anything_at_all_is_refused(value: Any, key: str) -> None:
    try_to_read(value)
    try_to_read({key: value})


@settings(deadline=None)
@given(st.text(max_size=60) | st.text("ab:-[]{}&*!?\"'|>#%\n ~0", max_size=60))
def test_any_text_is_yaml_or_refused(text: str) -> None:
    try:
        read_yaml(text)
    except ModelRefused as refusal:
        assert refusal.problems  # noqa: PT017


def test_nesting_without_end_is_refused() -> None:
    deep = a_competency("0")
    for number in range(1, 5000):
        deep = a_competency(str(number), children=[deep])
    assert "is deeper than 32 levels" in refused(lambda: read_own(a_model(deep))).values()

    itself = a_competency("A")
    itself["children"] = [itself]
    assert "is deeper than 32 levels" in refused(lambda: read_own(a_model(itself))).values()

    items = [{"identifier": f"i{number}", "fullStatement": "S"} for number in range(100)]
    links = [child(f"i{number}", f"i{number + 1}") for number in range(99)]
    assert (
        "is deeper than 32 levels"
        in refused(lambda: read_case(a_package(*items, links=links))).values()
    )


def test_too_much_of_everything_is_refused() -> None:
    crowd = [a_competency(str(number)) for number in range(5001)]
    assert refused(lambda: read_own(a_model(*crowd))) == {
        "/competencies/5000": "is one too many: 5000 are the limit"
    }
    assert set(refused(lambda: read_case(a_package(*[{}] * 5001)))) == {"/CFItems"}
    assert set(refused(lambda: read_case(a_package(links=[{}] * 20_001)))) == {"/CFAssociations"}


def test_no_more_than_fifty_problems_are_listed() -> None:
    many = a_model(*({"code": str(number)} for number in range(200)))
    assert len(refused(lambda: read_own(many))) == 50
