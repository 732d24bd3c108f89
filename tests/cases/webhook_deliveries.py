"""What endpoints are owed, the feed, and asking for events again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.domain.entity import utc_now
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import RecoverDeliveries
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import case, of
from tests.scene import Scene

# They belong to the organisation, as endpoints do.

of(webhooks.get_webhook_endpoint_health, DONE, endpoint_id="endpoint")
of(webhooks.list_webhook_attempts, EMPTY)


async def an_event(scene: Scene) -> UUID:
    """The first that has its place in the feed."""
    arguments = {"limit": 1_000, "base_url": "http://career.test"}
    await scene.world.system.execute(webhooks.relay_events, arguments)
    told = await scene.world.rest("vendor", "GET", "/v1/events?limit=1")
    return UUID(told.json()["data"][0]["id"])


async def a_delivery(scene: Scene) -> UUID:
    event = await an_event(scene)
    path = f"/v1/events/{event}/resend"
    sent = await scene.world.rest("vendor", "POST", path, {"endpointId": scene.ids["endpoint"]})
    return UUID(sent.json()["deliveries"][0]["id"])


async def a_job(scene: Scene) -> dict[str, Any]:
    endpoint = await scene.an_endpoint()
    command = RecoverDeliveries(since=utc_now() - timedelta(hours=1))
    given = {"endpoint_id": endpoint, "command": command}
    made = await scene.made("vendor", webhooks.recover_webhook_endpoint, **given)
    return {"endpoint_id": endpoint, "redelivery_id": made}


@case(webhooks.list_webhook_deliveries, DONE)
async def _list_webhook_deliveries(scene: Scene) -> Ask:
    await a_delivery(scene)
    return Ask(webhooks.list_webhook_deliveries, {"endpoint_id": scene.ids["endpoint"]})


@case(webhooks.get_webhook_delivery, DONE)
async def _get_webhook_delivery(scene: Scene) -> Ask:
    return Ask(webhooks.get_webhook_delivery, {"delivery_id": await a_delivery(scene)})


@case(webhooks.list_events, DONE)
async def _list_events(scene: Scene) -> Ask:
    await an_event(scene)
    return Ask(webhooks.list_events)


@case(webhooks.get_event, DONE)
async def _get_event(scene: Scene) -> Ask:
    return Ask(webhooks.get_event, {"event_id": await an_event(scene)})


@case(webhooks.resend_event, DONE)
async def _resend_event(scene: Scene) -> Ask:
    body = {"endpointId": scene.ids["endpoint"]}
    return Ask(webhooks.resend_event, {"event_id": await an_event(scene)}, body)


@case(webhooks.recover_webhook_endpoint, DONE)
async def _recover_webhook_endpoint(scene: Scene) -> Ask:
    ids = {"endpoint_id": await scene.an_endpoint()}
    return Ask(webhooks.recover_webhook_endpoint, ids, {"since": _an_hour_ago()})


@case(webhooks.replay_events, DONE)
async def _replay_events(scene: Scene) -> Ask:
    body = {"since": _an_hour_ago(), "eventTypes": ["milestone.*"]}
    return Ask(webhooks.replay_events, {"endpoint_id": await scene.an_endpoint()}, body)


@case(webhooks.list_webhook_redeliveries, DONE)
async def _list_webhook_redeliveries(scene: Scene) -> Ask:
    made = await a_job(scene)
    return Ask(webhooks.list_webhook_redeliveries, {"endpoint_id": made["endpoint_id"]})


@case(webhooks.get_webhook_redelivery, DONE)
async def _get_webhook_redelivery(scene: Scene) -> Ask:
    made = await a_job(scene)
    return Ask(webhooks.get_webhook_redelivery, {"redelivery_id": made["redelivery_id"]})


@case(webhooks.cancel_webhook_redelivery, DONE)
async def _cancel_webhook_redelivery(scene: Scene) -> Ask:
    made = await a_job(scene)
    return Ask(webhooks.cancel_webhook_redelivery, {"redelivery_id": made["redelivery_id"]})


def _an_hour_ago() -> str:
    return (utc_now() - timedelta(hours=1)).isoformat()
