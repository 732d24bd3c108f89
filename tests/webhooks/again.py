"""How tests ask for events again."""

import json
from datetime import datetime, timedelta
from typing import Any

from httpx import Response

from app.domain.entity import utc_now
from app.domain.webhooks import service as webhooks
from tests.relations import run_as_app
from tests.worker.hooks import Endpoint, Hooks
from tests.world import World

TYPES = ("plan.*", "milestone.*")
OF_TYPES = "SELECT id FROM outbox_event WHERE type ~ '^(plan|milestone)[.]' ORDER BY position"
NOWHERE = "http://127.0.0.1:1/hook"


def moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def ago(**much: float) -> str:
    return moment(utc_now() - timedelta(**much))


async def asked(world: World, endpoint: Endpoint, what: str, **body: Any) -> Response:
    path = f"/v1/webhook-endpoints/{endpoint.id}/{what}"
    return await world.rest("vendor", "POST", path, {"since": ago(hours=1), **body})


async def job(world: World, endpoint: Endpoint, what: str, **body: Any) -> dict[str, Any]:
    answer = await asked(world, endpoint, what, **body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/webhook-redeliveries/{made['id']}"
    return made


async def progress(world: World, made: dict[str, Any]) -> dict[str, Any]:
    answer = await world.rest("vendor", "GET", f"/v1/webhook-redeliveries/{made['id']}")
    found: dict[str, Any] = answer.json()
    return found


async def step(hooks: Hooks, limit: int = 500) -> int:
    answer = await hooks.ctx.execute(webhooks.step_redelivery, {"limit": limit})
    counted: int = json.loads(answer.body)["count"]
    return counted


async def steps(hooks: Hooks, limit: int = 500) -> int:
    """Until there is nothing to go on with."""
    total = 0
    while count := await step(hooks, limit):
        total += count
    return total


async def step_and_die(hooks: Hooks) -> None:
    async with hooks.world.database.transaction(hooks.ctx.actor, hooks.now()) as tx:
        await webhooks.step_redelivery(tx, limit=2)
        await tx.session.flush()
        raise RuntimeError


async def resend(world: World, event_id: str, **body: Any) -> Response:
    return await world.rest("vendor", "POST", f"/v1/events/{event_id}/resend", body)


async def disable(world: World, endpoint: Endpoint) -> None:
    sql = "UPDATE webhook_endpoint SET enabled = false WHERE id = $1"
    await run_as_app(world, sql, endpoint.id)
