"""GraphiQL calls what its bundled libraries have: a page that only loads is no page."""

import json
import re

import pytest
from graphql import parse, validate

from app.graphql import GRAPHIQL
from app.schema import schema
from app.schema.door import graphiql
from app.schema.door.examples import EXAMPLES, Example
from app.settings import Settings
from tests.live.kit import served
from tests.schema.asking import data
from tests.world import World


def test_the_page_calls_functions_that_are_there() -> None:
    called = set(re.findall(r"ReactDOM\.(\w+)\(", graphiql.page(GRAPHIQL)))
    library = (graphiql.assets() / "react-dom.production.min.js").read_text(encoding="utf-8")
    assert called
    for name in called:
        assert re.search(rf"\.{name}=function", library), f"ReactDOM has no {name}"


def test_every_file_of_the_page_is_there() -> None:
    files = re.findall(rf'"{GRAPHIQL}/([\w.-]+)"', graphiql.page(GRAPHIQL))
    assert len(files) == 5
    for name in files:
        assert (graphiql.assets() / name).is_file()


def test_nothing_of_the_page_comes_from_elsewhere() -> None:
    assert not re.search(r"https?:|//\w", graphiql.page(GRAPHIQL))


def test_the_menu_holds_every_example() -> None:
    [line] = re.findall(r"const examples = (.*);", graphiql.page(GRAPHIQL))
    assert [one["query"] for one in json.loads(line)] == [one.query for one in EXAMPLES]
    assert "</" not in line


def test_the_page_says_so_where_only_trusted_documents_are_executed() -> None:
    assert "trusted documents" not in graphiql.page(GRAPHIQL)
    assert "trusted documents" in graphiql.page(GRAPHIQL, trusted_only=True)


FOLLOWED = [one for one in EXAMPLES if "subscription" in one.query]
ASKED = [one for one in EXAMPLES if one not in FOLLOWED]


@pytest.mark.parametrize("example", FOLLOWED, ids=lambda one: one.title)
async def test_what_is_followed_begins(world: World, settings: Settings, example: Example) -> None:
    async with served(settings) as live:
        stream = await live.stream("ws", world, "amina", example.query)
        assert (await stream.next())["data"]["inboxChanged"]["work"] == {"edges": []}


@pytest.mark.parametrize("example", ASKED, ids=lambda one: one.title)
async def test_every_example_works(world: World, example: Example) -> None:
    assert validate(schema._schema, parse(example.query)) == []
    step = await world.a_milestone()
    await world.a_milestone({"id": step["planId"]}, due_in_days=-20)
    await world.a_conversation()
    found = await data(world, example.query, json.loads(example.variables))
    [answer] = found.values()
    if example.query.startswith("#") and "mutation" in example.query:
        assert answer["code"] == "not_found"
    else:
        assert answer.get("edges", [answer])
