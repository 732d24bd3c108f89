"""How tests ask for endpoints, and see what stands behind them."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import Claimed, Lane, Room
from tests.worker.hooks import Hooks
from tests.world import World

URL = "https://example.com/hook"
CANARY = "Kanarienvogel-7f3a"
HEADER = {"name": "X-Api-Key", "value": CANARY}
BASIC = {"basic": {"username": "us", "password": CANARY}}
OAUTH = {
    "oauth": {
        "tokenUrl": "https://example.com/token",
        "clientId": "career",
        "clientSecret": CANARY,
        "scope": "hooks:write",
    }
}


async def registered(world: World, **said: Any) -> dict[str, Any]:
    """What the answer to the registration says."""
    body = {"url": URL, "eventTypes": ["plan.created"]} | said
    answer = await world.rest("vendor", "POST", "/v1/webhook-endpoints", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def done(
    world: World, method: str, endpoint: dict[str, Any], step: str = "", **body: Any
) -> dict[str, Any]:
    """What the answer to a change says."""
    path = f"/v1/webhook-endpoints/{endpoint['id']}{step}"
    answer = await world.rest("vendor", method, path, body, if_match="*")
    assert answer.is_success, answer.text
    return dict(answer.json()) if answer.content else {}


async def read(world: World, endpoint: dict[str, Any]) -> dict[str, Any]:
    answer = await world.rest("vendor", "GET", f"/v1/webhook-endpoints/{endpoint['id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def claimed(hooks: Hooks) -> Sequence[Lane]:
    """What the worker takes, of all that has happened."""
    await hooks.relay()
    room = Room(altogether=100, usual=100, known={})
    answer = await hooks.ctx.execute(webhooks.claim_deliveries, {"room": room, "lease_s": 30.0})
    return Claimed.model_validate_json(answer.body).lanes


async def lane(hooks: Hooks) -> Lane:
    """The only one that there is something for, once there is a new plan."""
    await hooks.world.a_plan()
    [only] = await claimed(hooks)
    return only


async def sql(world: World, statement: str, *values: Any) -> Sequence[Any]:
    """As the role that serves, for this organisation."""
    async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
        rows: Sequence[Any] = await tx.connection.fetch(statement, *values)
        return rows


async def told(world: World, endpoint: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What has been told of an endpoint: types and data, in their order."""
    rows = await sql(
        world,
        "SELECT type, data::text AS data FROM outbox_event WHERE subject_id = $1 ORDER BY sequence",
        UUID(endpoint["id"]),
    )
    return [(row["type"], json.loads(row["data"])) for row in rows]
