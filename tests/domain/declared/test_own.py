"""Competency models in our own format, in YAML and in JSON."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from app.domain.competencies.declared import Format
from app.domain.competencies.declared.schema import own_format_schema
from tests.domain.declared import (
    a_competency,
    a_model,
    read,
    read_sample,
    read_text,
    refused,
    sample,
)

EXAMPLE = Path(__file__).parents[3] / "examples" / "competency-model.yaml"


def test_a_ladder_is_read_as_it_is_written() -> None:
    model = read_sample("ladder.yaml")

    framework = model.framework
    assert (framework.version_label, framework.language, framework.source) == (
        *("2026.10", "no", "own"),
    )
    assert [(one.code, one.rank) for one in framework.scale] == [("L1", 1), ("L2", 2)]
    assert [(one.code, one.parent, one.position) for one in model.competencies] == [
        ("COM", None, 0),
        ("COM.1", "COM", 0),
        ("COM.2", "COM", 1),
        ("007", None, 1),
    ]
    assert model.competencies[0].levels[1] == {
        "level": "L2",
        "descriptor": "Adapts to the audience.",
    }
    assert [(one.origin, one.destination) for one in model.associations] == [
        ("COM.1", "COM.2"),
        ("COM", None),
    ]
    assert model.notices == ()


def test_the_example_is_a_whole_ladder() -> None:
    model = read_text(EXAMPLE.read_bytes())

    leaves = [one for one in model.competencies if one.levels]
    assert len(model.competencies) == 24
    assert all([said["level"] for said in one.levels] == ["L1", "L2", "L3", "L4"] for one in leaves)
    assert {one.category for one in leaves} == {"Engineering", "Collaboration", "Leadership"}
    assert {one.track for one in model.roles} == {"expert", "leadership"}
    assert {kind for _, _, kind, *_ in model.pathways} == {"promotion", "lateral", "entry"}


def test_the_example_and_a_ladder_are_valid_by_the_published_schema() -> None:
    schema = own_format_schema()
    jsonschema_rs.meta.validate(schema)
    validator = jsonschema_rs.validator_for(schema)

    for document in (yaml.safe_load(EXAMPLE.read_text("utf-8")), sample("ladder.yaml")):
        assert [one.message for one in validator.iter_errors(document)] == []
    assert not validator.is_valid(a_model(a_competency("A", level="L1")))
    assert not validator.is_valid({"framework": {"code": "A b", "title": "T"}, "competencies": []})


def test_every_field_of_the_schema_is_explained_with_an_example_that_is_valid() -> None:
    schema = own_format_schema()
    for definition in schema["$defs"].values():
        for name, one in definition["properties"].items():
            assert one["description"], name
            validator = jsonschema_rs.validator_for({"$defs": schema["$defs"], **one})
            assert all(map(validator.is_valid, one["examples"])), name


def test_all_problems_are_listed_at_once_with_their_places() -> None:
    fields = "code, description, extra, identifier, language, title, translations, version"
    competency = (
        "category, children, code, edition, educationLevels, extra, identifier, levels, name, "
        "replaces, statement, translations"
    )
    wanted = {
        "line 4, column 9 (/framework/lang)": f"is not a field here; known: {fields}",
        "line 15, column 57 (/competencies/0/children/1/parent)": "is not a field here; known: "
        + competency,
        "line 16, column 5 (/competencies/1)": "should be an object",
        "line 20, column 15 (/competencies/2/children)": "should be a list",
        "line 2, column 9 (/framework/code)": "should be lower-case letters and digits, with "
        "single - . or _ between",
        "line 3, column 10 (/framework/title)": "should not be empty",
        "line 12, column 38 (/competencies/0/levels/L1)": "should be text (in YAML, put it in "
        "quotes)",
        "line 15, column 9 (/competencies/0/children/1/name)": "is missing",
        "line 18, column 11 (/competencies/2/name)": "has a NUL, a control character or a "
        "bidirectional override",
        "line 19, column 16 (/competencies/2/statement)": "should be text (in YAML, put it in "
        "quotes)",
        "line 23, column 5 (/associations/1)": "leads either to a competency of the model or to "
        "something outside it",
        "line 14, column 16 (/competencies/0/children/0/code)": 'repeats the code "A"',
        "line 7, column 12 (/scale/1/code)": 'repeats the code "L1"',
        "line 12, column 18 (/competencies/0/levels/L9)": "is not a level of the scale",
        "line 22, column 46 (/associations/0/destination)": "is not the code of a competency",
    }
    assert refused(lambda: read_sample("many_problems.yaml")) == wanted


def test_problems_in_json_have_lines_columns_and_pointers() -> None:
    bad = a_model(a_competency("A", levels={"L9": "x"}), a_competency("B") | {"name": "ü" * 400})
    text = json.dumps(bad, indent=1, ensure_ascii=False)
    lines = text.splitlines()
    level = 1 + next(number for number, line in enumerate(lines) if '"L9"' in line)
    name = 2 + next(number for number, line in enumerate(lines) if '"code": "B"' in line)
    places = refused(lambda: read_text(text))
    assert places == {
        f"line {level}, column 11 (/competencies/0/levels/L9)": ("is not a level of the scale"),
        f"line {name}, column 12 (/competencies/1/name)": (
            "String should have at most 300 characters"
        ),
    }
    assert set(refused(lambda: read(bad))) == {"/competencies/0/levels/L9", "/competencies/1/name"}


def test_numbers_are_read_as_text_but_only_where_that_loses_nothing() -> None:
    model = read(a_model(a_competency("x") | {"code": 7}))
    assert model.competencies[0].code == "7"
    assert "/competencies/0/code" in refused(lambda: read(a_model({"code": 7.10})))
    assert "/competencies/0/code" in refused(lambda: read(a_model({"code": 10**5000})))


def test_keys_may_come_in_any_order() -> None:
    inner = a_competency("A.1", levels={"L2": "two", "L1": "one"})
    document = {
        "pathways": [{"to": "R", "kind": "entry"}],
        "competencies": [
            {"children": [{"children": [a_competency("A.1.1")], **inner}], **a_competency("A")},
            a_competency("B"),
        ],
        "roleProfiles": [
            {"code": "R", "title": "R", "track": "expert", "level": 1, "requires": {"A": "L1"}}
        ],
        "scale": [{"code": "L1", "name": "One"}, {"code": "L2", "name": "Two"}],
        "framework": {"code": "f", "title": "F"},
    }
    one = read(document)
    other = read_text(json.dumps(document, sort_keys=True))

    assert [(c.code, c.parent) for c in one.competencies] == [
        ("A", None),
        ("A.1", "A"),
        ("A.1.1", "A.1"),
        ("B", None),
    ]
    assert [said["level"] for said in one.competencies[1].levels] == ["L1", "L2"]
    assert one.content_hash == other.content_hash
    assert one.competencies == other.competencies


def test_many_children_wait_for_the_code_of_the_one_above() -> None:
    children = [a_competency(f"A.{number}") for number in range(1_700)]
    model = read_text(json.dumps(a_model({"children": children, **a_competency("A")})))
    assert [one.code for one in model.competencies] == ["A", *(one["code"] for one in children)]
    assert {one.parent for one in model.competencies[1:]} == {"A"}
    assert [one.position for one in model.competencies[1:]] == list(range(1_700))


def test_everything_that_can_be_said_is_kept() -> None:
    document = a_model(
        a_competency(
            "A",
            edition=2,
            replaces="A",
            educationLevels=[6, "07"],
            translations={"de": {"name": "Ah", "levels": {"L1": "eins"}}},
            extra={"notes": ["x", 1, 2.5, None], "deep": {"er": True}},
        ),
        scale=[
            {"code": "L1", "name": "One", "description": "First", "replaces": ["P1"]}
            | {"translations": {"pt-BR": {"name": "Um"}}}
        ],
        associations=[
            {"origin": "A", "type": "precedes", "destination": "A", "sequence": 3}
            | {"identifier": "i", "extra": {"k": 1}}
        ],
        roleProfiles=[
            {"code": "R", "title": "Role", "family": "F", "track": "leadership", "level": 3}
            | {"description": "D", "identifier": "r-1", "extra": {"k": 2}}
            | {"translations": {"de": {"title": "Rolle"}}}
            | {"requires": [{"competency": "A", "level": "L1", "essential": False}]},
            {"code": "S", "title": "S", "track": "expert", "level": 1}
            | {"requires": {"A": {"level": "L1"}}},
        ],
        pathways=[{"from": "R", "to": "S", "kind": "lateral", "description": "Any time."}],
    )
    document["framework"] |= {"translations": {"de": {"title": "Ef"}}, "extra": {"by": "us"}}
    model = read(document)

    one = model.competencies[0]
    assert (one.edition, one.replaces, one.education_levels) == (2, ["A"], ["6", "07"])
    assert one.translations == {"de": {"name": "Ah", "levels": {"L1": "eins"}}}
    assert one.extra == {"notes": ["x", 1, 2.5, None], "deep": {"er": True}}
    [level] = model.framework.scale
    assert (level.description, level.replaces) == ("First", ("P1",))
    assert model.framework.extra == {"by": "us"}
    [link] = model.associations
    assert (link.sequence, link.identifier, link.extra) == (3, "i", {"k": 1})
    assert [(r.code, r.track, r.rank, r.requirements) for r in model.roles] == [
        ("R", "leadership", 3, [{"competency": "A", "level": "L1", "essential": False}]),
        ("S", "expert", 1, [{"competency": "A", "level": "L1", "essential": True}]),
    ]
    assert model.roles[0][4:9] == (
        3,
        "D",
        "r-1",
        model.roles[0].requirements,
        {"de": {"title": "Rolle"}},
    )
    assert model.pathways[0][:4] == ("R", "S", "lateral", "Any time.")


@pytest.mark.parametrize(
    ("fields", "where", "what"),
    [
        ({"replaces": ["A"]}, "/competencies/0/replaces", "names the competency itself"),
        ({"edition": 0}, "/competencies/0/edition", "greater than or equal to 1"),
        ({"edition": "2"}, "/competencies/0/edition", "should be a whole number"),
        ({"translations": {"x": {}}}, "/competencies/0/translations/x", "BCP 47"),
        ({"translations": {"de": {"nome": "x"}}}, "/competencies/0/translations/de/nome", "no"),
        ({"extra": []}, "/competencies/0/extra", "should be an object"),
        ({"extra": {"x": "\0"}}, "/competencies/0/extra", "a NUL"),
        ({"extra": {"x": float("inf")}}, "/competencies/0/extra", "not finite"),
        ({"levels": ["L1"]}, "/competencies/0/levels", "should be an object"),
        ({"identifier": "same"}, "/competencies/1/identifier", "repeats the identifier"),
    ],
)
def test_what_a_competency_may_not_say(fields: dict[str, Any], where: str, what: str) -> None:
    document = a_model(a_competency("A", **fields), a_competency("B", identifier="same"))
    [(place, reason)] = refused(lambda: read(document)).items()
    assert place.startswith(where)
    assert what in reason


@pytest.mark.parametrize(
    ("parts", "where", "what"),
    [
        ({"requires": {"Z": "L1"}}, "/roleProfiles/0/requires/Z", '"Z" is not the code'),
        ({"requires": {"A": "L9"}}, "/roleProfiles/0/requires/A", '"L9" is not a level'),
        ({"requires": 7}, "/roleProfiles/0/requires", "should be an object of competencies"),
        ({"requires": [{"competency": "A", "level": "L1", "must": 1}]}, "/roleProfiles/0", "not a"),
        ({"requires": [{"competency": "A", "level": "L1"}] * 2}, "/roleProfiles/0", "repeats the"),
        ({"track": "other"}, "/roleProfiles/0/track", "should be 'expert' or 'leadership'"),
        ({"level": 0}, "/roleProfiles/0/level", "greater than or equal to 1"),
        ({"from": "Z"}, "/pathways/0/from", "is not the code of a role"),
        ({"to": "Z"}, "/pathways/0/to", "is not the code of a role"),
        ({"from": None}, "/pathways/0", "comes from a role unless"),
        ({"to": "R"}, "/pathways/0", "leads from a role to itself"),
        ({"kind": "sideways"}, "/pathways/0/kind", "should be 'promotion'"),
    ],
)
def test_what_roles_and_ways_may_not_say(parts: dict[str, Any], where: str, what: str) -> None:
    way = {"from": "R", "to": "S", "kind": "promotion"}
    role = {"code": "R", "title": "R", "track": "expert", "level": 1}
    document = a_model(
        a_competency("A"),
        scale=[{"code": "L1", "name": "One"}],
        roleProfiles=[
            role | {k: v for k, v in parts.items() if k not in way},
            role | {"code": "S"},
        ],
        pathways=[way | {k: v for k, v in parts.items() if k in way}],
    )
    [(place, reason)] = refused(lambda: read(document)).items()
    assert place.startswith(where)
    assert what in reason


def test_repeated_roles_ways_and_keys_are_refused_and_repeated_links_are_one() -> None:
    role = {"code": "R", "title": "R", "track": "expert", "level": 1}
    way = {"to": "R", "kind": "entry"}
    twice = a_model(a_competency("A"), roleProfiles=[role, role], pathways=[way, way])
    assert refused(lambda: read(twice)) == {
        "/roleProfiles/1/code": 'repeats the code "R"',
        "/pathways/1": "repeats a pathway",
    }

    keys = '{"framework": {"code": "f", "code": "f", "title": "F"}, "competencies": [{"code": "A",'
    keys += ' "name": "A", "name": "A", "statement": "A"}], "competencies": []}'
    assert {one.partition("(")[2] for one in refused(lambda: read_text(keys))} == {
        *("/framework/code)", "/competencies/0/name)", "/competencies)")
    }

    link = {"origin": "A", "type": "precedes", "destination": "A"}
    model = read(a_model(a_competency("A"), associations=[link, link]))
    assert len(model.associations) == 1
    assert [one.where for one in model.notices] == ["/associations/1"]


def test_whoever_reads_may_say_what_the_model_is_called() -> None:
    model = read({"competencies": []}, format=Format.OWN_JSON, code="given", title="Given")
    assert (model.framework.code, model.framework.title) == ("given", "Given")
    model = read(a_model(), code="given", language="de")
    assert (model.framework.code, model.framework.title, model.framework.language) == (
        *("given", "F", "de"),
    )
    assert "is missing" in refused(lambda: read({"competencies": []}))["/framework"]
