"""Competency models as they are declared: in our own format, and as CASE packages."""

import json
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.competencies.declared import (
    DeclaredModel,
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

EXAMPLES = Path(__file__).parents[2] / "examples"
REAL = Path(__file__).parents[2].parent / "shared/data" / "case"
with_real_files = pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")


def real(name: str) -> Any:
    return json.loads((REAL / name).read_text(encoding="utf-8"))


def told(model: DeclaredModel) -> set[str]:
    return {one.where for one in model.notices}


# Our own format


def test_a_ladder_is_read_as_it_is_written() -> None:
    model = read_declared(sample("ladder.yaml"))

    assert (model.version_label, model.language, model.source) == ("2026.10", "no", "own")
    assert [(one.code, one.rank) for one in model.scale] == [("L1", 1), ("L2", 2)]
    assert [(one.code, one.parent, one.position) for one in model.competencies] == [
        ("COM", None, 0),
        ("COM.1", "COM", 0),
        ("COM.2", "COM", 1),
        ("007", None, 1),
    ]
    assert model.competencies[0].levels[1] == ("L2", "Adapts to the audience.")
    assert [(one.origin, one.destination) for one in model.associations] == [
        ("COM.1", "COM.2"),
        ("COM", None),
    ]
    assert model.notices == ()


def test_the_example_is_a_whole_ladder() -> None:
    model = read_declared(read_yaml((EXAMPLES / "competency-model.yaml").read_text("utf-8")))

    leaves = [one for one in model.competencies if one.levels]
    assert len(model.competencies) == 24
    assert all([level for level, _ in one.levels] == ["L1", "L2", "L3", "L4"] for one in leaves)
    assert {one.category for one in leaves} == {"Engineering", "Collaboration", "Leadership"}


def test_all_problems_are_listed_at_once_with_their_places() -> None:
    assert refused(lambda: read_own(sample("many_problems.yaml"))) == {
        "/framework/lang": "is not a field here; known: code, description, identifier, language, "
        "title, version",
        "/competencies/0/children/1/parent": "is not a field here; known: category, children, "
        "code, identifier, levels, name, statement",
        "/competencies/1": "should be an object",
        "/competencies/2/children": "should be a list",
        "/framework/code": "should be lower-case letters and digits, with single - . or _ between",
        "/framework/title": "should not be empty",
        "/competencies/0/levels/L1": "should be text (in YAML, put it in quotes)",
        "/competencies/0/children/1/name": "is missing",
        "/competencies/2/name": "has a NUL, a control character or a bidirectional override",
        "/competencies/2/statement": "should be text (in YAML, put it in quotes)",
        "/associations/1": "leads either to a competency of the model or to something outside it",
        "/competencies/0/children/0/code": 'repeats the code "A"',
        "/scale/1/code": 'repeats the code "L1"',
        "/competencies/0/levels/L9": "is not a level of the scale",
        "/associations/0/destination": "is not the code of a competency",
    }


def test_numbers_are_read_as_text_but_only_where_that_loses_nothing() -> None:
    model = read_own(a_model(a_competency("x") | {"code": 7}))
    assert model.competencies[0].code == "7"
    assert "/competencies/0/code" in refused(lambda: read_own(a_model({"code": 7.10})))
    assert "/competencies/0/code" in refused(lambda: read_own(a_model({"code": 10**5000})))


def test_a_model_made_without_a_reader_keeps_the_same_rules() -> None:
    a, b = a_competency("A", parent="B"), a_competency("B", parent="A")
    lost = a_competency("C", parent="Z")
    fields: dict[str, Any] = {"code": "f", "title": "F", "source": "own"}
    assert refused(lambda: DeclaredModel(**fields, competencies=(a, b, lost))) == {
        "/competencies/0/parent": "makes a circle of parents",
        "/competencies/2/parent": "is not the code of a competency",
    }


# CASE


@with_real_files
def test_the_sample_framework_is_read_whole() -> None:
    model = read_declared(real("opensalt-sample-framework-20c5134f.json"))

    tree = {one.code: one.parent for one in model.competencies}
    assert len(tree) == 16
    assert len(tree) + len(model.associations) == 39
    assert [code for code, parent in tree.items() if parent is None] == [
        "CCSS.Math.Content.6.RP.A",
        "CCSS.Math.Content.7.RP.A",
    ]
    inside = [one for one in model.associations if one.destination is not None]
    assert {(one.origin[-8:], one.type) for one in inside} == {
        ("6.RP.A.1", "precedes"),
        ("6.RP.A.3", "precedes"),
    }
    assert all(len(one.name) <= 120 for one in model.competencies)
    assert model.competencies[0].education_levels == ("06",)


@with_real_files
def test_items_without_numbers_keep_the_order_of_the_file() -> None:
    package = real("opensalt-test-Ordering.json")
    model = read_declared(package)

    schemes = [one["humanCodingScheme"] for one in package["CFItems"]]
    assert [one.code for one in model.competencies] == schemes
    level = [one for one in model.competencies if one.parent == schemes[3]]
    assert [one.position for one in level] == list(range(24))
    assert model.competencies[3].name == "Level 1"


@with_real_files
def test_characters_of_four_bytes_survive() -> None:
    model = read_declared(real("opensalt-test-Utf8TestFramework.json"))
    assert (model.title, model.competencies[0].statement) == (
        "UTF8 \N{MATHEMATICAL ITALIC SMALL D} Test",
        "Item \N{MATHEMATICAL ITALIC SMALL D} 1",
    )
    assert told(model) == {"/CFDocument/identifier", "/CFItems/0/identifier"}


@with_real_files
def test_an_empty_package_is_an_empty_model() -> None:
    assert read_declared(real("opensalt-test-EmptyExternalFramework.json")).competencies == ()


@with_real_files
def test_rubrics_become_the_scale() -> None:
    model = read_declared(real("minimal-valid-case-v1p1.json"))
    assert [(one.code, one.rank) for one in model.scale] == [("Level 1", 1)]
    assert [len(one.levels) for one in model.competencies] == [1, 0, 0]


def test_a_broken_package_is_mended_and_every_mend_is_told() -> None:
    model = read_declared(sample("broken_case.json"))

    assert (model.code, model.language, model.version_label) == ("doc-1", "en-GB", "3")
    assert [(one.code, one.parent, one.position) for one in model.competencies] == [
        ("R1", None, 1),
        ("i-2", None, 0),
        ("i-3", "R1", 1),
        ("i-4", "R1", 0),
        ("i-5", None, 2),
        ("i-6", "i-5", 0),
        ("8", None, 3),
    ]
    first, _, third, *_ = model.competencies
    assert first.education_levels == ("06", "07")
    assert third.name.endswith("shortened somewhere…")
    assert first.levels == (("Skilled", "Does it well."), ("Learning", "Does it with help."))
    assert [one.code for one in model.scale] == ["Learning", "Skilled"]
    assert [
        (one.type, one.outside_identifier or one.outside_uri) for one in model.associations
    ] == [
        ("isChildOf", "elsewhere"),
        ("isRelatedTo", "http://data.europa.eu/esco/skill/1"),
    ]
    below = "/CFPackage/CFAssociations/"
    assert told(model) >= {
        *("", "/CFPackage/CFDocument/language", "/CFPackage/CFItems/0/educationalLevel"),
        *("/CFPackage/CFItems/4", "/CFPackage/CFItems/6/identifier", "/CFPackage/CFItems/9"),
        *("/CFPackage/CFItems/8/fullStatement", f"{below}0/sequenceNumber", f"{below}4"),
        *(f"{below}2/associationType", f"{below}7/destinationNodeURI", f"{below}9/originNodeURI"),
    }


def test_what_word_processors_leave_behind_is_mended() -> None:
    model = read_case(a_package({"identifier": "i", "fullStatement": "One\x0btwo \x96 three"}))
    assert model.competencies[0].statement == "One two   three"
    assert "/CFItems/0/fullStatement" in told(model)


def test_a_new_code_leaves_the_identifier() -> None:
    old = read_case(a_package({"identifier": "i", "fullStatement": "S", "humanCodingScheme": "A"}))
    new = read_case(a_package({"identifier": "i", "fullStatement": "S", "humanCodingScheme": "B"}))
    assert old.competencies[0].identifier == new.competencies[0].identifier == "i"
    assert old.content_hash() != new.content_hash()


def test_problems_of_a_package_point_into_it() -> None:
    package = a_package(
        {"identifier": "a", "fullStatement": "x" * 5000},
        {"identifier": "b", "fullStatement": "nul \0 here"},
        7,  # type: ignore[arg-type]
        links=[{"associationType": "x" * 500} | child("a", "b") | {"associationType": "x" * 500}],
    )
    assert set(refused(lambda: read_case({"CFPackage": package}))) == {
        "/CFPackage/CFItems/2",
        "/CFPackage/CFItems/0/fullStatement",
        "/CFPackage/CFItems/1/fullStatement",
        "/CFPackage/CFItems/1/abbreviatedStatement",
        "/CFPackage/CFAssociations/0/associationType",
    }


def test_what_is_neither_is_refused_clearly() -> None:
    nothings: list[Any] = [None, [], "text", {}, {"skills": []}]
    for value in nothings:
        assert "no competency model" in refused(partial(read_declared, value))[""]
    assert "both" in refused(lambda: read_declared(a_model() | a_package()))[""]


# Hashes


def shuffled(value: Any, chance: random.Random, *, lists: bool) -> Any:
    """The same content: keys in another order, other whitespace, and lists too when asked."""
    if isinstance(value, dict):
        pairs = [(key, shuffled(one, chance, lists=lists)) for key, one in value.items()]
        chance.shuffle(pairs)
        return dict(pairs)
    if isinstance(value, list | tuple):
        entries = [shuffled(one, chance, lists=lists) for one in value]
        if lists:
            chance.shuffle(entries)
        return entries
    return (
        f" {value.replace(' ', chance.choice(['  ', chr(10)]))}\n"
        if isinstance(value, str) and " " in value
        else value
    )


@given(st.randoms(use_true_random=False))
def test_the_hash_knows_content_only(chance: random.Random) -> None:
    document = sample("ladder.yaml")
    model = read_own(document)
    fields = model.model_dump(exclude={"notices"})
    for one in fields["competencies"]:
        one["levels"] = list(one["levels"])
    again = DeclaredModel.model_validate(shuffled(fields, chance, lists=False))
    entries = [*again.competencies]
    chance.shuffle(entries)

    assert read_own(shuffled(document, chance, lists=False)).content_hash() == model.content_hash()
    assert (
        again.model_copy(update={"competencies": tuple(entries)}).content_hash()
        == model.content_hash()
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["competencies"].reverse(),
        lambda document: document["competencies"][0]["levels"].update(L1="Another descriptor."),
        lambda document: document["competencies"][0].update(name="Another name"),
        lambda document: document["framework"].update(version="2026.2"),
        lambda document: document["associations"].pop(),
        lambda document: document["scale"][0].update(name="Another name"),
    ],
)
def test_the_hash_changes_with_the_content(change: Callable[[Any], object]) -> None:
    document = sample("ladder.yaml")
    before = read_own(document).content_hash()
    change(document)
    assert read_own(document).content_hash() != before
