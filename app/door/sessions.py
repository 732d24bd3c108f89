"""Connections that stay open, and whether whoever is behind them may still come in.

A request is over before its token is. A connection that stays is asked again and again, as a
request would be: its token is read anew, and its subject is asked for. That takes a statement for
each organisation, however many of its people are connected.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final
from uuid import UUID

from app.domain.actor import Actor, ActorKind
from app.domain.context import Context
from app.domain.errors import DomainError, Overloaded, Unauthenticated
from app.domain.live.errors import TooManySubscriptions
from app.door import telemetry
from app.security.bearer import Admission, Gate

SHORTEST_LOOK_S: Final = 0.5
AT_ONCE: Final = 100
"""Sessions that are judged before others have a turn."""


class Ending(Enum):
    """Why a connection is over that nobody closed."""

    EXPIRED = "token_expired"
    REFUSED = "unauthenticated"
    LEAVING = "going_away"


@dataclass(eq=False, slots=True)
class Session:
    """One connection that stays; it is somebody's once they were let in."""

    over: asyncio.Event = field(default_factory=asyncio.Event)
    ending: Ending | None = None
    subscriptions: int = 0
    _context: Context | None = None
    authorization: bytes = b""
    _timer: asyncio.TimerHandle | None = None

    @property
    def context(self) -> Context:
        """The way to the use cases, with what the token is good for now."""
        if self._context is None:
            message = "nobody was let in"
            raise RuntimeError(message)
        return self._context

    @property
    def actor(self) -> Actor | None:
        return self._context.actor if self._context is not None else None

    def let_in(self, context: Context) -> None:
        """Have it be somebody's, or theirs still with what their token is good for now."""
        self._context = context

    def end_in(self, seconds: float, ending: Ending) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(0.0, seconds), self.end, ending)

    def close(self) -> None:
        """It is over: nothing ends it any more."""
        if self._timer is not None:
            self._timer.cancel()

    def end(self, ending: Ending) -> None:
        if self.ending is None:
            self.ending = ending
        self.over.set()


class Sessions:
    """Every connection of this process that stays."""

    def __init__(
        self,
        gate: Callable[[], Gate],
        *,
        per_actor: int,
        per_process: int,
        look_s: float,
        leeway_s: float,
    ) -> None:
        self._gate = gate
        self._per_actor, self._per_process = per_actor, per_process
        self._look_s = max(look_s, SHORTEST_LOOK_S)
        self._leeway_s = leeway_s
        self._open: set[Session] = set()
        self._subscriptions = 0
        self._by_actor = Counter[tuple[UUID, UUID]]()
        self._watching: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None

    @contextmanager
    def opened(self, state: Any, transport: str) -> Iterator[Session]:
        """A place for a connection. Raises `Overloaded` if there is none.

        `state` is that of the server, which may know when the process is to stop.
        """
        if len(self._open) >= self._per_process:
            raise Overloaded(
                detail="There are as many connections as are allowed. Try again later."
            )
        session = Session()
        self._open.add(session)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())
        self._await_stop(state)
        staying = telemetry.STAYING.labels(transport)
        staying.inc()
        goodbyes = (state or {}).get("goodbyes")
        if goodbyes is not None:
            goodbyes.add(session)
        try:
            yield session
        finally:
            staying.dec()
            self._open.discard(session)
            if goodbyes is not None:
                goodbyes.discard(session)
            session.close()

    def admit(self, session: Session, authorization: bytes, admission: Admission) -> None:
        """Have the session be somebody's, until their token is over."""
        session.authorization = authorization
        session.let_in(admission.context)
        session.end_in(admission.expires_at + self._leeway_s - time.time(), Ending.EXPIRED)

    @contextmanager
    def subscription(self, session: Session) -> Iterator[None]:
        """A place for a subscription. Raises `TooManySubscriptions`."""
        actor = session.context.actor
        who = (actor.tenant_id, actor.id)
        if self._by_actor[who] >= self._per_actor or self._subscriptions >= self._per_process:
            raise TooManySubscriptions
        self._by_actor[who] += 1
        self._subscriptions += 1
        session.subscriptions += 1
        telemetry.SUBSCRIPTIONS.inc()
        try:
            yield
        finally:
            telemetry.SUBSCRIPTIONS.dec()
            session.subscriptions -= 1
            self._subscriptions -= 1
            self._by_actor[who] -= 1
            if not self._by_actor[who]:
                del self._by_actor[who]

    async def close(self) -> None:
        for session in self._open:
            session.end(Ending.LEAVING)
        tasks = [one for one in (self._watching, self._leaving) if one is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._watching = self._leaving = None

    def _await_stop(self, state: Any) -> None:
        stopping = (state or {}).get("stopping")
        if stopping is not None and (self._leaving is None or self._leaving.done()):
            self._leaving = asyncio.create_task(self._leave(stopping))

    async def _leave(self, stopping: asyncio.Event) -> None:
        await stopping.wait()
        for session in self._open:
            session.end(Ending.LEAVING)

    async def _watch(self) -> None:
        while self._open:
            await asyncio.sleep(self._look_s)
            try:
                await self._look()
            except Exception:  # noqa: BLE001 - whoever stays is looked at again
                telemetry.log().exception("looking at who stays failed")

    async def _look(self) -> None:
        by_tenant: dict[UUID, list[Session]] = {}
        for session in self._open:
            if session.actor is not None and not session.over.is_set():
                by_tenant.setdefault(session.actor.tenant_id, []).append(session)
        for tenant_id, sessions in by_tenant.items():
            people = {
                one.actor.id
                for one in sessions
                if one.actor is not None and one.actor.kind is ActorKind.PERSON
            }
            try:
                await self._gate().standing.look_at(tenant_id, people)
            except DomainError:  # a database that is away shows nobody anything either
                continue
            for nth, session in enumerate(sessions):
                await self._judge(session)
                if nth % AT_ONCE == AT_ONCE - 1:
                    await asyncio.sleep(0)

    async def _judge(self, session: Session) -> None:
        try:
            actor = session.context.actor
            admission = await self._gate().admit(session.authorization, known=actor.id)
        except Unauthenticated as refused:
            is_late = refused.facts.get("reason") == "expired"
            session.end(Ending.EXPIRED if is_late else Ending.REFUSED)
        except DomainError:  # nobody can tell just now
            return
        else:
            session.let_in(admission.context)
