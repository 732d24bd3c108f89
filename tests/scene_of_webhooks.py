"""What there is of webhooks in a scene once they are at work."""

from datetime import timedelta

from app.domain.context import Context
from app.domain.entity import utc_now
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import (
    Claimed,
    Outcome,
    Outcomes,
    RecoverDeliveries,
    Room,
    RotateWebhookSecret,
)
from tests.relations import run_as_app
from tests.world import World


async def webhooks_at_work(world: World) -> None:
    """An attempt, how its endpoint does, a secret that was rotated away, and a job."""
    body = {"url": "https://example.com/hook", "eventTypes": ["*"]}
    made = await world.rest("vendor", "POST", "/v1/webhook-endpoints", body)
    path = f"/v1/webhook-endpoints/{made.json()['id']}"
    rotated = await world.rest(
        "vendor",
        "POST",
        f"{path}/secret/rotate",
        RotateWebhookSecret(overlap_hours=1).model_dump(mode="json", by_alias=True),
        if_match="*",
    )
    since = RecoverDeliveries(since=utc_now() - timedelta(hours=1))
    asked = since.model_dump(mode="json", by_alias=True)
    job = await world.rest("vendor", "POST", f"{path}/recover", asked)
    assert rotated.is_success
    assert job.is_success
    ctx = world.system
    arguments = {"limit": 1_000, "base_url": "http://career.test"}
    await ctx.execute(webhooks.relay_events, arguments)
    await an_attempt(ctx)
    await run_as_app(
        world,
        "INSERT INTO outbox_mark (tenant_id, id, version, created_at, sequence, told_at)"
        " SELECT tenant_id, gen_random_uuid(), 1, now(), 1, now() FROM webhook_endpoint LIMIT 1",
    )


async def an_attempt(ctx: Context) -> None:
    """One of what is due succeeds, without a network."""
    room = Room(altogether=1, usual=1, known={})
    answer = await ctx.execute(webhooks.claim_deliveries, {"room": room, "lease_s": 30.0})
    lane = Claimed.model_validate_json(answer.body).lanes[0]
    done = Outcome(
        delivery_id=lane.due[0].id,
        leased_until=lane.due[0].leased_until,
        began_at=utc_now(),
        url=lane.url,
        request_headers={},
        succeeded=True,
        status=200,
    )
    await ctx.execute(webhooks.record_attempts, {"command": Outcomes(ended=(done,))})
