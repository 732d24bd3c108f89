"""The hash of a model's content: the same for the same content, however it came."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.declared import a_competency, a_model, a_package, child, read, read_text, sample

LADDER = sample("ladder.yaml")


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


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_hash_knows_content_only(chance: random.Random) -> None:
    wanted = read(LADDER).content_hash
    assert read(shuffled(LADDER, chance, lists=False)).content_hash == wanted
    again = deepcopy(LADDER)
    chance.shuffle(again["associations"])
    assert read(again).content_hash == wanted


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_a_package_means_nothing_but_that_of_its_numbers(
    chance: random.Random,
) -> None:
    items = [{"identifier": f"i{n}", "fullStatement": f"S {n}", "notes": "a b"} for n in range(6)]
    links = [child(f"i{n}", f"i{n // 2}", sequenceNumber=n) for n in range(1, 6)]
    package = a_package(*items, links=[child("i0", "d", sequenceNumber=1), *links])
    assert read(shuffled(package, chance, lists=True)).content_hash == read(package).content_hash


def test_yaml_and_json_of_the_same_content_have_the_same_hash() -> None:
    document = a_model(
        a_competency("Ä", levels={"L1": "läuft\nweiter"}, extra={"n": 1, "t": "1", "b": True}),
        a_competency("B", edition=2, replaces=["B"], translations={"de": {"name": "Beh"}}),
        scale=[{"code": "L1", "name": "One", "rank": 3}],
        roleProfiles=[
            {"code": "R", "title": "R", "track": "expert", "level": 1, "requires": {"B": "L1"}}
        ],
        pathways=[{"to": "R", "kind": "entry"}],
    )
    in_json = read_text(json.dumps(document))
    assert read_text(yaml.safe_dump(document)).content_hash == in_json.content_hash
    assert (
        read_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True)).content_hash
        == read(document).content_hash
        == in_json.content_hash
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["competencies"].reverse(),
        lambda document: document["competencies"][0]["levels"].update(L1="Another descriptor."),
        lambda document: document["competencies"][0].update(name="Another name"),
        lambda document: document["competencies"][0].update(edition=2),
        lambda document: document["competencies"][0].update(extra={"a": 1}),
        lambda document: document["competencies"][0].update(replaces=["X"]),
        lambda document: document["competencies"][0].update(
            translations={"de": {"name": "Anders"}}
        ),
        lambda document: document["framework"].update(version="2026.2"),
        lambda document: document["framework"].update(translations={"de": {"title": "Anders"}}),
        lambda document: document["associations"].pop(),
        lambda document: document["scale"][0].update(name="Another name"),
        lambda document: document["scale"][0].update(description="Something"),
        lambda document: document.update(
            roleProfiles=[{"code": "R", "title": "R", "track": "expert", "level": 1}]
        ),
    ],
)
def test_the_hash_changes_with_the_content(change: Callable[[Any], object]) -> None:
    document = deepcopy(LADDER)
    before = read(document).content_hash
    change(document)
    assert read(document).content_hash != before


def test_digests_know_kinds_and_are_of_sixteen_bytes() -> None:
    model = read(LADDER)
    digests = [one.digest for one in (*model.competencies, *model.associations)]
    assert len({*digests}) == len(digests) == 6
    assert {len(one) for one in digests} == {16}
