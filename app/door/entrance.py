"""How a request gets in: its token names an actor, and the actor's budget is spent."""

from collections.abc import Mapping

from app.domain.context import Context
from app.domain.errors import Unauthenticated
from app.door.asgi import Scope
from app.door.budgets import Budgets
from app.security.bearer import Gate


async def enter(
    scope: Scope, headers: Mapping[bytes, bytes], *, sensitive: bool = False
) -> Context:
    """The way to the use cases for whoever sent this. Raises `Unauthenticated`, `RateLimited`."""
    gate: Gate = scope["app"].state.gate
    budgets: Budgets = scope["app"].state.budgets
    try:
        context = await gate.context(headers.get(b"authorization"))
    except Unauthenticated as refused:
        if refused.facts.get("presented"):
            await budgets.count_refused(scope)
        raise
    await budgets.admit(scope, context.actor)
    if sensitive:
        await budgets.admit_sensitive(scope, context.actor, 1)
    return context
