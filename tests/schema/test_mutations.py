"""Mutations: done, or refused in a way that a client can show to somebody."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.schema.asking import data, post, refusal
from tests.world import World

REFUSALS = """
  __typename
  ... on Refusal { code message }
  ... on InvalidInput { errors { pointer detail } }
"""


async def start(world: World, id: str, version: int, who: Any = "amina") -> Any:
    query = f"""mutation ($id: UUID!, $v: Int!) {{
      startMilestone(input: {{milestoneId: $id, ifVersion: $v}}) {{
        {REFUSALS} ... on Milestone {{ status version }}
      }}
    }}"""
    return (await data(world, query, {"id": id, "v": version}, who))["startMilestone"]


async def create(world: World, input_: dict[str, Any], who: Any = "amina", **headers: str) -> Any:
    query = f"""mutation ($i: CreatePlanInput!) {{ createPlan(input: $i) {{
      {REFUSALS} ... on Plan {{ id title person {{ displayName }} }}
    }} }}"""
    answer = await post(world, {"query": query, "variables": {"i": input_}}, who, **headers)
    assert answer.status_code == 200
    return answer.json()


async def test_a_mutation_answers_with_what_it_made(world: World) -> None:
    made = await create(world, {"personId": str(world.id("amina")), "title": " Grow "})
    plan = made["data"]["createPlan"]
    assert plan["__typename"] == "Plan"
    assert plan["title"] == "Grow"
    assert plan["person"] == {"displayName": "Amina"}


async def test_every_kind_of_refusal_is_a_type(world: World) -> None:
    step = await world.a_milestone()
    assert await start(world, str(uuid4()), 1) == {
        "__typename": "NotFound",
        "code": "not_found",
        "message": "It does not exist, or you may not know that it does.",
    }
    assert (await start(world, step["id"], 1, "jonas"))["__typename"] == "Forbidden"
    assert (await start(world, step["id"], 1, "tomas"))["__typename"] == "NotFound"
    assert (await start(world, step["id"], 7))["__typename"] == "Stale"
    assert await start(world, step["id"], 1) == {
        "__typename": "Milestone",
        "status": "IN_PROGRESS",
        "version": 2,
    }
    conflict = await start(world, step["id"], 2)
    assert (conflict["__typename"], conflict["code"]) == ("Conflict", "milestone_not_planned")


async def test_what_is_wrong_with_an_input_is_pointed_at(world: World) -> None:
    bad = {"personId": str(world.id("amina")), "title": "\x00"}
    refused = (await create(world, bad))["data"]["createPlan"]
    assert refused["__typename"] == "InvalidInput"
    assert [fault["pointer"] for fault in refused["errors"]] == ["/title"]
    nobody = (await create(world, bad | {"title": "Grow", "personId": str(uuid4())}))["data"]
    assert nobody["createPlan"]["__typename"] == "InvalidInput"
    assert nobody["createPlan"]["code"] == "person_unknown"


async def test_a_missing_scope_is_an_error_not_a_result(world: World) -> None:
    actor = world.with_scopes("amina")
    answer = await create(world, {"personId": str(world.id("amina")), "title": "x"}, actor)
    assert answer["errors"][0]["extensions"]["code"] == "insufficient_scope"


async def test_the_whole_payload_can_be_asked_for_by_its_own_name(world: World) -> None:
    query = """mutation ($who: UUID!) { createPlan(input: {personId: $who, title: "Grow"}) {
      ... on CreatePlanPayload { ...P ... on Plan { title } ... on Refusal { code } }
    } } fragment P on Plan { id person { id manager { id } } }"""
    made = (await data(world, query, {"who": str(world.id("amina"))}))["createPlan"]
    assert made["title"] == "Grow"
    assert made["person"]["manager"] == {"id": str(world.id("jonas"))}


async def test_what_is_left_out_stays_and_null_clears(world: World) -> None:
    step = await world.a_milestone(success_measure="Applause")
    query = """mutation ($i: ChangeMilestoneInput!) { changeMilestone(input: $i) {
      __typename ... on Milestone { title successMeasure version dueOn }
    } }"""

    async def change(**given: Any) -> Any:
        given = {"milestoneId": step["id"], "ifVersion": step["version"]} | given
        found = (await data(world, query, {"i": given}))["changeMilestone"]
        step["version"] = found.get("version", step["version"])
        return found

    assert (await change(title="Other"))["successMeasure"] == "Applause"
    assert (await change(successMeasure=None))["successMeasure"] is None
    assert (await change(title=None))["__typename"] == "InvalidInput"
    query = """mutation ($i: MoveDeadlineInput!) { moveDeadline(input: $i) {
      __typename ... on Milestone { dueOn version }
    } }"""
    for wrong in ("0000-01-01", "1700000000", "2026-02-30", "", "x" * 65):
        given = {
            "milestoneId": step["id"],
            "ifVersion": step["version"],
            "dueOn": wrong,
            "reason": "x",
        }
        answer = await post(world, {"query": query, "variables": {"i": given}})
        told = answer.json()
        assert told.get("errors") or told["data"]["moveDeadline"]["__typename"] == "InvalidInput"


async def test_the_same_key_does_it_once_for_each_alias(world: World) -> None:
    query = """mutation ($who: UUID!) {
      a: createPlan(input: {personId: $who, title: "Grow"}) { ... on Plan { id } }
      b: createPlan(input: {personId: $who, title: "Grow"}) { ... on Plan { id } }
    }"""
    body = {"query": query, "variables": {"who": str(world.id("amina"))}}
    first = (await post(world, body, idempotency_key='"k"')).json()["data"]
    again = (await post(world, body, idempotency_key="k")).json()["data"]
    assert first == again
    assert first["a"] != first["b"]
    person = {"personId": str(world.id("amina"))}
    made = await create(world, person | {"title": "x"}, idempotency_key="m")
    assert (await create(world, person | {"title": "x"}, idempotency_key="m")) == made
    reused = await create(world, person | {"title": "y"}, idempotency_key="m")
    assert reused["data"]["createPlan"]["code"] == "idempotency_key_reused"


async def test_of_many_at_once_one_does_it(world: World) -> None:
    step = await world.a_milestone()
    found = await asyncio.gather(*(start(world, step["id"], 1) for _ in range(8)))
    assert sorted(one["__typename"] for one in found) == ["Milestone", *["Stale"] * 7]


STRANGE = [
    '"\\u0000"',
    '"zqx\\u202e"',
    '"' + "x" * 20_000 + '"',
    '"""block"""',
    '""',
    "1e400",
    "99999999999999999999999",
    "-0.0",
    "NaN",
    "null",
    "[]",
    "{}",
    "{a: 1, a: 2}",
    '["x"]',
    "true",
    "ENUM",
    "$nothing",
    '"\\ud800"',
    '"\\u{10FFFF}"',
]


@pytest.mark.parametrize("value", STRANGE)
async def test_no_literal_is_too_strange(world: World, value: str) -> None:
    amina = world.id("amina")
    step = await world.a_milestone()
    plan, milestone = "mutation { createPlan", f'milestoneId: "{step["id"]}"'
    sync = "mutation { syncCompetencyFramework(input: {document: "
    model = '{framework: {code: "f", title: "F"}, competencies: [], scale: [{code: "a", name: "A"'
    both, ended = f"progress: {value}, kind: {value}", ") { __typename } }"
    for query in (
        f'{plan}(input: {{personId: "{amina}", title: {value}}}{ended}',
        f'{plan}(input: {{personId: {value}, title: "x"}}{ended}',
        f"mutation {{ reachMilestone(input: {{{milestone}, ifVersion: {value}}}{ended}",
        f"mutation {{ changeMilestone(input: {{{milestone}, ifVersion: 9, {both}}}{ended}",
        f"{sync}{value}}}{ended}",
        f"{sync}{{framework: {value}}}}}{ended}",
        f"{sync}{model}, rank: {value}}}]}}}}{ended}",
        f"mutation {{ upsertPeople(input: {{items: {value}}}{ended}",
        f"{{ people(department: {value}) {{ edges {{ cursor }} }} }}",
        f"{{ people(after: {value}) {{ edges {{ cursor }} }} }}",
        f"{{ milestones(dueFrom: {value}) {{ edges {{ cursor }} }} }}",
        f"{{ plan(planId: {value}) {{ id }} }}",
    ):
        who = "vendor" if "upsert" in query else "amina"
        answer = await post(world, {"query": query}, who)
        assert answer.status_code == 200, query
        for error in answer.json().get("errors", ()):
            assert error["extensions"]["code"] != "internal", (query, error)


VALUES: list[Any] = ["\x00", "", "x" * 500_000, 2**31, -(2**31) - 1, 2**63, 10**300, 1e308, -0.0]
VALUES += [
    None,
    [],
    {},
    [[]],
    [None],
    {"zqx": 1},
    True,
    "0001-01-01",
    "9999-12-31",
    "\u202e",
    "1e400",
]


@pytest.mark.parametrize("name", ["title", "personId", "scheduledAt", "partnerId", "topic", "x"])
async def test_no_variable_is_too_strange(world: World, name: str) -> None:
    query = """mutation ($i: ScheduleConversationInput!) {
      scheduleConversation(input: $i) { __typename }
    }"""
    good = {
        "personId": str(world.id("amina")),
        "partnerId": str(world.id("jonas")),
        "scheduledAt": "2030-01-31T09:00:00Z",
    }
    for value in VALUES:
        answer = await post(world, {"query": query, "variables": {"i": good | {name: value}}})
        assert answer.status_code == 200
        for error in answer.json().get("errors", ()):
            assert error["extensions"]["code"] != "internal", (value, error)
            assert "zqx" not in error["message"]


async def test_a_mutation_needs_its_version(world: World) -> None:
    step = await world.a_milestone()
    query = (
        f'mutation {{ startMilestone(input: {{milestoneId: "{step["id"]}"}}) {{ __typename }} }}'
    )
    assert (await refusal(world, query))["extensions"]["code"] == "graphql_invalid"
