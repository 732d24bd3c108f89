"""Declared models that mean harm or make no sense: read or refused, never anything else."""

import json
from copy import deepcopy
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.competencies.declared import Format, ModelRefused
from app.domain.competencies.declared.kinds import MAX_LEVELS
from tests.domain.declared import (
    a_competency,
    a_model,
    a_package,
    child,
    read,
    read_sample,
    read_text,
    refused,
    sample,
)

FRAMEWORK = "framework: {code: f, title: F}\n"
read_yaml = partial(read_text, format=Format.OWN_YAML)
read_json = partial(read_text, format=Format.OWN_JSON)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("a: &a [1]\nb: *a", "line 2, column 4", "is an alias"),
        ("a: 1\nb: 2\na: 3", "line 3, column 1", 'repeats the key "a"'),
        ("a: !!python/object/apply:os.system [id]", "line 1, column 4", "has a tag"),
        ("a: 1\n---\nb: 2", "line 2, column 1", "begins a second document"),
        ("a: [1, 2\nb: 3", "line 2, column 2", "is not YAML"),
        ("? [a, b]\n: 1", "line 1, column 3", "is not text"),
        ("a: \ud800", "line 1, column 4", "is not UTF-8"),
        ("[" * 200_000, "line 1, column 101", "is nested deeper than 100 levels"),
        ("- " * 200_000, "line 1, column 201", "is nested deeper than 100 levels"),
        ("a: \x00", "", "is not YAML"),
        ('a: "\\U7fffffff"', "", "is not YAML"),
        ("", "", "should be an object"),
    ],
)
def test_hostile_yaml_is_refused_with_its_place(text: str, where: str, what: str) -> None:
    problems = refused(lambda: read_yaml(text))
    assert any(
        place.startswith(where) and reason.startswith(what) for place, reason in problems.items()
    ), problems


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        (b'{"framework": {"code": "f"', "line 1, column 27", "ends before the document does"),
        (b"{}\n{}", "line 2, column 1", "goes on after the end of the document"),
        (b'{"framework": 1,\n}', "line 2, column 1", "invalid object key"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "line 1, column", "number that is too large"),
        (b'{"a": 1e400}', "line 1, column", "number that is too large"),
        (b'{"a": NaN}', "line 1, column 7", "is not JSON"),
        (b'{"a":\n "\\ud800"}', "line 2, column 3", "has a lone surrogate"),
        (b'{"a":\n "\\udc00\\ud800"}', "line 2, column 3", "has a lone surrogate"),
        (b'["' + b"\xc3\xa4" * 300_000 + b'", x]', "line 1, column 300006", "invalid char"),
        (b'{"a": "\xc3\xa4",\n "b": "\xff"}', "line 2, column 8", "is not UTF-8"),
        (b"[" * 100_000, "", "nested deeper than"),
        (b'{"framework":' + b"[" * 100_000, "", "nested deeper than"),
        (b'{"x":' * 100_000, "", "ends before the document does"),
        (b"", "line 1, column 1", "ends before the document does"),
        (b'{"a": "' + b"x" * 5_000_000 + b'"}', "line 1", "has a text of more than 4000000 bytes"),
    ],
)
@pytest.mark.parametrize("format", [Format.OWN_JSON, Format.CASE])
def test_hostile_json_is_refused_with_its_place(
    text: bytes, where: str, what: str, format: Format
) -> None:
    problems = refused(lambda: read_text(text, format=format))
    assert any(
        place.startswith(where) and what in reason for place, reason in problems.items()
    ) or (
        format is not Format.OWN_JSON or text[:2] == b"[["  # each reader has its own words then
    ), problems


def test_pairs_of_surrogates_and_backslashes_before_them_are_texts() -> None:
    text = json.dumps(a_model(a_competency("A", category="\U0001f600 \\ud800 \\\\udc00")))
    assert "\\ud83d\\ude00" in text
    assert read_json(text).competencies[0].category == "\U0001f600 \\ud800 \\\\udc00"
    wide = json.dumps(
        a_model(*(a_competency(str(n), category="\U0001f600" * 200) for n in range(99)))
    )
    assert len(read_json(wide).competencies) == 99


def test_aliases_are_refused_before_they_multiply() -> None:
    assert set(refused(lambda: read_sample("alias_bomb.yaml"))) >= {
        "line 2, column 8",
        "line 4, column 12",
    }


def test_every_repeated_key_is_told() -> None:
    assert set(refused(lambda: read_sample("repeated_keys.yaml"))) == {
        "line 4, column 3",
        "line 6, column 1",
    }


def test_plain_words_stay_words() -> None:
    words = "[no, 2026.10, 007, 12, true, ~, '12', 1e3, 2026-01-01, 0x1F, 12:30]"
    text = f"{FRAMEWORK}competencies: [{{code: A, name: A, statement: A, extra: {{a: {words}}}}}]"
    assert read_yaml(text).competencies[0].extra["a"] == [
        *("no", "2026.10", "007", 12, True, None, "12", "1e3", "2026-01-01", "0x1F", "12:30")
    ]


def test_other_encodings_are_read_or_refused() -> None:
    text = json.dumps(a_model(a_competency("Ä")), ensure_ascii=False)
    plain = read_text(text)
    assert read_text(text.encode("utf-8-sig")).content_hash == plain.content_hash
    for encoding in ("utf-16", "utf-16-be"):
        bom = b"\xfe\xff" if encoding == "utf-16-be" else b""
        wide = read_text(bom + text.encode(encoding))
        assert wide.content_hash == plain.content_hash
        assert "is UTF-16" in wide.notices[0].what
    assert "is not UTF-8" in refused(lambda: read_text(text.encode("latin-1"))).popitem()[1]
    assert "not UTF-16" in refused(lambda: read_text(b"\xff\xfe\x00\xd8x\x00")).popitem()[1]
    yaml = f"{FRAMEWORK}competencies: []".encode("utf-8-sig")
    assert read_text(yaml).framework.code == "f"


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
RICH = a_model(
    a_competency(
        *("A",),
        edition=2,
        replaces=["A"],
        levels={"L1": "x"},
        extra={"a": [1]},
        translations={"de": {"name": "x", "levels": {"L1": "y"}}},
        children=[a_competency("A.1", educationLevels=["1"])],
    ),
    scale=[{"code": "L1", "name": "One", "rank": 1, "replaces": ["L0"]}],
    associations=[{"origin": "A", "type": "precedes", "destination": "A.1", "sequence": 1}],
    roleProfiles=[
        {"code": "R", "title": "R", "track": "expert", "level": 1}
        | {"requires": [{"competency": "A", "level": "L1", "essential": True}]}
    ],
    pathways=[{"to": "R", "kind": "entry"}],
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


def try_to_read(value: Any, **given: Any) -> None:
    try:
        model = read_text(value, **given) if isinstance(value, bytes) else read(value, **given)
    except ModelRefused as refusal:
        json.dumps(refusal.problems, ensure_ascii=False).encode()
        assert 0 < len(refusal.problems) <= 50  # noqa: PT017
    else:
        assert len(model.content_hash) == 64
        plain = json.dumps([model.competencies, model.associations, model.leftovers], default=str)
        assert "\\u0000" not in plain
        assert "\\ud800" not in plain
        assert "Infinity" not in plain


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from([RICH, sample("ladder.yaml"), sample("broken_case.json")]))
def test_spoiled_documents_are_read_or_refused(data: st.DataObject, document: Any) -> None:
    spoiled = spoil(document, data)
    try_to_read(spoiled)
    try:
        text = json.dumps(spoiled)
    except (TypeError, ValueError):
        return
    try_to_read(text.encode())


@given(ANYTHING, st.sampled_from(["framework", "competencies", "CFDocument", "CFPackage"]))
def test_anything_at_all_is_refused(value: Any, key: str) -> None:
    try_to_read(value)
    try_to_read({key: value})


@settings(deadline=None)
@given(
    st.text(max_size=60) | st.text("ab:-[]{}&*!?\"'|>#%\n ~0", max_size=60),
    st.sampled_from([Format.OWN_YAML, Format.OWN_JSON, Format.CASE]),
)
def test_any_text_is_read_or_refused(text: str, format: Format) -> None:
    content = text.encode("utf-8", "surrogatepass")
    try_to_read(content, format=format)
    try_to_read(FRAMEWORK.encode() + content, format=format)


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try_to_read(content, format=Format.OWN_JSON)
    try_to_read(b"\xff\xfe" + content, format=Format.OWN_YAML)


@given(st.integers(0, 2_000))
def test_a_truncated_document_is_refused(length: int) -> None:
    text = json.dumps(RICH).encode()
    if length < len(text):
        assert refused(lambda: read_json(text[:length]))


def test_nesting_without_end_is_refused() -> None:
    deep = a_competency("0")
    for number in range(1, 5000):
        deep = a_competency(str(number), children=[deep])
    assert "is deeper than 32 levels" in refused(lambda: read(a_model(deep))).values()

    itself = a_competency("A")
    itself["children"] = [itself]
    assert "is deeper than 32 levels" in refused(lambda: read(a_model(itself))).values()

    items = [{"identifier": f"i{number}", "fullStatement": "S"} for number in range(100)]
    links = [child(f"i{number}", f"i{number + 1}") for number in range(99)]
    assert (
        "is deeper than 32 levels" in refused(lambda: read(a_package(*items, links=links))).values()
    )


def test_too_much_of_everything_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = "app.domain.competencies.declared.spool.LIMITS"
    monkeypatch.setattr(limits, {"competency": 3, "association": 1, "level": MAX_LEVELS})
    crowd = [a_competency(str(number)) for number in range(5)]
    assert refused(lambda: read(a_model(*crowd))) == {
        "/competencies/3": "is one too many: 3 are the limit"
    }
    links = [{"origin": "1", "type": "precedes", "destination": str(n)} for n in range(3)]
    assert refused(lambda: read(a_model(*crowd[:3], associations=links))) == {
        "/associations/1": "is one too many: 1 are the limit"
    }
    levels = [{"code": str(number), "name": "L"} for number in range(51)]
    assert refused(lambda: read(a_model(scale=levels))) == {
        "/scale/50": "is one too many: 50 are the limit"
    }
    package = "app.domain.competencies.declared.case"
    monkeypatch.setattr(f"{package}.MAX_COMPETENCIES", 2)
    assert set(refused(lambda: read(a_package(*[{"title": "x"}] * 4)))) == {"/CFItems/2"}


def test_a_value_that_is_too_large_to_hold_is_refused() -> None:
    extra = {"extra": {"many": [0] * 250_000}}
    assert refused(lambda: read(a_model(a_competency("A", **extra)))) == {
        "/competencies/0/extra": "holds more than 200000 values, which is too many"
    }
    assert set(refused(lambda: read({"CFPackage": {"CFDocument": {}, "odd": [0] * 250_000}}))) == {
        "/CFPackage/odd/199997"
    }


def test_texts_of_one_thing_that_are_too_much_to_hold_are_refused() -> None:
    texts = ["x" * 3_000_000] * 5
    text = json.dumps(a_model(a_competency("A", extra={"texts": texts})))
    assert "too many" in refused(lambda: read_json(text)).popitem()[1]


def test_no_more_than_fifty_problems_are_listed() -> None:
    many = a_model(*({"code": str(number)} for number in range(200)))
    assert len(refused(lambda: read(many))) == 50
