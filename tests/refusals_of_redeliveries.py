"""How asking for events again is refused, and reading on from where one cannot."""

from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from app.domain.entity import utc_now
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import RegisterWebhook
from tests.asking import Ask
from tests.cases.webhook_deliveries import a_job, an_event
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

OUT_OF_REACH: Final = {"cursor_expired"}  # a page is asked for otherwise: tests of the feed

RECOVER, REPLAY = webhooks.recover_webhook_endpoint, webhooks.replay_events
RESEND, CANCEL = webhooks.resend_event, webhooks.cancel_webhook_redelivery

_NOW = utc_now()
for _kind in (RECOVER, REPLAY):
    changed("window_not_allowed", _kind, since=(_NOW - timedelta(days=31)).isoformat())
    changed("window_not_allowed", _kind, since=(_NOW + timedelta(days=1)).isoformat())
    changed("window_not_allowed", _kind, until=(_NOW - timedelta(days=1)).isoformat())
    changed("window_not_allowed", _kind, until=(_NOW + timedelta(days=1)).isoformat())
    changed("invalid", _kind, since="2026-01-31T10:00:00")
changed("event_type_unknown", REPLAY, eventTypes=["no.such"])
changed("invalid", REPLAY, eventTypes=[])


@refused("redelivery_running", RECOVER)
async def _recovered_twice(scene: Scene) -> Ask:
    made = await a_job(scene)
    ask = await of_case(RECOVER)(scene)
    return replace(ask, ids={"endpoint_id": made["endpoint_id"]})


@refused("redelivery_running", REPLAY)
async def _replayed_while_recovered(scene: Scene) -> Ask:
    made = await a_job(scene)
    ask = await of_case(REPLAY)(scene)
    return replace(ask, ids={"endpoint_id": made["endpoint_id"]})


@refused("redelivery_ended", CANCEL)
async def _cancelled_twice(scene: Scene) -> Ask:
    ask = await of_case(CANCEL)(scene)
    await scene.done("vendor", CANCEL, **ask.ids)
    return ask


async def _disabled(scene: Scene) -> UUID:
    endpoint = await scene.an_endpoint()
    action = webhooks.disable_webhook_endpoint
    await scene.done("vendor", action, endpoint_id=endpoint, if_version=1)
    return endpoint


@refused("webhook_endpoint_disabled", RECOVER)
async def _recovered_where_nothing_is_sent(scene: Scene) -> Ask:
    return replace(await of_case(RECOVER)(scene), ids={"endpoint_id": await _disabled(scene)})


@refused("webhook_endpoint_disabled", REPLAY)
async def _replayed_where_nothing_is_sent(scene: Scene) -> Ask:
    return replace(await of_case(REPLAY)(scene), ids={"endpoint_id": await _disabled(scene)})


@refused("webhook_endpoint_disabled", RESEND)
async def _resent_where_nothing_is_sent(scene: Scene) -> Ask:
    return replace(await of_case(RESEND)(scene), body={"endpointId": await _disabled(scene)})


@refused("event_not_wanted", RESEND)
async def _resent_to_who_does_not_ask_for_it(scene: Scene) -> Ask:
    event = await an_event(scene)
    command = RegisterWebhook(
        url="https://example.com/hook", event_types=("webhook_endpoint.removed",)
    )
    endpoint = await scene.made("vendor", webhooks.register_webhook_endpoint, command=command)
    return Ask(RESEND, {"event_id": event}, {"endpointId": endpoint})
