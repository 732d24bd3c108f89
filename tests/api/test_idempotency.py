"""The same POST twice does the thing once, and is answered the same."""

import asyncio
from uuid import uuid4

import pytest

from tests.api.asks import ask, asks
from tests.api.problems import refused
from tests.world import World

SAME = ("etag", "location", "content-type")


async def test_every_post_can_be_sent_twice(world: World) -> None:
    for one in await asks(world):
        if one.route.method != "POST":
            continue
        key = f'"{uuid4()}"'
        first = await one.send(idempotency_key=key)
        again = await one.send(idempotency_key=key)
        bare = await one.send(idempotency_key=key.strip('"'))
        assert first.is_success, one.name
        for answer in (again, bare):
            assert answer.content == first.content
            assert answer.status_code == first.status_code
            for name in SAME:
                assert answer.headers.get(name) == first.headers.get(name), one.name


async def test_a_key_belongs_to_what_was_asked_first(world: World) -> None:
    one = await ask(world, "create_plan")
    assert (await one.send(idempotency_key="k")).status_code == 201
    other = one.but(body=one.body | {"title": "Other"})
    refused(await other.send(idempotency_key="k"), 422, "idempotency_key_reused")
    wide = one.but(query="?expand=goals")
    refused(await wide.send(idempotency_key="k"), 422, "idempotency_key_reused")


async def test_the_order_and_the_spelling_of_the_body_do_not_matter(world: World) -> None:
    one = await ask(world, "create_plan")
    first = await one.send(idempotency_key="k")
    turned = dict(reversed(one.body.items())) | {"title": " Grow "}
    again = await one.but(body=turned).send(idempotency_key="k")
    assert again.content == first.content


async def test_a_key_is_of_one_caller_and_one_operation(world: World, elsewhere: World) -> None:
    one = await ask(world, "create_plan")
    first = await one.send(idempotency_key="k")
    theirs = await one.send_as("jonas", idempotency_key="k")
    assert theirs.status_code == 201
    assert theirs.json()["id"] != first.json()["id"]
    goal = await ask(world, "add_goal")
    assert (await goal.send(idempotency_key="k")).status_code == 201
    there = await ask(elsewhere, "create_plan")
    assert (await there.send(idempotency_key="k")).status_code == 201


async def test_what_was_refused_may_be_tried_again(world: World) -> None:
    one = await ask(world, "create_plan")
    wrong = one.but(body=one.body | {"personId": str(uuid4())})
    assert (await wrong.send(idempotency_key="k")).status_code == 422
    assert (await one.send(idempotency_key="k")).status_code == 201


async def test_of_many_at_once_one_does_it(world: World) -> None:
    one = await ask(world, "create_plan")
    before = await _plans(world)
    answers = await asyncio.gather(*(one.send(idempotency_key="race") for _ in range(20)))
    assert await _plans(world) == before + 1
    done = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in done}) == 1
    for answer in answers:
        if answer.status_code != 201:
            refused(answer, 409, "idempotency_in_progress")


async def test_without_a_key_it_is_done_each_time(world: World) -> None:
    one = await ask(world, "create_plan")
    made = [(await one.send()).json()["id"] for _ in range(2)]
    assert len(set(made)) == 2


@pytest.mark.parametrize("key", ["", '""', "x" * 201, "\x7f", "a\tb", '"' + "x" * 201 + '"'])
async def test_a_key_is_printable_and_short(world: World, key: str) -> None:
    one = await ask(world, "create_plan")
    refused(await one.send(idempotency_key=key), 400, "malformed")


async def test_a_long_key_and_a_long_alias_are_both_fine(world: World) -> None:
    alias = "a" * 300
    query = f"""mutation ($who: UUID!) {{
      {alias}: createPlan(input: {{personId: $who, title: "Grow"}}) {{ ... on Plan {{ id }} }}
    }}"""
    variables = {"who": str(world.id("amina"))}
    key = '"' + "k" * 200 + '"'
    first = await world.graphql("amina", query, variables, idempotency_key=key)
    again = await world.graphql("amina", query, variables, idempotency_key=key)
    assert first.json()["data"][alias]["id"] == again.json()["data"][alias]["id"]


async def _plans(world: World) -> int:
    listed = await world.rest("amina", "GET", "/v1/plans?limit=200")
    return len(listed.json()["data"])
