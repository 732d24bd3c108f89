"""Deliveries -> the network, for one tenant. No transaction is open while we wait for others."""

import asyncio

from app.domain.context import Context
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import DueDeliveries, DueDelivery, Outcome
from app.worker.network import Outgoing, Sender
from app.worker.signature import sign

BATCH = 50


async def deliver(ctx: Context, sender: Sender) -> int:
    """Make every attempt that is due; how many that were."""
    answer = await ctx.execute(webhooks.claim_deliveries, {"limit": BATCH})
    due = DueDeliveries.model_validate_json(answer.body).data
    await asyncio.gather(*(_attempt(ctx, sender, one) for one in due))
    return len(due)


async def _attempt(ctx: Context, sender: Sender, due: DueDelivery) -> None:
    body, at = due.body.encode(), int(ctx.clock().timestamp())
    name = str(due.event_id)
    attempt = await sender.send(
        Outgoing(
            url=due.url,
            body=body,
            headers={
                "content-type": "application/json",
                "webhook-id": name,
                "webhook-timestamp": str(at),
                "webhook-signature": sign([due.secret], id=name, timestamp=at, body=body),
            },
        )
    )
    outcome = Outcome(
        delivery_id=due.id,
        status=attempt.status,
        error=attempt.error.value if attempt.error is not None else None,
        succeeded=attempt.succeeded,
        retry_after_s=attempt.retry_after_s,
    )
    await ctx.execute(webhooks.record_attempt, {"command": outcome})
