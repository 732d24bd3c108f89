"""How a request gets in: its token names an actor, and the actor's budget is spent."""

from collections.abc import Mapping

from app.domain.context import Context
from app.domain.errors import Unauthenticated
from app.door.asgi import Scope
from app.door.budgets import Budgets
from app.security.bearer import Admission, Gate


async def enter(
    scope: Scope, headers: Mapping[bytes, bytes], *, sensitive: bool = False
) -> Context:
    """The way to the use cases for whoever sent this. Raises `Unauthenticated`, `RateLimited`."""
    context = (await let_in(scope, headers.get(b"authorization"))).context
    budgets: Budgets = scope["app"].state.budgets
    await budgets.admit(scope, context.actor)
    if sensitive:
        await budgets.admit_sensitive(scope, context.actor, 1)
    return context


async def let_in(scope: Scope, authorization: bytes | None) -> Admission:
    """Who presents this, and until when it holds; nothing is spent. Raises `Unauthenticated`."""
    gate: Gate = scope["app"].state.gate
    budgets: Budgets = scope["app"].state.budgets
    try:
        return await gate.admit(authorization)
    except Unauthenticated as refused:
        if refused.facts.get("presented"):
            await budgets.count_refused(scope)
        raise
