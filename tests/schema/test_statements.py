"""How many statements an operation takes is bounded by its shape, and never by its rows.

Every field of `Query` that shows rows is asked for what it has, and for each of its relations:
in an organisation where there is one of everything, and again where there is much more.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from graphql import get_named_type, is_leaf_type
from pydantic.alias_generators import to_camel

from app.domain.use_case import Query
from app.domain.view import View
from tests.asking import DONE, EMPTY, GRAPH, Ask, by_graphql, field_of, in_graphql, node_type
from tests.cases import CASES
from tests.counting import counted
from tests.scene import Scene
from tests.world import World

AT_ONCE: Final = 4
"""Relations in one operation: PostgreSQL's functions take 100 arguments."""
ROUNDS: Final = 3


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return counted(monkeypatch)


def leaves(kind: Any) -> str:
    fields = get_named_type(kind).fields
    return " ".join(name for name, one in fields.items() if is_leaf_type(get_named_type(one.type)))


def shapes(ask: Ask) -> Iterator[str]:
    """What is selected of one row: its own fields, and some of its relations at a time."""
    kind = get_named_type(node_type(ask))
    relations = [to_camel(name) for name in View.catalogue[kind.name].relations]
    for start in range(0, max(len(relations), 1), AT_ONCE):
        some = relations[start : start + AT_ONCE]
        below = (f"{name} {{ {leaves(kind.fields[name].type)} }}" for name in some)
        yield f"{{ {leaves(kind)} {' '.join(below)} }}"


def operations(ask: Ask) -> Iterator[tuple[str, dict[str, Any]]]:
    """The usual question, with another selection."""
    usual, variables = in_graphql(ask)
    head = usual[: usual.index("{") + 1]
    name, field = field_of(ask.use_case)
    given = ", ".join(f"{one}: ${one}" for one in variables)
    called = f"{name} ({given})" if given else name
    for shape in shapes(ask):
        is_list = get_named_type(field.type).name.endswith("Connection")
        shown = f"{{ edges {{ cursor node {shape} }} pageInfo {{ endCursor }} }}"
        yield f"{head} {called} {shown if is_list else shape} }}", variables


Asked = tuple[Ask, str | None]


async def questions(scene: Scene) -> list[Asked]:
    """Each with somebody who is answered, if anybody is."""
    found: list[Asked] = []
    for case in CASES:
        if isinstance(case.use_case, Query) and issubclass(case.use_case.returns or object, View):
            shown = [who for who, outcome in case.outcomes.items() if outcome in (DONE, EMPTY)]
            found.append((await case.ask(scene), next(iter(shown), None)))
    return found


async def counts(world: World, asked: list[Asked], ran: list[str]) -> dict[str, tuple[int, int]]:
    """By field: how many statements its questions took, and how long the answers were."""
    found: dict[str, tuple[int, int]] = {}
    for ask, who in asked:
        for number, (query, variables) in enumerate(operations(ask)):
            ran.clear()
            answer = await world.graphql(who or "amina", query, variables)
            assert who is None or "errors" not in answer.json(), (query, answer.text[:500])
            found[f"{field_of(ask.use_case)[0]} {number}"] = (len(ran), len(answer.content))
    return found


async def more(world: World) -> None:
    """Several of what most lists and relations show."""
    for _ in range(ROUNDS):
        plan = await world.a_plan()
        goal = await world.a_goal(plan)
        for person in ("amina", "olga"):
            await world.a_milestone(plan, goal_id=goal["id"], owner=person)
        conversation = await world.a_conversation()
        for who in ("amina", "jonas"):
            path = f"/v1/conversations/{conversation['id']}"
            note = {"audience": "participants", "body": f"Of {who}"}
            assert (await world.rest(who, "POST", f"{path}/notes", note)).is_success
            point = {"body": f"Of {who}"}
            assert (await world.rest(who, "POST", f"{path}/talking-points", point)).is_success


async def test_every_field_takes_as_many_statements_with_many_rows(
    scene: Scene, ran: list[str]
) -> None:
    asked = await questions(scene)
    few = await counts(scene.world, asked, ran)
    await more(scene.world)
    many = await counts(scene.world, asked, ran)
    assert {name: number for name, (number, _) in few.items() if number != 1} == {}
    assert {name: number for name, (number, _) in many.items() if number != 1} == {}
    grown = [name for name, (_, length) in many.items() if length > few[name][1] + 500]
    assert len(grown) > 10, "or there were no more rows"


async def test_every_field_that_shows_rows_was_asked(scene: Scene) -> None:
    root = GRAPH.query_type
    assert root is not None
    asked = {field_of(case.use_case)[0] for case in CASES if isinstance(case.use_case, Query)}
    others = root.fields.keys() - asked
    assert {"me", "plans", "milestones"} <= asked
    heard = [case for case in CASES if field_of(case.use_case)[0] in others]
    for case in heard:
        assert not isinstance(case.use_case, Query)
        assert not (await by_graphql(scene.world, "amina", await case.ask(scene))).refused
