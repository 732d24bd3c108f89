"""Each limit at its edge: what is just small enough is let through, and one more is not."""

import gc
from collections.abc import Callable
from typing import Any

import pytest
from graphql import Token

from app.schema import documents, schema
from app.schema.door import limits
from app.schema.door.limits import Limits, Why, refusal
from tests.schema.asking import GRAPHQL, data, post
from tests.world import World

MOST_DEPTH, MOST_COST = 6, 1000


def judged(query: str, **integers: int) -> Why | None:
    return refusal(query, None, Limits(MOST_DEPTH, MOST_COST), frozenset(integers.items()))


def deep(levels: int) -> str:
    return "{ me " + "{ manager " * (levels - 2) + "{ id }" + "}" * (levels - 2) + " }"


def wide(objects: int) -> str:
    """A page of half as many people, each of them within an edge; and whoever asks, if odd."""
    half, odd = divmod(objects, 2)
    return f"{{ people(first: {half}) {{ edges {{ cursor }} }} {'me { id }' * odd} }}"


def roots(fields: int) -> str:
    return "{ " + " ".join(f"a{n}: __typename" for n in range(fields)) + " }"


def leaves(fields: int) -> str:
    """One is the root, and each of the others is there once more by a fragment."""
    half, odd = divmod(fields - 1, 2)
    return "{ me { ...F ...F " + "id " * odd + "} } fragment F on Person { " + "id " * half + "}"


def objects(fields: int) -> str:
    return "{ me { " + "manager { id } " * (fields - 1) + "} }"


def aliases(number: int) -> str:
    """Of one cheap field, half of them by a fragment that is there twice."""
    half, odd = divmod(number, 2)
    inside = " ".join(f"a{n}: id" for n in range(half))
    return f"{{ me {{ ...F ...F {'b: id ' * odd} }} }} fragment F on Person {{ {inside} id }}"


def directives(number: int) -> str:
    return "{ me { " + "id @include(if: true) " * number + "} }"


def directives_elsewhere(number: int) -> str:
    """On an operation, a variable, a spread, a fragment and fields."""
    rest = "@c " * (number - 4)
    return (
        f"query Q($v: Int @a) @a {{ me {{ ...F @a id {rest} }} }} fragment F on Person @a {{ id }}"
    )


def fragments(number: int) -> str:
    return "{ me { id } } " + " ".join(f"fragment F{n} on Person {{ id }}" for n in range(number))


def tokens(number: int) -> str:
    """Five are around."""
    return "{ me { " + "id " * (number - 5) + "} }"


def text(characters: int) -> str:
    return "{ me { id } }".ljust(characters, "#")


def schema_depth(levels: int) -> str:
    return (
        "{ __schema { types " + "{ ofType " * (levels - 2) + "{ name }" + "}" * (levels - 1) + "}"
    )


def schema_lists(number: int) -> str:
    return '{ __type(name: "A") ' + "{ fields { type " * number + "{ name }" + "} }" * number + "}"


EDGES: dict[str, tuple[Callable[[int], str], int]] = {
    "levels deep": (deep, MOST_DEPTH),
    "objects": (wide, MOST_COST),
    "fields at the root": (roots, limits.MOST_ROOT_FIELDS),
    "fields with fields below": (objects, limits.MOST_OBJECTS),
    "fields, with its fragments written out": (leaves, limits.MOST_FIELDS),
    "aliases": (aliases, limits.MOST_ALIASES),
    "directives": (directives, limits.MOST_DIRECTIVES),
    "too many directives": (directives_elsewhere, limits.MOST_DIRECTIVES),
    "fragments": (fragments, limits.MOST_FRAGMENTS),
    "tokens": (tokens, limits.MOST_TOKENS),
    "characters": (text, limits.LONGEST_QUERY),
    "about the schema is": (schema_depth, limits.DEEPEST_SCHEMA),
    "lists of types": (schema_lists, limits.MOST_SCHEMA_LISTS),
}


@pytest.mark.parametrize("what", EDGES)
def test_one_more_than_the_most_is_too_many(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make, most = EDGES[what]
    if what == "tokens":  # so that nothing else is too large
        monkeypatch.setattr(limits, "MOST_FIELDS", 10 * most)
    documents.documents.clear()
    assert judged(make(most)) is None
    why = judged(make(most + 1))
    assert why is not None
    assert what in why.message
    assert str(most) in why.message
    assert why.code == "query_too_large"
    documents.documents.clear()


async def test_ten_thousand_aliases_are_not_even_read(world: World) -> None:
    query = "{ me { " + " ".join(f"a{n}: id" for n in range(10_000)) + " } }"
    answer = await post(world, {"query": query}, accept=GRAPHQL)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "query_too_large"
    few = "{ me { " + " ".join(f"a{n}: id" for n in range(100)) + " } }"
    assert len((await data(world, few))["me"]) == 100


# Variables: the body says how much they can be.

HANDOVER = """mutation ($i: ReassignMilestonesInput!) {
  reassignMilestones(input: $i) { __typename ... on Refusal { code } } }"""


async def asked(world: World, variables: Any, query: str = HANDOVER) -> Any:
    answer = await post(world, {"query": query, "variables": variables}, accept=GRAPHQL)
    assert answer.status_code in (200, 400), answer.text[:300]
    told = answer.json()
    for error in told.get("errors", ()):
        assert error["extensions"]["code"] != "internal"
    assert len(answer.content) < 20_000
    return told


def nested(levels: int) -> Any:
    value: Any = {}
    for _ in range(levels):
        value = {"a": value}
    return value


async def test_variables_are_as_deep_as_json_may_be(world: World) -> None:
    for levels in (10, 90):
        told = await asked(world, {"i": nested(levels)})
        assert told["errors"][0]["extensions"]["code"] == "graphql_invalid"
    answer = await post(world, {"query": HANDOVER, "variables": nested(120)})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


async def test_long_lists_in_variables_are_told_of_shortly(world: World) -> None:
    wrong = {"i": {"personId": str(world.id("amina")), "milestones": [{"a": 1}] * 20_000}}
    assert (await asked(world, wrong))["errors"]
    one = {"milestoneId": str(world.id("amina")), "ownerId": str(world.id("olga"))}
    many = {"i": {"personId": str(world.id("amina")), "milestones": [one] * 5_000}}
    told = await asked(world, many)
    assert told["data"]["reassignMilestones"]["code"] == "invalid"


async def test_variables_that_nobody_asked_for_are_nothing(world: World) -> None:
    variables = {f"v{n}": n for n in range(10_000)}
    assert (await asked(world, variables, "{ me { id } }"))["data"]["me"]


async def test_a_body_has_its_limit(world: World) -> None:
    answer = await post(world, {"query": "{ me { id } }", "variables": {"a": "x" * 1_048_576}})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def tokens() -> int:
    """How many there are, before the collector looks."""
    return sum(type(one) is Token for one in gc.get_objects())


def test_a_document_is_in_no_circle() -> None:
    """What is not asked for again goes when it is forgotten, not when the collector comes by."""
    gc.collect()
    gc.disable()
    try:
        before = tokens()
        node = documents.Document("query ($a: Int) { me { id } }", schema._schema).node
        assert tokens() == before
    finally:
        gc.enable()
    assert node.loc is not None
    assert (node.loc.start, node.loc.end) == (0, 29)
