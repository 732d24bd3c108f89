"""How webhook endpoints refuse: each error, by the shortest way to it."""

from dataclasses import replace
from typing import Any, Final

from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import ChangeWebhook, RotateWebhookSecret
from app.domain.webhooks.models import MOST_ENDPOINTS, MOST_RETIRED
from app.domain.webhooks.repository.endpoints import Endpoints
from tests.asking import Ask
from tests.cases.webhook_endpoints import HEADER, OAUTH
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

OUT_OF_REACH: Final[set[str]] = set()

REGISTER, CHANGE = webhooks.register_webhook_endpoint, webhooks.change_webhook_endpoint
ROTATE, SEND = webhooks.rotate_webhook_secret, webhooks.send_test_webhook
INSIDE: Final = "https://10.0.0.1/hook"

for _versioned in (
    CHANGE,
    ROTATE,
    webhooks.disable_webhook_endpoint,
    webhooks.enable_webhook_endpoint,
    webhooks.remove_webhook_endpoint,
):
    changed("stale", _versioned, version=9)

for _said in (REGISTER, CHANGE):
    changed("url_not_allowed", _said, url=INSIDE)
    changed("url_not_allowed", _said, credentials={"oauth": OAUTH | {"tokenUrl": INSIDE}})
    changed("event_type_unknown", _said, eventTypes=["no.such"])
    changed("event_type_unknown", _said, eventTypes=["milestone.*", "milestone"])
    for _name in ("Webhook-Id", "ce-type", "CONTENT-TYPE", "traceparent", "Host", "user-agent"):
        changed("header_not_allowed", _said, headers=[HEADER | {"name": _name}])
    changed("header_not_allowed", _said, headers=[HEADER, HEADER | {"name": "x-api-key"}])
    changed("header_not_allowed", _said, headers=[HEADER | {"name": "authorization"}])
    changed(
        "header_not_allowed",
        _said,
        headers=[{"name": f"X-{number}", "value": "x" * 4000} for number in range(3)],
    )
    for _wrong in ("", "a b", "x:", "x\r\ny", "x_y", "\u00e4", "x" * 101):
        changed("invalid", _said, headers=[HEADER | {"name": _wrong}])
    for _wrong in ("", " x", "x ", "x\r\ny: z", "x\n", "\x00", "\x7f", "\u00e4", "x" * 4097):
        changed("invalid", _said, headers=[HEADER | {"value": _wrong}])
    changed("invalid", _said, headers=[{"name": f"X-{n}", "value": "x"} for n in range(21)])
    changed("invalid", _said, credentials={})
    changed(
        "invalid",
        _said,
        credentials={"basic": {"username": "x", "password": "x"}, "oauth": OAUTH},
    )
    changed("invalid", _said, credentials={"basic": {"username": "a:b", "password": "x"}})
    changed("invalid", _said, credentials={"basic": {"username": "a", "password": "x\n"}})
    changed("invalid", _said, credentials={"oauth": OAUTH | {"scope": "a  b"}})
    changed("invalid", _said, maxPerMinute=0)
    changed("invalid", _said, eventTypes=[])
for _secret in ("whsec_", "secret", f"whsec_{'A' * 30}", f"whsec_{'-' * 32}"):
    changed("invalid", REGISTER, secret=_secret)
    changed("invalid", ROTATE, secret=_secret)
changed("invalid", CHANGE, url=None)
changed("invalid", CHANGE, headers=None)
changed("invalid", ROTATE, overlapHours=169)
changed("webhook_format_fixed", CHANGE, format="xapi")
changed("event_type_unknown", SEND, eventType="milestone.*")


@refused("too_many_webhook_endpoints", REGISTER, apart=True)
async def _as_many_as_there_can_be(scene: Scene) -> Ask:
    world = scene.world
    async with world.database.transaction(world.actors["vendor"], world.system.clock()) as tx:
        endpoints = Endpoints(tx)
        there = await endpoints.count_for_one_more()
        given: dict[str, Any] = {"url": "https://example.com", "event_types": ["*"]}
        made = [
            endpoints.new(given | {"sealed_secret": b"-"}) for _ in range(MOST_ENDPOINTS - there)
        ]
        await endpoints.add_all(made)
    return await of_case(REGISTER)(scene)


@refused("invalid", ROTATE)
async def _the_one_that_signs(scene: Scene) -> Ask:
    ask = await of_case(ROTATE)(scene)
    command = RotateWebhookSecret.model_validate(ask.body)
    await scene.done("vendor", ROTATE, **ask.ids, command=command, if_version=1)
    return replace(ask, version=2)


@refused("too_many_webhook_secrets", ROTATE)
async def _sixth_that_signs(scene: Scene) -> Ask:
    ids = {"endpoint_id": await scene.an_endpoint()}
    for version in range(1, MOST_RETIRED + 1):
        given = {"command": RotateWebhookSecret(), "if_version": version}
        await scene.done("vendor", ROTATE, **ids, **given)
    return Ask(ROTATE, ids, version=MOST_RETIRED + 1)


@refused("webhook_endpoint_disabled", SEND)
async def _disabled(scene: Scene) -> Ask:
    ask = await of_case(SEND)(scene)
    await scene.done("vendor", webhooks.disable_webhook_endpoint, **ask.ids, if_version=1)
    return ask


@refused("no_statement", SEND)
async def _unsayable(scene: Scene) -> Ask:
    made = await of_case(REGISTER)(scene)
    answer = await scene.world.rest(
        "vendor", "POST", "/v1/webhook-endpoints", {**made.body, "format": "xapi"}
    )
    body = {"eventType": "webhook_endpoint.created"}
    return Ask(SEND, {"endpoint_id": answer.json()["id"]}, body)


@refused("header_not_allowed", CHANGE)
async def _two_ways_to_say_who_we_are(scene: Scene) -> Ask:
    """Each was fine by itself."""
    ids = {"endpoint_id": await scene.an_endpoint()}
    command = ChangeWebhook.model_validate(
        {"headers": [{"name": "Authorization", "value": "Bearer x"}]}
    )
    await scene.done("vendor", CHANGE, **ids, command=command, if_version=1)
    return Ask(CHANGE, ids, {"credentials": {"oauth": OAUTH}}, version=2)
