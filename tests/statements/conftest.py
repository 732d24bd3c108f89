"""An organisation with a courier, and a learning record store that it tells."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from app.domain.actor import Actor
from app.domain.entity import utc_now
from app.domain.statements.writing import statement_id
from tests.statements.store import Store
from tests.worker.hooks import Endpoint, Hooks, hooks_of
from tests.worker.receivers import receiving
from tests.world import World


@dataclass
class Telling:
    """A store, and the endpoint that names it."""

    hooks: Hooks
    store: Store
    endpoint: Endpoint

    @property
    def world(self) -> World:
        return self.hooks.world

    async def sql(self, statement: str, *values: Any) -> list[Any]:
        """Within the organisation."""
        actor = Actor.system(self.world.tenant_id)
        async with self.world.database.transaction(actor, utc_now()) as tx:
            return list(await tx.connection.fetch(statement, *values))

    async def said(self) -> list[tuple[str, dict[str, Any]]]:
        """What the store has, each with the type of the event that it was made from."""
        await self.hooks.rounds()
        assert self.store.refused == []
        rows = await self.sql(
            "SELECT id, type FROM outbox_event WHERE id = ANY($1) ORDER BY id",
            [UUID(id) for id in self.store.kept],
        )
        return [(row["type"], self.store.kept[str(statement_id(row["id"]))]) for row in rows]


@pytest.fixture
async def hooks(world: World) -> AsyncIterator[Hooks]:
    async with hooks_of(world) as hooks:
        yield hooks


@pytest.fixture
async def telling(hooks: Hooks) -> AsyncIterator[Telling]:
    store = Store()
    async with receiving(store) as receiver:
        endpoint = await hooks.register(receiver.url, "*")
        telling = Telling(hooks, store, endpoint)
        await telling.sql("UPDATE webhook_endpoint SET format = 'xapi' WHERE id = $1", endpoint.id)
        while await hooks.relay():
            pass
        yield telling
