"""What the graph answers: the same rows as REST, in one statement for each root field."""

from typing import Any
from uuid import uuid4

import pytest

from tests.counting import counted
from tests.schema.asking import data, refusal
from tests.world import World


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return counted(monkeypatch)


def objects(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(objects, value.values()))
    return sum(map(objects, value)) if isinstance(value, list) else 0


async def many(world: World) -> None:
    for _ in range(5):
        plan = await world.a_plan()
        goal = await world.a_goal(plan)
        for _ in range(6):
            await world.a_milestone(plan, goal_id=goal["id"])


async def test_a_nested_query_is_one_statement_however_much_it_finds(
    world: World, statements: list[str]
) -> None:
    query = """{ plans(first: 10) { edges { cursor node {
      title person { displayName manager { displayName } }
      goals { title milestones {
        title owner { displayName reports(first: 2) { id } } plan { id }
      } }
      milestones { id }
    } } pageInfo { hasNextPage endCursor } } }"""
    await world.a_plan()
    few = await data(world, query)
    assert len(statements) == 1
    await many(world)
    statements.clear()
    found = await data(world, query)
    assert len(statements) == 1
    assert objects(found) > objects(few) + 100


async def test_each_root_field_is_one_statement(world: World, statements: list[str]) -> None:
    await many(world)
    await data(
        world,
        "{ a: me { id } b: people { edges { node { id } } } c: plans { edges { node { id } } } }",
    )
    assert len(statements) == 3


async def test_one_relation_can_be_asked_for_in_several_ways(world: World) -> None:
    plan = await world.a_plan()
    for day in (3, 1, 2):
        await world.a_milestone(plan, due_in_days=day, title=f"Day {day}")
    query = """query ($id: UUID!, $n: Int! = 2, $yes: Boolean!, $no: Boolean!) { plan(planId: $id) {
      first: milestones(first: 1) { title }
      two: milestones(first: $n) { t: title }
      all: milestones { title plan { again: milestones(first: 1) { title } } }
      a: title b: title
      person @include(if: $no) { id }
      p: person @skip(if: $no) { displayName }
      ... @include(if: $yes) { goals { id } }
      ... on Plan @skip(if: $yes) { q: person { id } }
      ...F @include(if: $no)
    } } fragment F on Plan { r: person { id } }"""
    found = (await data(world, query, {"id": plan["id"], "yes": True, "no": False}))["plan"]
    assert [one["title"] for one in found["first"]] == ["Day 1"]
    assert [one["t"] for one in found["two"]] == ["Day 1", "Day 2"]
    assert [one["title"] for one in found["all"]] == ["Day 1", "Day 2", "Day 3"]
    assert found["all"][2]["plan"] == {"again": [{"title": "Day 1"}]}
    assert found["a"] == found["b"] == "Grow"
    assert found["p"] == {"displayName": "Amina"}
    assert found["goals"] == []
    assert found.keys().isdisjoint({"person", "q", "r"})


async def test_two_halves_of_one_relation_come_together(world: World) -> None:
    query = """{ me {
      manager { id } manager { displayName } ...A ... on Person { manager { userName } }
    } }
    fragment A on Person { manager { title } }"""
    assert (await data(world, query))["me"]["manager"] == {
        "id": str(world.id("jonas")),
        "displayName": "Jonas",
        "userName": "jonas",
        "title": None,
    }


async def test_one_list_can_be_shown_in_two_ways(world: World) -> None:
    query = """{ people(first: 2) {
      a: edges { node { id m: manager { id } } }
      b: edges { cursor n: node { displayName r: reports { id } } }
    } }"""
    found = (await data(world, query))["people"]
    assert len(found["a"]) == len(found["b"]) == 2
    for one, other in (("reports(first: 1)", "reports(first: 2)"), ("reports", "plans")):
        error = await refusal(
            world,
            f"""{{ people {{
              a: edges {{ node {{ x: {one} {{ id }} }} }}
              b: edges {{ node {{ x: {other} {{ id }} }} }}
            }} }}""",
        )
        assert error["extensions"]["code"] == "invalid"


async def test_everything_says_what_it_is(world: World) -> None:
    await world.a_plan()
    query = """{ __typename me { __typename manager { __typename } reports { __typename } }
      plans { __typename edges { __typename node { __typename } } pageInfo { __typename } }
      eventTypes { __typename data { __typename } } }"""
    found = await data(world, query)
    assert found["__typename"] == "Query"
    assert found["me"]["__typename"] == found["me"]["manager"]["__typename"] == "Person"
    assert found["plans"]["__typename"] == "PlanConnection"
    assert found["plans"]["edges"][0]["__typename"] == "PlanEdge"
    assert found["plans"]["edges"][0]["node"] == {"__typename": "Plan"}
    assert found["plans"]["pageInfo"] == {"__typename": "PageInfo"}
    assert found["eventTypes"]["data"][0] == {"__typename": "EventType"}


async def test_cursors_are_those_of_rest(world: World) -> None:
    for _ in range(5):
        await world.a_plan()
    query = """query ($after: String) { plans(first: 2, after: $after) {
      edges { cursor node { id } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }"""
    after, ids = None, []
    while True:
        page = (await data(world, query, {"after": after}))["plans"]
        rest = await world.rest(
            "amina", "GET", f"/v1/plans?limit=2{'&cursor=' + after if after else ''}"
        )
        assert [edge["node"]["id"] for edge in page["edges"]] == [
            one["id"] for one in rest.json()["data"]
        ]
        info = page["pageInfo"]
        assert info["hasNextPage"] == (rest.json()["nextCursor"] is not None)
        assert not info["hasPreviousPage"]
        assert info["startCursor"] == page["edges"][0]["cursor"]
        assert info["endCursor"] == page["edges"][-1]["cursor"]
        ids += [edge["node"]["id"] for edge in page["edges"]]
        if not info["hasNextPage"]:
            break
        assert info["endCursor"] == rest.json()["nextCursor"]
        after = info["endCursor"]
    assert len(set(ids)) == len(ids) == 5


async def test_an_empty_page_has_no_cursors(world: World) -> None:
    found = await data(
        world,
        "{ conversations { edges { cursor } pageInfo { startCursor endCursor hasNextPage } } }",
    )
    assert found["conversations"] == {
        "edges": [],
        "pageInfo": {"startCursor": None, "endCursor": None, "hasNextPage": False},
    }


async def test_filters_narrow_as_they_do_over_rest(world: World) -> None:
    plan = await world.a_plan()
    late = await world.a_milestone(plan, due_in_days=-10)
    await world.a_milestone(plan)
    query = """query ($plan: UUID) { milestones(planId: $plan, missed: true, status: PLANNED,
      sort: DUE_LAST) { edges { node { id missed status } } } }"""
    [edge] = (await data(world, query, {"plan": plan["id"]}))["milestones"]["edges"]
    assert edge["node"] == {"id": late["id"], "missed": True, "status": "PLANNED"}
    assert (await data(world, query))["milestones"]["edges"]


@pytest.mark.parametrize("first", ["0", "-1", "201", "2147483647", "-2147483648"])
async def test_a_page_has_one_to_two_hundred(world: World, first: str) -> None:
    for query in (
        f"{{ people(first: {first}) {{ edges {{ cursor }} }} }}",
        f"{{ me {{ reports(first: {first}) {{ id }} }} }}",
    ):
        error = await refusal(world, query)
        assert error["extensions"]["code"] in ("invalid", "query_too_large")
        variable = query.replace(f"first: {first}", "first: $n").replace(
            "{", "query ($n: Int!) {", 1
        )
        error = await refusal(world, variable, {"n": int(first)})
        assert error["extensions"]["code"] in ("invalid", "query_too_large")


async def test_null_is_no_number_of_rows(world: World) -> None:
    query = "query ($n: Int = 5) { me { reports(first: $n) { id } } }"
    assert (await refusal(world, query, {"n": None}))["extensions"]["code"] == "invalid"
    assert await data(world, query)


async def test_what_is_not_there_is_null_and_says_so(world: World) -> None:
    answer = await world.graphql(
        "amina", "query ($id: UUID!) { plan(planId: $id) { id } me { id } }", {"id": str(uuid4())}
    )
    assert answer.json()["data"] == {"plan": None, "me": {"id": str(world.id("amina"))}}
    [error] = answer.json()["errors"]
    assert error["path"] == ["plan"]
    assert error["extensions"]["code"] == "not_found"


async def test_a_token_without_the_scope_is_told_which(world: World) -> None:
    actor = world.with_scopes("amina")
    for query in ("{ me { id } }", "{ people { edges { cursor } } }"):
        error = await refusal(world, query, who=actor)
        assert error["extensions"]["code"] == "insufficient_scope"
        assert "people:read" in error["message"]
