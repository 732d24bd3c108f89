"""What a transaction knows of its rows: with a session or without, the same is written."""

from typing import Any, ClassVar

import pytest

from app.domain.competencies.models import CompetencyFramework
from app.domain.entity import new_id
from app.domain.policy import anybody
from app.domain.repository import Repository
from app.domain.transaction import Transaction
from tests.world import World


class Frameworks(Repository[CompetencyFramework]):
    entity = CompetencyFramework
    guard: ClassVar[Any] = anybody


def transaction(world: World) -> Any:
    return world.database.transaction(world.system.actor, world.system.clock())


def has_session(tx: Transaction) -> bool:
    return tx.memory._session is not None


@pytest.fixture
async def two(world: World) -> list[Any]:
    made = []
    async with transaction(world) as tx:
        frameworks = Frameworks(tx)
        for code in ("a", "b"):
            new = frameworks.new({"id": new_id(), "code": code, "title": code, "source": "own"})
            await frameworks.add_all([new])
            made.append(new.id)
    return made


async def stored(world: World) -> list[tuple[str, str, int]]:
    async with transaction(world) as tx:
        rows = await tx.connection.fetch(
            "SELECT code, title, version FROM competency_framework ORDER BY code"
        )
    return [tuple(row) for row in rows]


async def test_rows_by_their_ids_need_no_session(world: World, two: list[Any]) -> None:
    async with transaction(world) as tx:
        one = await Frameworks(tx).get(two[0], lock=True)
        one.title = "changed"
        assert await Frameworks(tx).get(two[0]) is one  # what waits is written before it is read
        assert (one.title, one.version) == ("changed", 2)
        one.title = "again"
        assert not has_session(tx)
    assert await stored(world) == [("a", "again", 3), ("b", "b", 1)]


async def test_what_is_set_to_what_it_was_is_not_written(world: World, two: list[Any]) -> None:
    async with transaction(world) as tx:
        one = await Frameworks(tx).get(two[0])
        one.title = "other"
        one.title = "a"
    assert await stored(world) == [("a", "a", 1), ("b", "b", 1)]


async def test_a_session_takes_over_what_is_known_and_what_waits(
    world: World, two: list[Any]
) -> None:
    async with transaction(world) as tx:
        frameworks = Frameworks(tx)
        changed, same = [await frameworks.get(id) for id in two]
        changed.title = "changed"
        frameworks.add(CompetencyFramework(code="c", title="c", source="own"))
        assert has_session(tx)
        assert await frameworks.get(two[0]) is changed
        assert await frameworks.get(two[1]) is same
        found = await frameworks.rows(frameworks.select())
        assert {id(one) for one in found} >= {id(changed), id(same)}
        same.title = "later"
    assert await stored(world) == [("a", "changed", 2), ("b", "later", 2), ("c", "c", 1)]


async def test_what_a_session_took_over_can_be_deleted(world: World, two: list[Any]) -> None:
    async with transaction(world) as tx:
        one = await Frameworks(tx).get(two[1], lock=True)
        await tx.session.delete(one)
    assert await stored(world) == [("a", "a", 1)]


@pytest.mark.parametrize("with_session", [False, True])
async def test_after_a_trial_that_is_undone_nothing_is_known(
    world: World, two: list[Any], *, with_session: bool
) -> None:
    async with transaction(world) as tx:
        if with_session:
            assert tx.session is not None
        before = await Frameworks(tx).get(two[0])
        async with tx.trial(undo=True):
            before.title = "tried"
        after = await Frameworks(tx).get(two[0])
        assert after is not before
        assert after.title == "a"
        after.title = "done"
    assert await stored(world) == [("a", "done", 2), ("b", "b", 1)]
