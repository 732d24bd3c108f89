"""Operations of connections that stay: each is judged, counted and run like one sent alone."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from graphql import OperationType

from app.domain.deadlines import Deadlines
from app.domain.errors import DomainError, RateLimited
from app.domain.idempotency import Once
from app.door.asgi import Scope
from app.door.budgets import Budgets
from app.door.sessions import Session, Sessions
from app.schema.door.admission import admitted
from app.schema.door.errors import refusal_of
from app.schema.door.execution import Executed, as_text, execute, refused
from app.schema.door.known import known
from app.schema.door.limits import Why
from app.schema.door.reading import Asked
from app.schema.door.sensitive import sensitive_uses
from app.schema.fields import GraphQLContext
from app.schema.live.context import LiveContext
from app.schema.live.results import results


@dataclass(frozen=True, slots=True)
class Operations:
    """What one connection may ask."""

    scope: Scope
    session: Session

    async def admit(self) -> None:
        """Spend what one request spends. Raises `RateLimited`."""
        await self._budgets.admit(self._counted, self.session.context.actor)

    async def _admit_sensitive(self, asked: Asked) -> None:
        uses = sensitive_uses(asked.query, asked.operation_name)
        await self._budgets.admit_sensitive(self._counted, self.session.context.actor, uses)

    async def run(self, asked: Asked, once: Once | None) -> AsyncGenerator[Executed, None]:
        """All that is answered, one after the other. What does not begin is the last."""
        try:
            async with aclosing(self._run(asked, once)) as answers:
                async for one in answers:
                    yield one
        except DomainError as error:
            yield refused_with(error)

    async def _run(self, sent: Asked, once: Once | None) -> AsyncGenerator[Executed, None]:
        actor, documents = self.session.context.actor, self._state.trusted_documents
        asked = await admitted(sent, actor, self._state.settings, documents)
        if isinstance(asked, Why):
            yield refused(asked)
            return
        await self._admit_sensitive(asked)
        if known(asked.query).kind(asked.operation_name) is OperationType.SUBSCRIPTION:
            sessions: Sessions = self._state.sessions
            with sessions.subscription(self.session):
                async with aclosing(self._follow(asked)) as answers:
                    async for one in answers:
                        yield one
        else:
            yield await self._answer(asked, once)

    async def _answer(self, asked: Asked, once: Once | None) -> Executed:
        deadlines: Deadlines = self.scope["deadlines"]
        context = GraphQLContext(self.session.context, once, self.scope["request_id"])
        with deadlines.watch():
            return await execute(asked, context)

    def _follow(self, asked: Asked) -> AsyncGenerator[Executed, None]:
        context = LiveContext(self.session, self._state.following, self.scope["request_id"])
        return results(asked, context)

    @property
    def _budgets(self) -> Budgets:
        budgets: Budgets = self._state.budgets
        return budgets

    @property
    def _counted(self) -> Scope:
        """What is left of a budget is told in headers, which are over here."""
        return {**self.scope, "remaining": []}

    @property
    def _state(self) -> Any:
        return self.scope["app"].state


def refused_with(error: DomainError) -> Executed:
    """A refusal, in place of what was asked for."""
    one: dict[str, Any] = {"message": error.message, "extensions": refusal_of(error)}
    if isinstance(error, RateLimited):
        one["extensions"]["retryAfter"] = error.facts["retry_after_s"]
    return Executed(as_text({"errors": [one]}), began=False)
