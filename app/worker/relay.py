"""Outbox -> deliveries, for one tenant."""

from app.domain.context import Context
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import Count

BATCH = 500


async def relay(ctx: Context, base_url: str) -> int:
    """How many events were relayed."""
    answer = await ctx.execute(webhooks.relay_events, {"limit": BATCH, "base_url": base_url})
    return Count.model_validate_json(answer.body).count
