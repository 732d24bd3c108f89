"""Nothing that people read of plans, and of what belongs to them, blames anybody.

A deadline that has passed is a good moment to ask what would help. So no use case, refusal,
event, field, state or page about them has a word for whose mistake it was.
"""

import json
import pkgutil
import re
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import BaseModel

from app.api.install import routes
from app.contracts import contracts, use_cases
from app.domain.errors import DomainError
from app.domain.event import Event
from app.domain.lifecycle import Lifecycle
from app.domain.plans.errors import OwnerGone
from app.domain.view import View

README: Final = Path(__file__).parents[2] / "README.md"
PART: Final = "## Plans that are followed through\n"
FEATURES: Final = ("calendars", "objectives", "plans", "reflections", "work")
BLAMING: Final = re.compile(
    r"\b(overdue|late|lateness|tardy|belated(ly)?|delay(s|ed|ing)?|fail(s|ed|ing|ures?)?"
    r"|faults?|faulty|guilt|guilty|blam(e|es|ed|ing)|culprits?|delinquen(t|ts|cy)"
    r"|neglect(s|ed|ing|ful)?|negligen(t|ce)|laz(y|iness)|violat(e|es|ed|ing|ions?|ors?)"
    r"|excus(e|es|ed|ing)|offenders?|punish(es|ed|ment)?|penalt(y|ies)|underperform(s|ed|ing|er)?"
    r"|careless(ly)?|unreliable|your mistake)\b"
)

Texts = Iterator[tuple[str, str]]


def words(text: str) -> str:
    """Names taken apart, in lower case."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("_", " ").lower()


def blaming(texts: Texts) -> list[tuple[str, str]]:
    found = ((where, BLAMING.search(words(text))) for where, text in texts)
    return [(where, match[0]) for where, match in found if match]


def read_by_people() -> Texts:
    yield from of_classes()
    yield from of_operations()
    for use_case in use_cases().values():
        if use_case.feature in FEATURES:
            yield f"use case {use_case.name}", f"{use_case.name} {use_case.doc}"
    for noun, lifecycle in Lifecycle.catalogue.items():
        yield f"lifecycle of {noun}", lifecycle.drawn()
    yield "lifecycles.md", contracts()["lifecycles.md"]
    yield "README.md", readme()


def readme() -> str:
    _, _, rest = README.read_text(encoding="utf-8").partition(PART)
    return rest.partition("\n## ")[0]


def of_classes() -> Texts:
    """What the classes of these features say in the documents and in answers."""
    for kind in classes():
        if issubclass(kind, DomainError):
            yield f"error {kind.code}", f"{kind.code} {kind.explanation()}"
        elif issubclass(kind, StrEnum):
            yield f"words of {kind.__name__}", " ".join(kind)
        elif issubclass(kind, BaseModel) and not hasattr(kind, "__table__"):
            yield from of_model(kind)


def of_model(kind: type[BaseModel]) -> Texts:
    name = getattr(kind, "name", kind.__name__) if issubclass(kind, Event) else kind.__name__
    yield name, f"{name} {kind.__doc__ or ''}"
    for field, shown in kind.model_fields.items():
        yield f"{name}.{field}", f"{field} {shown.description or ''}"
    if issubclass(kind, View):
        for field, relation in kind.relations.items():
            yield f"{name}.{field}", f"{field} {relation.description}"


def classes() -> Iterator[type[Any]]:
    for feature in FEATURES:
        package = import_module(f"app.domain.{feature}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for one in vars(import_module(found.name)).values():
                if isinstance(one, type) and one.__module__ == found.name:
                    yield one


def of_operations() -> Texts:
    """Their part of the document of REST."""
    paths = json.loads(contracts()["rest.json"])["paths"]
    for route in routes():
        if route.use_case.feature in FEATURES:
            operation = paths[route.full_path][route.method.lower()]
            for text in described(operation):
                yield f"{route.method} {route.full_path}", text


def described(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from described(one)
    if isinstance(part, dict):
        for name, one in part.items():
            if name in ("summary", "description") and isinstance(one, str):
                yield one
            yield from described(one)


def test_nothing_that_people_read_blames() -> None:
    assert blaming(read_by_people()) == []


def test_all_of_it_is_read() -> None:
    texts = dict(read_by_people())
    assert {
        "use case offer_milestone",
        "use case list_work",
        "use case write_reflection",
        "error owner_gone",
        "error objective_not_active",
        "milestone.missed",
        "objective.released",
        "MilestoneView.missed",
        "MilestoneView.evidence",
        "OfferMilestone.reason",
        "words of OwnerStatus",
        "words of ObjectiveStatus",
        "lifecycle of help",
        "POST /v1/calendar-feeds",
        "POST /v1/milestones/{milestone_id}/evidence",
    } <= texts.keys()
    assert len(texts) > 400
    assert "needsOwner" in texts["README.md"]
    assert "What is promised" not in texts["README.md"]


@pytest.mark.parametrize(
    "text",
    [
        "This milestone is overdue.",
        "Blame its owner",
        "isLate",
        "delayed_by_id",
        "Who was at fault?",
        "Failed goals",
        "It violates the plan",
        "No excuses",
    ],
)
def test_a_word_that_blames_is_found(text: str) -> None:
    assert blaming(iter([("here", text)]))


@pytest.mark.parametrize("text", ["later", "The default is `created`.", "template", "translated"])
def test_a_word_that_only_looks_like_one_is_not(text: str) -> None:
    assert blaming(iter([("here", text)])) == []


def test_it_is_found_where_people_would_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OwnerGone, "__doc__", "You are late, and nobody is to blame but you.")
    assert ("error owner_gone", "late") in blaming(read_by_people())
