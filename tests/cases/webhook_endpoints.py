"""Webhook endpoints."""

from typing import Any, Final

from app.domain.webhooks import service as webhooks
from tests.asking import DONE, Ask
from tests.cases.kit import ASKED, case, of
from tests.scene import Scene

# Webhooks belong to the organisation: whoever holds a token with the scope.

of(webhooks.list_event_types, DONE)
of(webhooks.list_webhook_endpoints, DONE)
of(webhooks.get_webhook_endpoint, DONE, endpoint_id="endpoint")


HEADER: Final = {"name": "X-Api-Key", "value": ASKED}
WITH: Final[dict[str, Any]] = {
    "description": f"{ASKED} endpoint",
    "format": "cloudevents",
    "headers": [HEADER],
    "credentials": {"basic": {"username": ASKED, "password": ASKED}},
    "maxPerMinute": 60,
}
SIGNING: Final = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OAUTH: Final = {"tokenUrl": "https://example.com/token", "clientId": ASKED, "clientSecret": ASKED}


@case(webhooks.register_webhook_endpoint, DONE)
async def _register_webhook_endpoint(scene: Scene) -> Ask:
    body = {"url": "https://example.com/hook", "eventTypes": ["milestone.*"], **WITH}
    return Ask(webhooks.register_webhook_endpoint, body=body | {"secret": SIGNING})


@case(webhooks.remove_webhook_endpoint, DONE)
async def _remove_webhook_endpoint(scene: Scene) -> Ask:
    ids = {"endpoint_id": await scene.an_endpoint()}
    return Ask(webhooks.remove_webhook_endpoint, ids, version=1)


@case(webhooks.change_webhook_endpoint, DONE)
async def _change_webhook_endpoint(scene: Scene) -> Ask:
    ids = {"endpoint_id": await scene.an_endpoint()}
    body = WITH | {"url": "https://example.com/other", "credentials": {"oauth": OAUTH}}
    return Ask(webhooks.change_webhook_endpoint, ids, body, version=1)


@case(webhooks.rotate_webhook_secret, DONE)
async def _rotate_webhook_secret(scene: Scene) -> Ask:
    ids = {"endpoint_id": await scene.an_endpoint()}
    body = {"overlapHours": 0, "secret": SIGNING}
    return Ask(webhooks.rotate_webhook_secret, ids, body, version=1)


@case(webhooks.send_test_webhook, DONE)
async def _send_test_webhook(scene: Scene) -> Ask:
    body = {"eventType": "milestone.reached"}
    return Ask(webhooks.send_test_webhook, {"endpoint_id": await scene.an_endpoint()}, body)


@case(webhooks.disable_webhook_endpoint, DONE)
async def _disable_webhook_endpoint(scene: Scene) -> Ask:
    ids = {"endpoint_id": await scene.an_endpoint()}
    return Ask(webhooks.disable_webhook_endpoint, ids, version=1)


@case(webhooks.enable_webhook_endpoint, DONE)
async def _enable_webhook_endpoint(scene: Scene) -> Ask:
    ids = {"endpoint_id": await scene.an_endpoint()}
    await scene.done("vendor", webhooks.disable_webhook_endpoint, **ids, if_version=1)
    return Ask(webhooks.enable_webhook_endpoint, ids, version=2)
