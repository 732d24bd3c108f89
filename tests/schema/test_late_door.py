"""The door of GraphQL is made late: whoever comes first waits for it, and notices nothing."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.main import make_the_rest
from app.settings import Settings
from tests.door.limited import limited
from tests.schema.asking import data
from tests.world import World

ME = "{ me { id } }"


@pytest.fixture
async def fresh(settings: Settings, world: World) -> AsyncIterator[World]:
    """The same organisation, through an application that nobody has asked yet."""
    async with limited(settings, world) as fresh:
        yield fresh


def is_made(world: World) -> bool:
    state: Any = world.client.app.state  # type: ignore[attr-defined]
    return hasattr(state, "trusted_documents")


async def test_rest_does_not_wait_for_it(fresh: World) -> None:
    assert (await fresh.rest("amina", "GET", "/v1/me")).status_code == 200
    assert not is_made(fresh)


async def test_whoever_comes_first_is_answered_and_so_are_those_beside(fresh: World) -> None:
    answers = await asyncio.gather(*(data(fresh, ME) for _ in range(3)))
    assert {one["me"]["id"] for one in answers} == {str(fresh.actors["amina"].id)}
    assert is_made(fresh)


async def test_documents_are_judged_before_anybody_asked_one(fresh: World) -> None:
    body = {"documents": [{"text": ME}, {"text": "{ nothing }"}]}
    answer = await fresh.rest("vendor", "POST", "/v1/trusted-documents:register", body)
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/documents/1/text"]


async def test_the_server_makes_it_before_somebody_has_to_wait(fresh: World) -> None:
    await make_the_rest(fresh.client.app)  # type: ignore[attr-defined]
    assert is_made(fresh)


async def test_what_cannot_be_made_is_told_and_ends_nothing(
    fresh: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    app: Any = fresh.client.app  # type: ignore[attr-defined]

    async def fails() -> None:
        raise OSError("too many open files")

    monkeypatch.setattr(app.state.graphql, "made", fails)
    with capture_logs() as logs:
        await make_the_rest(app)
    assert [one["event"] for one in logs] == ["making the door of GraphQL failed"]
    assert await data(fresh, ME)
