"""How tests ask the graph, and what its answers look like."""

import json
from typing import Any

import pytest
from httpx import Response

from tests.world import World

GRAPHQL = "application/graphql-response+json"


async def post(world: World, body: Any, who: Any = "amina", **headers: str) -> Response:
    """A request as it is, whatever it is."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = world.headers(who, **{"content_type": "application/json", **headers})
    return await world.client.post("/graphql", headers=given, content=content)


async def data(world: World, query: str, variables: Any = None, who: Any = "amina") -> Any:
    """The data of a query that nothing is wrong with."""
    answer = await world.graphql(who, query, variables)
    assert answer.status_code == 200
    assert "errors" not in answer.json(), answer.text
    return answer.json()["data"]


async def refusal(world: World, query: str, variables: Any = None, who: Any = "amina") -> Any:
    """The first error of a query that something is wrong with; it is never a mistake of ours."""
    answer = await world.graphql(who, query, variables)
    assert answer.status_code == 200
    errors = answer.json()["errors"]
    assert all(error["extensions"]["code"] != "internal" for error in errors), answer.text
    return errors[0]


def settled(world: World, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """Have the application go by other settings, for one test."""
    state = world.client.app.state  # type: ignore[attr-defined]
    changed = state.settings.model_copy(update=changes)
    monkeypatch.setitem(state._state, "settings", changed)
