"""What statements may hold, without a database: each rule of xAPI, kept and broken."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.domain.learning_records.errors import StatementInvalid
from app.domain.learning_records.states import ActorIdentifier
from app.domain.learning_records.xapi import read_statements
from app.domain.learning_records.xapi.reading import DEEPEST, LARGEST, MOST_VALUES, Statement
from tests.learning_records.kit import COURSE, PROGRESS, VERBS, progressed, said, voids

ID = "6f1c2a3e-7f0b-4b7e-9d43-0a4f6f3f9b01"
ADA = {"mbox": "mailto:ada@example.com"}
PAIR = {
    "objectType": "Group",
    "member": [ADA, {"account": {"homePage": "https://a.example", "name": "key"}}],
}
FULL = {
    "id": ID,
    "actor": {"objectType": "Agent", "name": "Ada", **ADA},
    "verb": {"id": f"{VERBS}completed", "display": {"en-US": "completed"}},
    "object": {
        "objectType": "Activity",
        "id": COURSE,
        "definition": {
            "name": {"en": "Course"},
            "description": {"en": "About"},
            "type": "http://adlnet.gov/expapi/activities/course",
            "moreInfo": "https://example.com/more",
            "interactionType": "choice",
            "correctResponsesPattern": ["a[,]b"],
            "choices": [{"id": "a", "description": {"en": "A"}}],
            "extensions": {"https://example.com/x": None},
        },
    },
    "result": {
        "score": {"scaled": 0.5, "raw": 50, "min": 0, "max": 100},
        "success": True,
        "completion": True,
        "response": "yes",
        "duration": "PT1H30M5.25S",
        "extensions": {"https://example.com/x": {"deep": [None, 1, "two"]}},
    },
    "context": {
        "registration": ID,
        "instructor": {"openid": "https://openid.example/ada"},
        "team": {"objectType": "Group", "name": "Team", "mbox": "mailto:team@example.com"},
        "contextActivities": {"parent": [{"id": COURSE}], "grouping": {"id": COURSE}},
        "revision": "1",
        "platform": "Moodle",
        "language": "en-GB",
        "statement": {"objectType": "StatementRef", "id": ID},
        "extensions": {"https://example.com/y": 1},
    },
    "timestamp": "2026-11-27T10:00:00.123Z",
    "stored": "2026-11-27T10:00:01Z",
    "authority": PAIR,
    "version": "1.0.3",
    "attachments": [
        {
            "usageType": "https://example.com/certificate",
            "display": {"en": "Certificate"},
            "contentType": "application/pdf",
            "length": 1234,
            "sha2": "a" * 64,
            "fileUrl": "https://example.com/certificate.pdf",
        }
    ],
}
SECOND = {
    "contextAgents": [{"objectType": "contextAgent", "agent": ADA}],
    "contextGroups": [{"objectType": "contextGroup", "group": PAIR, "relevantTypes": [COURSE]}],
}


def read(one: Any, version: str = "1.0.3") -> Statement:
    [found] = read_statements([one], version)
    return found


def faults(one: Any, version: str = "1.0.3") -> list[str]:
    with pytest.raises(StatementInvalid) as refused:
        read(one, version)
    return [fault.pointer.removeprefix("/statements/0") for fault in refused.value.faults]


def test_everything_that_a_statement_may_hold() -> None:
    assert str(read(FULL).id) == ID
    found = read(FULL | {"version": "2.0.0", "context": FULL["context"] | SECOND}, "2.0.0")
    assert found.happened_at == datetime(2026, 11, 27, 10, 0, 0, 123_000, UTC)
    assert faults(FULL | {"context": SECOND}) == [
        "/context/contextAgents",
        "/context/contextGroups",
    ]
    assert faults(FULL, "2.0.0") == ["/version"]


WHO: dict[str, Any] = {
    "several names": ADA | {"openid": "https://openid.example/ada"},
    "no name": {"name": "Ada"},
    "nothing": {},
    "a text": "Ada",
}
BROKEN: list[tuple[str, Any, list[str]]] = [
    ("actor", ..., ["/actor"]),
    ("verb", ..., ["/verb"]),
    ("object", ..., ["/object"]),
    *(("actor", one, ["/actor"]) for one in WHO.values()),
    ("actor", {"mbox": "ada@example.com"}, ["/actor/mbox"]),
    ("actor", {"mbox_sha1sum": "abc"}, ["/actor/mbox_sha1sum"]),
    ("actor", {"openid": "ada"}, ["/actor/openid"]),
    ("actor", {"account": {"name": "ada"}}, ["/actor/account/homePage"]),
    ("actor", {"account": {"homePage": "https://a.example", "name": ""}}, ["/actor/account/name"]),
    ("actor", ADA | {"objectType": "Person"}, ["/actor/objectType"]),
    ("actor", ADA | {"mail": "x"}, ["/actor/mail"]),
    ("actor", ADA | {"member": [ADA]}, ["/actor/member"]),
    ("actor", {"objectType": "Group"}, ["/actor/member"]),
    ("actor", {"objectType": "Group", "member": []}, ["/actor/member"]),
    ("actor", {"objectType": "Group", "member": [{}]}, ["/actor/member/0"]),
    ("verb", {}, ["/verb/id"]),
    ("verb", {"id": "completed"}, ["/verb/id"]),
    ("verb", {"id": 3}, ["/verb/id"]),
    ("verb", {"id": f"{VERBS}completed", "display": "done"}, ["/verb/display"]),
    ("verb", {"id": f"{VERBS}completed", "display": {"e_n": "x"}}, ["/verb/display"]),
    ("object", {"id": "42"}, ["/object/id"]),
    ("object", {"id": f"https://e.example/{'x' * 2000}"}, ["/object/id"]),
    ("object", {"objectType": "Course", "id": COURSE}, ["/object/objectType"]),
    ("object", {"objectType": [], "id": COURSE}, ["/object/objectType"]),
    ("object", {"objectType": "StatementRef", "id": "x"}, ["/object/id"]),
    ("object", {"id": COURSE, "definition": {"colour": 1}}, ["/object/definition/colour"]),
    (
        "object",
        {"objectType": "SubStatement", **said(), "id": ID},
        ["/object/id"],
    ),
    (
        "object",
        {"objectType": "SubStatement", **said(object={"objectType": "SubStatement", **said()})},
        ["/object/object/objectType"],
    ),
    ("result", {"success": "yes"}, ["/result/success"]),
    ("result", {"score": {"scaled": 2}}, ["/result/score/scaled"]),
    ("result", {"score": {"raw": True}}, ["/result/score/raw"]),
    ("result", {"score": {"raw": 11, "max": 10}}, ["/result/score/raw"]),
    ("result", {"score": {"min": 3, "max": 2}}, ["/result/score/min"]),
    ("result", {"score": {"raw": 10**399}}, ["/result/score/raw"]),
    ("result", {"duration": "1 hour"}, ["/result/duration"]),
    ("result", {"duration": "P"}, ["/result/duration"]),
    ("result", {"duration": "PT"}, ["/result/duration"]),
    ("result", {"extensions": {"progress": 1}}, ["/result/extensions"]),
    ("result", {"grade": "A"}, ["/result/grade"]),
    ("context", {"registration": "x"}, ["/context/registration"]),
    ("context", {"language": "the Queen's"}, ["/context/language"]),
    ("context", {"team": ADA}, ["/context/team/objectType"]),
    ("context", {"contextActivities": {"mother": []}}, ["/context/contextActivities/mother"]),
    ("timestamp", "yesterday", ["/timestamp"]),
    ("timestamp", "2026-13-01T00:00:00Z", ["/timestamp"]),
    ("timestamp", "2026-11-27T10:00:00-00:00", ["/timestamp"]),
    ("timestamp", "0001-01-01T00:00:00+14:00", ["/timestamp"]),
    ("timestamp", 1_700_000_000, ["/timestamp"]),
    ("version", "0.95", ["/version"]),
    ("authority", {"objectType": "Group", "member": [ADA]}, ["/authority"]),
    ("attachments", [{}], [f"/attachments/0/{name}" for name in (
        "usageType", "display", "contentType", "length", "sha2", "fileUrl")]),
    ("id", "x", ["/id"]),
    ("id", 7, ["/id"]),
    ("course", COURSE, ["/course"]),
    ("result", None, ["/result"]),
    ("result", {"response": None}, ["/result/response"]),
    ("result", {"response": "a\x00b"}, ["/result/response"]),
    ("result", {"response": "\ud800"}, ["/result/response"]),
    ("result", {"extensions": {"https://example.com/x": "\x00"}}, ["/result/extensions"]),
    ("result", {"extensions": {"https://example.com/x": float("inf")}}, ["/result/extensions"]),
    ("result", {"extensions": {"https://example.com/x": 10**500}}, ["/result/extensions"]),
    ("result", {"response": "x" * LARGEST}, [""]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "wrong"), BROKEN)
def test_whatever_breaks_a_rule_is_named(name: str, value: Any, wrong: list[str]) -> None:
    assert faults(said(**{name: value})) == wrong


def test_the_platform_of_what_is_no_activity() -> None:
    about = {"object": {"objectType": "Agent", **ADA}, "context": {"platform": "x"}}
    assert faults(said(**about)) == ["/context/platform"]


def test_what_takes_back_names_a_statement() -> None:
    assert str(read(voids(ID)).voids_id) == ID
    assert faults(said("voided")) == ["/object"]
    assert faults(said("voided", object="x")) == ["/object", "/object"]


def test_several_are_read_together_and_all_that_is_wrong_is_told() -> None:
    given = [said(id=ID), said(verb=...), said(id=ID.upper()), said(actor={})]
    with pytest.raises(StatementInvalid) as refused:
        read_statements(given, "2.0.0")
    assert [one.pointer for one in refused.value.faults] == [
        "/statements/1/verb",
        "/statements/2/id",
        "/statements/3/actor",
    ]


def test_nothing_that_was_sent_is_told() -> None:
    parrot = {"par rot": {"x" * 70: None}}
    for one in (said(**parrot), said(result={"extensions": parrot}), said(actor=parrot)):
        with pytest.raises(StatementInvalid) as refused:
            read(one)
        assert "par rot" not in str([(f.pointer, f.detail) for f in refused.value.faults])


def test_how_much_there_may_be_to_look_at() -> None:
    def wide(count: int) -> Any:
        return said(result={"extensions": {"https://example.com/x": [[]] * count}})

    read_statements([wide(900)] * 100, "2.0.0")
    for many in ([wide(1_000)] * 100, [wide(MOST_VALUES)]):
        with pytest.raises(StatementInvalid) as refused:
            read_statements(many, "2.0.0")
        assert [fault.pointer for fault in refused.value.faults] == ["/statements"]


def deep(levels: int) -> Any:
    found: Any = 1
    for _ in range(levels):
        found = [found]
    return found


def test_how_deep() -> None:
    def nested(levels: int) -> Any:
        return said(result={"extensions": {"https://example.com/x": deep(levels)}})

    read(nested(DEEPEST - 3))
    assert faults(nested(DEEPEST - 2)) == [""]
    assert faults(nested(5_000)) == [""]


@pytest.mark.parametrize(
    ("actor", "known"),
    [
        (ADA, (ActorIdentifier.MBOX, "ada@example.com")),
        ({"mbox": "MAILTO:Ada@Example.com"}, (ActorIdentifier.MBOX, "Ada@Example.com")),
        ({"mbox_sha1sum": "A" * 40}, (ActorIdentifier.MBOX_SHA1SUM, "A" * 40)),
        ({"openid": "https://o.example/a"}, (ActorIdentifier.OPENID, "https://o.example/a")),
        (
            {"account": {"homePage": "https://a.example", "name": "Ada 1"}},
            (ActorIdentifier.ACCOUNT, "Ada 1"),
        ),
        (PAIR, (ActorIdentifier.NOBODY, None)),
        ({"objectType": "Group", **ADA}, (ActorIdentifier.NOBODY, None)),
    ],
)
def test_what_the_actor_is_known_by(actor: Any, known: Any) -> None:
    assert read(said(actor=actor)).actor == known


@pytest.mark.parametrize(
    ("given", "progress"),
    [(40, 40), (40.0, 40), (0, 0), (100, 100), (101, None), (-1, None), ("40", None), (True, None)],
)
def test_how_far_along(given: Any, progress: int | None) -> None:
    assert read(progressed(given)).progress == progress
    elsewhere = said("completed", result={"extensions": {PROGRESS: given}})
    assert read(elsewhere).progress is None


@pytest.mark.parametrize(
    ("score", "text"),
    [
        ({"raw": 45, "max": 50}, "45/50"),
        ({"raw": 45.5}, "45.5"),
        ({"scaled": 0.925}, "92.5 %"),
        ({"raw": 10**300}, "1e+300"),
        ({}, None),
    ],
)
def test_the_score_in_numbers(score: Any, text: str | None) -> None:
    assert read(said(result={"score": score})).score == text


SAME: list[dict[str, Any]] = [
    {"id": ID},
    {"version": "1.0.0"},
    {"authority": ADA},
    {"stored": "2026-11-27T10:00:00Z"},
    {"verb": {"id": f"{VERBS}completed", "display": {"en": "done"}}},
    {"object": {"id": COURSE, "definition": {"name": {"en": "C"}}}},
    {"timestamp": "2026-11-27T11:00:00+01:00"},
    {"result": {"score": {"raw": 1.0}}},
]
BASE = said(timestamp="2026-11-27T10:00:00Z", result={"score": {"raw": 1}})


@pytest.mark.parametrize("more", SAME)
def test_what_says_the_same(more: dict[str, Any]) -> None:
    assert read(BASE | more).fingerprint == read(BASE).fingerprint


@pytest.mark.parametrize(
    "more",
    [
        {"timestamp": "2026-11-27T10:00:01Z"},
        {"result": {"score": {"raw": 2}}},
        {"actor": ADA},
        {"object": {"id": f"{COURSE}3"}},
    ],
)
def test_what_says_something_else(more: dict[str, Any]) -> None:
    assert read(BASE | more).fingerprint != read(BASE).fingerprint


ANY_JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inside: some.lists(inside) | some.dictionaries(some.text(), inside),
    max_leaves=8,
)


@given(where=some.lists(some.sampled_from(["actor", "verb", "object", "result", "context", "id",
       "mbox", "account", "score", "extensions", "definition", "timestamp", "contextActivities",
       "attachments", "objectType"]), min_size=1, max_size=3), value=ANY_JSON)  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_whatever_is_sent_is_read_or_refused(where: list[str], value: Any) -> None:
    one: Any = deepcopy(FULL)
    inner = one
    for name in where[:-1]:
        inner = inner[name] if isinstance(inner.get(name), dict) else inner
    inner[where[-1]] = value
    try:
        found = read(one)
    except StatementInvalid:
        return
    assert len(found.fingerprint) == 64
    assert (found.actor, found.activity_id, found.progress, found.denies) is not None
