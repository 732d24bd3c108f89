"""What has to be there for a request about what endpoints are owed to succeed."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from app.domain.webhooks import service as webhooks
from tests.world import World


async def endpoint(world: World) -> dict[str, str]:
    body = {"url": "https://93.184.215.14/", "eventTypes": ["*"]}
    made = await world.rest("vendor", "POST", "/v1/webhook-endpoints", body)
    return {"endpoint_id": made.json()["id"]}


async def told_event(world: World) -> dict[str, str]:
    """The first that has its place in the feed."""
    arguments = {"limit": 1_000, "base_url": "http://career.test"}
    await world.system.execute(webhooks.relay_events, arguments)
    told = await world.rest("vendor", "GET", "/v1/events?limit=1")
    return {"event_id": told.json()["data"][0]["id"]}


async def delivery(world: World) -> dict[str, str]:
    ids = await endpoint(world) | await told_event(world)
    path = f"/v1/webhook-endpoints/{ids['endpoint_id']}"
    await world.rest("vendor", "POST", f"/v1/events/{ids['event_id']}/resend", {})
    owed = await world.rest("vendor", "GET", f"{path}/deliveries?limit=1")
    return ids | {"delivery_id": owed.json()["data"][0]["id"]}


async def redelivery(world: World) -> dict[str, str]:
    ids = await endpoint(world)
    path = f"/v1/webhook-endpoints/{ids['endpoint_id']}/recover"
    made = await world.rest("vendor", "POST", path, a_window())
    return ids | {"redelivery_id": made.json()["id"]}


def a_window() -> dict[str, Any]:
    since = datetime.now(UTC) - timedelta(hours=1)
    return {"since": since.isoformat().replace("+00:00", "Z")}


WEBHOOKS: Final = {
    "get_webhook_endpoint_health": endpoint,
    "recover_webhook_endpoint": endpoint,
    "replay_events": endpoint,
    "get_webhook_delivery": delivery,
    "get_webhook_redelivery": redelivery,
    "cancel_webhook_redelivery": redelivery,
    "get_event": told_event,
    "resend_event": told_event,
}
