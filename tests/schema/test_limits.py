"""How large a question may be. Whatever it is, the answer comes at once."""

import time

import pytest
from graphql import get_introspection_query

from app.schema.door.limits import Limits, refusal
from tests.schema.asking import GRAPHQL, data, post
from tests.world import World

SOON = 1.0
"""Seconds; most take milliseconds, but machines that test are busy."""


def doubling(levels: int) -> str:
    """Small, but twice as large with every fragment: 2^n of them when written out."""
    parts = [f"fragment F{n} on Person {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)]
    return "{ me { ...F0 } } " + " ".join(parts) + f" fragment F{levels} on Person {{ id }}"


def spreading(levels: int, width: int = 2) -> str:
    """The same, with other names, so that nothing can be merged."""
    parts = [
        f"fragment F{n} on Person {{ "
        + " ".join(f"a{n}_{w}: manager {{ ...F{n + 1} }}" for w in range(width))
        + " }"
        for n in range(levels)
    ]
    return "{ me { ...F0 } } " + " ".join(parts) + f" fragment F{levels} on Person {{ id }}"


LARGE = {
    "doubling": doubling(27),
    "spreading": spreading(10),
    "spreading wide": spreading(3, 30),
    "circle of one": "{ me { ...A } } fragment A on Person { ...A }",
    "circle of two": "{ me { ...A } } fragment A on Person { b: manager { ...B } } "
    "fragment B on Person { a: manager { ...A } }",
    "circle not used": "{ me { id } } fragment A on Person { ...A }",
    "deep": "{ me " + "{ manager " * 20 + "{ id }" + "}" * 20 + " }",
    "very deep": "{ me " + "{ manager " * 900 + "{ id }" + "}" * 900 + " }",
    "deep inline": "{ me " + "{ ... on Person " * 400 + "{ id }" + "}" * 400 + " }",
    "deep value": "{ people(department: " + "[" * 600 + "]" * 600 + ") { edges { cursor } } }",
    "deep value, not too": "{ people(department: "
    + "[" * 200
    + "]" * 200
    + ") { edges { cursor } } }",
    "deep type": "query ($a: " + "[" * 300 + "Int" + "]" * 300 + ") { me { id } }",
    "aliases": "{ " + " ".join(f"a{n}: me {{ id }}" for n in range(1000)) + " }",
    "aliases below": "{ me { " + " ".join(f"a{n}: manager {{ id }}" for n in range(300)) + " } }",
    "aliases of leaves": "{ me { " + " ".join(f"a{n}: id" for n in range(2000)) + " } }",
    "one field often": "{ me { " + "id " * 1900 + "} }",
    "one relation often": "{ me { " + "manager { id } " * 450 + "} }",
    "tokens": "{ me { " + "id " * 30_000 + "} }",
    "text": "# " + "x" * 1_000_000 + "\n{ me { id } }",
    "directives": "{ me { id " + "@include(if: true) " * 200 + "} }",
    "unknown directives": "{ me { " + " ".join(f"id @a{n}" for n in range(300)) + " } }",
    "cost": "{ people(first: 200) { edges { node { reports(first: 200) "
    "{ reports(first: 200) { id } } } } } }",
    "cost by default": "{ people { edges { node { reports { reports { reports { id } } } } } } }",
    "less than nothing": "{ a: people(first: -1000000) { edges { cursor } } b: people(first: 200) "
    "{ edges { node { reports(first: 200) { reports(first: 200) { id } } } } } }",
    "schema of schema": "{ __schema { types { fields { type { fields { type { fields { type "
    "{ fields { name } } } } } } } } } }",
    "deep schema": "{ __schema { types " + "{ ofType " * 300 + "{ name }" + "}" * 300 + " } }",
    "many operations": " ".join(f"query Q{n} {{ me {{ id }} }}" for n in range(300)),
    "many variables": "query (" + " ".join(f"$v{n}: Int" for n in range(600)) + ") { me { id } }",
    "many fragments": "{ me { "
    + " ".join(f"...F{n}" for n in range(200))
    + " } } "
    + " ".join(f"fragment F{n} on Person {{ id }}" for n in range(200)),
    "crossing fragments": "{ me { ...A0 ...B0 } } "
    + " ".join(
        f"fragment {x}{n} on Person {{ m: manager {{ ...A{n + 1} ...B{n + 1} }} }}"
        for n in range(9)
        for x in "AB"
    )
    + " fragment A9 on Person { id } fragment B9 on Person { id }",
}


@pytest.mark.parametrize("name", LARGE)
async def test_what_is_too_large_is_refused_at_once(world: World, name: str) -> None:
    began = time.process_time()
    answer = await post(world, {"query": LARGE[name]}, accept=GRAPHQL)
    took = time.process_time() - began
    assert took < SOON
    assert answer.status_code == 400, answer.text[:300]
    if "errors" in answer.json():
        codes = {error["extensions"]["code"] for error in answer.json()["errors"]}
        assert codes <= {"query_too_large", "graphql_invalid"}
    assert len(answer.content) < 100_000


FINE = {
    "a fragment often": "{ me { a: manager { ...P } b: manager { ...P } ...P } } "
    "fragment P on Person { id displayName reports { id } }",
    "a wide list": "{ people(first: 200) { edges { node { plans(first: 200) { id } } } } }",
    "a deep path": "{ me " + "{ manager " * 9 + "{ id }" + "}" * 9 + " }",
    "half the schema": "{ __schema { types { name fields { name args { name type { name "
    "ofType { name } } } type { name ofType { name ofType { name } } } } } } }",
    "a broad path": "{ me { "
    + " ".join(
        f"a{n}: manager {{ " + " ".join(f"b{m}: manager {{ id }}" for m in range(8)) + " }"
        for n in range(8)
    )
    + " } }",
    "many relations": "{ me { " + " ".join(f"a{n}: manager {{ id }}" for n in range(40)) + " } }",
}


@pytest.mark.parametrize("name", FINE)
async def test_what_people_ask_is_answered_soon(world: World, name: str) -> None:
    began = time.process_time()
    assert await data(world, FINE[name])
    assert time.process_time() - began < 3 * SOON


async def test_tools_can_read_the_whole_schema(world: World) -> None:
    query = get_introspection_query(
        descriptions=True, specified_by_url=True, input_value_deprecation=True
    )
    assert (await data(world, query))["__schema"]["queryType"]["name"] == "Query"


async def test_a_variable_counts_as_what_it_is(world: World) -> None:
    query = """query ($a: Int!, $b: Int!) {
      people(first: $a) { edges { node { reports(first: $b) { reports(first: $b) { id } } } } }
    }"""
    assert await data(world, query, {"a": 10, "b": 20})
    answer = await post(world, {"query": query, "variables": {"a": 200, "b": 200}}, accept=GRAPHQL)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "query_too_large"


def test_the_judgement_is_by_numbers_that_can_be_read() -> None:
    def judge(query: str, **integers: int) -> str | None:
        limits = Limits(3, 100)
        why = refusal(query, None, limits, frozenset(integers.items()))
        return why.message if why else None

    assert judge("{ me { manager { id } } }") is None
    assert judge("{ me { manager { manager { id } } } }") == (
        "The query is 4 levels deep; at most 3."
    )
    assert judge("{ people(first: 200) { edges { cursor } } }") == (
        "The query may answer with 400 objects; at most 100."
    )
    assert judge("{ people { edges { cursor } } }") is None
    assert judge("{ me { reports(first: $n) { id } } }", n=20) is None
    assert judge("{ me { reports(first: $n) { id } } }") is not None
    assert judge("{ not graphql") is None
