"""CASE packages: read with patience, and nothing of them lost."""

import json
from typing import Any

import pytest

from app.domain.competencies.declared import Format
from tests.domain.declared import (
    REAL,
    Model,
    a_package,
    child,
    read,
    read_sample,
    read_text,
    refused,
    told,
    with_real_files,
)


def real(name: str) -> Model:
    return read_text((REAL / "case" / name).read_bytes(), name)


def an_item(identifier: str, **fields: Any) -> dict[str, Any]:
    return {"identifier": identifier, "fullStatement": f"Statement of {identifier}", **fields}


@with_real_files
def test_the_sample_framework_is_read_whole() -> None:
    model = real("opensalt-sample-framework-20c5134f.json")

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
    assert model.competencies[0].education_levels == ["06"]


@with_real_files
@pytest.mark.parametrize(
    "name",
    [
        "opensalt-sample-framework-20c5134f.json",
        "opensalt-test-Ordering.json",
        "opensalt-test-Utf8TestFramework.json",
        "minimal-valid-case-v1p1.json",
    ],
)
def test_every_field_of_real_items_and_associations_is_found_again(name: str) -> None:
    source = json.loads((REAL / "case" / name).read_text("utf-8"))
    model = real(name)

    said = {
        "identifier": "identifier",
        "fullStatement": "statement",
        "abbreviatedStatement": "name",
    }
    said |= {"humanCodingScheme": "code", "CFItemType": "category"}
    said |= {"educationLevel": "education_levels"}
    by_identifier = {one.identifier: one for one in model.competencies}
    for item in source["CFItems"]:
        one = by_identifier[item["identifier"]]
        for field, value in item.items():
            if value is not None:
                found = one.extra.get(field, getattr(one, said.get(field, "extra")))
                assert found == value, field
    links = [one.extra["isChildOf"] for one in model.competencies if "isChildOf" in one.extra]
    kept = [value for kind, value in model.leftovers if kind == "CFAssociation"]
    left = [one for one in source["CFAssociations"] if one not in [*links, *kept]]
    assert {one["identifier"] for one in left} == {one.identifier for one in model.associations}
    document = {**source["CFDocument"]}
    for field in ("identifier", "title", "version", "language", "description"):
        document.pop(field, None)
    present = {name: value for name, value in document.items() if value is not None}
    assert model.framework.extra.items() >= present.items()


@with_real_files
def test_items_without_numbers_keep_the_order_of_the_file() -> None:
    package = json.loads((REAL / "case" / "opensalt-test-Ordering.json").read_text("utf-8"))
    model = real("opensalt-test-Ordering.json")

    schemes = [one["humanCodingScheme"] for one in package["CFItems"]]
    in_file = sorted(model.competencies, key=lambda one: int(one.place.rpartition("/")[2]))
    assert [one.code for one in in_file] == schemes
    level = [one for one in in_file if one.parent == schemes[3]]
    assert [one.position for one in level] == list(range(24))
    assert in_file[3].name == "Level 1"


@with_real_files
def test_characters_of_four_bytes_survive() -> None:
    model = real("opensalt-test-Utf8TestFramework.json")
    assert (model.framework.title, model.competencies[0].statement) == (
        "UTF8 \N{MATHEMATICAL ITALIC SMALL D} Test",
        "Item \N{MATHEMATICAL ITALIC SMALL D} 1",
    )
    assert told(model) == {"/CFDocument/identifier", "/CFItems/0/identifier"}


@with_real_files
def test_an_empty_package_is_an_empty_model() -> None:
    assert real("opensalt-test-EmptyExternalFramework.json").competencies == []


@with_real_files
def test_rubrics_become_the_scale() -> None:
    model = real("minimal-valid-case-v1p1.json")
    assert [(one.code, one.rank) for one in model.framework.scale] == [("Level 1", 1)]
    assert [len(one.levels) for one in model.competencies] == [1, 0, 0]
    assert [kind for kind, _ in model.leftovers].count("CFRubric") == 1


def test_a_broken_package_is_mended_and_every_mend_is_told() -> None:
    model = read_sample("broken_case.json")

    framework = model.framework
    assert (framework.code, framework.language, framework.version_label) == ("doc-1", "en-GB", "3")
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
    assert first.education_levels == ["06", "07"]
    assert third.name.endswith("shortened somewhere…")
    assert first.levels == [
        {"level": "Learning", "descriptor": "Does it with help."},
        {"level": "Skilled", "descriptor": "Does it well."},
    ]
    assert [one.code for one in framework.scale] == ["Learning", "Skilled"]
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
    assert [kind for kind, _ in model.leftovers] == [
        *("CFItem", "CFItem", "CFAssociation", "CFRubric", "CFAssociation", "CFAssociation"),
    ]
    assert third.extra["humanCodingScheme"] == "SAME"  # the code had to be another one
    assert first.extra["educationalLevel"] == "06, 07"


ONE = a_package(an_item("i", humanCodingScheme="A"), links=[child("i", "d")])


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (ONE, "/CFItems/0"),
        ({"CFPackage": ONE}, "/CFPackage/CFItems/0"),
        ({"data": ONE}, "/data/CFItems/0"),
        ({"data": {"CFPackage": ONE}, "status": "ok"}, "/data/CFPackage/CFItems/0"),
        ([ONE], "/0/CFItems/0"),
        ({"data": [{"CFPackage": ONE}]}, "/data/0/CFPackage/CFItems/0"),
        (
            {"meta": {"CFDocument": ONE["CFDocument"]}, **{k: ONE[k] for k in ("CFItems",)}},
            "/CFItems/0",
        ),
        (
            {"CFDocument": {**ONE["CFDocument"], "CFItems": ONE["CFItems"]}},
            "/CFDocument/CFItems/0",
        ),
        (
            {"CFDocument": {"CFDocument": ONE["CFDocument"]}, "CFItems": ONE["CFItems"]},
            "/CFItems/0",
        ),
        ({**ONE, "CFItems": ONE["CFItems"][0]}, "/CFItems"),
    ],
)
def test_packages_are_found_wherever_exports_put_them(value: Any, place: str) -> None:
    model = read_text(json.dumps(value))
    assert model.framework.code == "d"
    assert [(one.code, one.place) for one in model.competencies] == [("A", place)]


def test_only_one_package_is_read() -> None:
    assert refused(lambda: read_text(json.dumps([ONE, ONE]))).popitem()[1] == (
        "is a second CFDocument; one package is read"
    )
    assert refused(lambda: read({"CFItems": []})) == {"/CFDocument": "is missing"}
    assert refused(lambda: read({"CFPackage": {"CFDocument": 7}})) == {
        "/CFPackage/CFDocument": "should be an object"
    }


def test_nothing_of_a_package_is_lost() -> None:
    document = {
        "identifier": "d",
        "title": "T" * 400,
        "language": "de_DE",
        "version": 7,
        "creator": "Us",
        "publisher": "P",
        "adoptionStatus": "Draft",
        "subject": ["S"],
        "licenseURI": {"title": "CC", "identifier": "l", "uri": "u"},
        "homemade": {"x": [1.5]},
    }
    item = an_item(
        "i",
        conceptKeywords=["k"],
        notes="n",
        listEnumeration="1",
        alternativeLabel="a",
        statusStartDate="2026-01-01",
        language="en",
        uri="urn:i",
        sequenceNumber="4",
        CFItemTypeURI={"title": "Skill", "identifier": "t", "uri": "urn:t"},
        fullStatement="Runs\x02over",
        licenseURI=None,
    )
    link = {
        **child("i", "elsewhere", associationType="isRelatedTo", identifier="a-1"),
        "sequenceNumber": "2",
        "notes": "why",
        "CFDocumentURI": {"identifier": "d"},
    }
    tree = child("i", "d", identifier="a-0", sequenceNumber=9, lastChangeDateTime="2026")
    begins = child("elsewhere", "i", identifier="a-2")
    definitions = {"CFConcepts": [{"identifier": "c", "title": "C"}], "CFSubjects": []}
    model = read(
        {
            "CFDocument": document,
            "CFItems": [item, {**item, "notes": "again"}],
            "CFAssociations": [tree, link, begins],
            "CFDefinitions": definitions,
            "homemade": {"list": [1, 2]},
        }
    )

    assert model.framework.extra == {
        **{name: document[name] for name in ("creator", "publisher", "adoptionStatus", "subject")},
        **{name: document[name] for name in ("licenseURI", "homemade", "title", "language")},
        "version": 7,
    }
    [one] = model.competencies
    kept = {**item}
    for name in ("identifier", "licenseURI"):
        del kept[name]
    assert one.extra == {**kept, "isChildOf": tree}
    assert one.category == "Skill"
    [other] = model.associations
    assert (other.identifier, other.sequence) == ("a-1", 2)
    assert other.extra == {
        "sequenceNumber": "2",
        "notes": "why",
        "CFDocumentURI": {"identifier": "d"},
    }
    assert model.leftovers == [
        ("CFItem", {**item, "notes": "again"}),
        ("CFDefinitions", definitions),
        ("homemade", {"list": [1, 2]}),
        ("CFAssociation", begins),
    ]


def test_a_package_without_an_identifier_is_known_by_what_it_has() -> None:
    package = {**ONE, "CFDocument": {"title": "My Framework"}}
    assert read(package).framework.code.startswith("my-framework-")
    package = {**ONE, "CFDocument": {}}
    assert refused(lambda: read(package)) == {
        "/CFDocument/identifier": "is missing",
        "/CFDocument/title": "is missing",
    }
    model = read(package, code="given", title="Given")
    assert (model.framework.code, model.framework.title) == ("given", "Given")
    assert read(package, name="skills.json").framework.title == "skills.json"


def test_what_comes_in_any_order_is_the_same() -> None:
    items = [an_item("b", humanCodingScheme="B"), an_item("a", humanCodingScheme="A")]
    links = [child("b", "A"), child("a", "d"), child("b", "a", associationType="precedes")]
    package = a_package(*items, links=links)
    turned = {**{name: package[name] for name in reversed(package)}, "CFItems": items[::-1]}

    one, other = read(package), read(turned)
    assert one.content_hash == other.content_hash
    assert [c.code for c in one.competencies] == ["A", "B"]  # the parent first
    assert one.competencies[1].parent == "A"
    assert [(a.origin, a.destination) for a in one.associations] == [("B", "A")]


def test_a_later_export_of_the_same_content_has_the_same_hash() -> None:
    def package(date: str) -> dict[str, Any]:
        item = an_item("i", lastChangeDateTime=date)
        link = child("i", "d", lastChangeDateTime=date)
        found = a_package(item, links=[link])
        found["CFDocument"]["lastChangeDateTime"] = date
        return found

    one, other = read(package("2026-01-01")), read(package("2026-01-02"))
    assert one.content_hash == other.content_hash
    assert one.competencies[0].extra["lastChangeDateTime"] == "2026-01-01"


def test_what_word_processors_leave_behind_is_mended() -> None:
    model = read(a_package({"identifier": "i", "fullStatement": "One\x0btwo \x96 three"}))
    assert model.competencies[0].statement == "One two   three"
    assert "/CFItems/0/fullStatement" in told(model)


def test_a_new_code_leaves_the_identifier() -> None:
    old = read(a_package({"identifier": "i", "fullStatement": "S", "humanCodingScheme": "A"}))
    new = read(a_package({"identifier": "i", "fullStatement": "S", "humanCodingScheme": "B"}))
    assert old.competencies[0].identifier == new.competencies[0].identifier == "i"
    assert old.content_hash != new.content_hash


def test_codes_are_made_up_where_nothing_else_can_be_one() -> None:
    twins = [{"fullStatement": "Same"}, {"fullStatement": "Same"}, an_item("x" * 130)]
    codes = [one.code for one in read(a_package(*twins)).competencies]
    assert len(set(codes)) == 3
    assert all(code.startswith("item-") for code in codes)


def test_problems_of_a_package_point_into_it() -> None:
    package = a_package(
        {"identifier": "a", "fullStatement": "x" * 5000},
        {"identifier": "b", "fullStatement": "nul \0 here"},
        7,
        links=[child("a", "b", associationType="x" * 500)],
    )
    wanted = {
        "/CFPackage/CFItems/2",
        "/CFPackage/CFItems/0/fullStatement",
        "/CFPackage/CFItems/1/fullStatement",
        "/CFPackage/CFItems/1/abbreviatedStatement",
        "/CFPackage/CFAssociations/0/associationType",
    }
    assert set(refused(lambda: read({"CFPackage": package}))) == wanted
    text = json.dumps({"CFPackage": package})
    located = refused(lambda: read_text(text, format=Format.CASE))
    assert {one.partition("(")[2].rstrip(")") for one in located} == wanted
    assert all(one.startswith("line 1, column ") for one in located)
