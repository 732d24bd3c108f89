"""The one place that talks to PostgreSQL: opens, scopes, and commits transactions.

Two pools under one login. Reads are single statements on bare asyncpg connections (see
`statement.py`). Writes may have SQLAlchemy sessions (see `memory.py`); their connections are in
autocommit mode as far as SQLAlchemy knows, because the transaction is begun here, together with
the tenant, in one round trip.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg
from sqlalchemy import NullPool
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import configure_mappers

from app.domain.actor import Actor
from app.domain.connections import Connections, Writer
from app.domain.ending import commit, roll_back
from app.domain.entity import utc_now
from app.domain.errors import Overloaded, Stale
from app.domain.event import Event
from app.domain.failures import sqlstate, translated
from app.domain.hints import CHANNEL, PLACED, Hints
from app.domain.journal import Journal
from app.domain.memory import Memory
from app.domain.outbox import tell
from app.domain.policy import Me, bind
from app.domain.prepared import Met
from app.domain.statement import Statement
from app.domain.tools import Tools
from app.domain.trail import Fact, append, append_if_free


@dataclass(slots=True)
class Transaction:
    """An open transaction, on behalf of one actor, at one instant."""

    writer: Writer
    actor: Actor
    now: datetime
    tools: Tools
    memory: Memory
    expected_version: int | None = None
    _events: list[Event] = field(default_factory=list)
    _concerned: set[UUID] = field(default_factory=set)
    _facts: list[Fact] = field(default_factory=list)
    _made: set[UUID] = field(default_factory=set)
    _is_private: bool = False
    _tells: bool = False
    _places: bool = False

    @property
    def connection(self) -> Any:
        """The bare connection."""
        return self.writer.connection

    @property
    def session(self) -> AsyncSession:
        """For queries, and for new and deleted entities."""
        return self.memory.session

    @property
    def me(self) -> Me:
        return Me(self.actor.kind)

    @property
    def parameters(self) -> dict[str, Any]:
        return bind(self.actor, self.now)

    def record(self, *events: Event) -> None:
        """Events are told if, and only if, we commit; those about what is private never.

        They are not even kept: the events of a subject are numbered, and a gap tells as well.
        """
        self._events.extend(one for one in events if not one.is_private)

    def made(self, *ids: UUID) -> None:
        """These rows are new: nothing was told of them before."""
        self._made.update(ids)

    def concern(self, *people: UUID) -> None:
        """Name the people whose data this reads or changes, where no view of a row says so."""
        self._concerned.update(people)

    def keep_private(self) -> None:
        """What this does concerns the actor alone: nobody learns that it was done, not from the
        audit trail either.
        """
        self._is_private = True

    def leave_fact(self, action: str, row_id: UUID | None) -> None:
        """Say in the audit trail what was done, and to whom: everybody named by `concern`."""
        if self._is_private:
            return
        people = tuple(sorted(self._concerned))
        self._facts.append(Fact(self.actor, self.now, action, row_id=row_id, subjects=people))

    def expect(self, version: int) -> None:
        """Refuse if the caller decided on an older version than the one that is locked now."""
        if self.expected_version is not None and self.expected_version != version:
            raise Stale(version=version)

    @property
    def tells(self) -> bool:
        """Whether the worker has something to do once this is committed."""
        return self._tells

    def wake_worker(self) -> None:
        """There is something to deliver, though nothing is told."""
        self._tells = True

    @property
    def places(self) -> bool:
        """Whether there is more in the feed once this is committed."""
        return self._places

    def wake_followers(self) -> None:
        """Events have got their places in the feed."""
        self._places = True

    async def flush(self) -> None:
        """Write the entities that were added, changed and deleted."""
        await self.memory.flush()

    async def finish(self) -> None:
        """Write what is still in memory: changed entities first, then events, and facts last:
        what they are chained to is held until the commit.
        """
        await self.flush()
        if self._events:
            self._tells = True
            await tell(self.connection, self.actor, self.now, self._events, new=self._made)
            self._events.clear()
        if self._facts:
            await append(self.connection.fetch, self.actor.tenant_id, self._facts)
            self._facts.clear()
        self._made.clear()

    @asynccontextmanager
    async def trial(self, *, undo: bool) -> AsyncIterator[None]:
        """With `undo`, have nothing of what is done in here be done; what is refused is refused."""
        if not undo:
            yield
            return
        await self.flush()
        before = (list(self._events), set(self._concerned), list(self._facts), set(self._made))
        await self.connection.execute("SAVEPOINT trial")
        yield
        self._events, self._concerned, self._facts, self._made = before
        self.memory.forget()
        await self.connection.execute("ROLLBACK TO SAVEPOINT trial; RELEASE SAVEPOINT trial")

    async def plan_anew(self) -> None:
        """Have PostgreSQL forget how it meant to run what is prepared, its checks included.

        A plan that was made for a nearly empty table is kept until the table is analyzed, up to
        a minute. With a tenant before everything, several indexes look alike then, and the one
        that is taken may have to read a whole tenant for each row that is checked.
        """
        await self.connection.execute("DISCARD PLANS")

    async def read(self, statement: Statement, values: Mapping[str, Any]) -> Sequence[Any]:
        """Rows as this transaction sees them, its own changes included."""
        rows: Sequence[Any] = await self.connection.fetch(
            statement.sql, *statement.arguments(values)
        )
        return rows


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the database one process may use, and for how long (seconds)."""

    reads: int = 8
    writes: int = 8
    pool_timeout: float = 2.0
    statement_timeout: float = 5.0
    lock_timeout: float = 2.0
    plans_of_reads: str = "auto"
    """`force_generic_plan`: made once for everybody. Not where tables grow faster than they are
    analyzed.
    """
    keep_plans: float | None = None
    """How long transactions go by plans that were made for any tenant; PostgreSQL decides on plans
    otherwise, and takes some that are made for one tenant, as it was known at the last ANALYZE.
    """


STATEMENTS: Final = 200
"""Prepared ones of one connection: each takes memory of PostgreSQL, and planning takes time."""
SPARE_S: Final = 2.0
"""How much longer than PostgreSQL itself we wait for a statement to be ended by its timeout."""


class Database:
    """PostgreSQL, as one login (acting as one role)."""

    def __init__(
        self,
        dsn: str,
        tools: Tools,
        *,
        role: str | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._tools = tools
        self.journal = Journal(self._write_facts)
        self._hints = Hints(partial(self._hint, CHANNEL))
        self._places = Hints(partial(self._hint, PLACED))
        self._dsn = dsn
        self._limits = limits or Limits()
        self._settings = {
            "application_name": "career-conversations",
            "timezone": "UTC",
            "jit": "off",
            "statement_timeout": f"{int(self._limits.statement_timeout * 1000)}",
            "lock_timeout": f"{int(self._limits.lock_timeout * 1000)}",
            "idle_in_transaction_session_timeout": "15000",
        } | ({"role": role} if role else {})
        self._met = Met()
        self._engine: AsyncEngine | None = None
        self._planned_at: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
        self._plans_from = float("-inf")
        patience_s = self._limits.pool_timeout
        self._reads = Connections(
            partial(self._connect, plan_cache_mode=self._limits.plans_of_reads),
            most=self._limits.reads,
            patience_s=patience_s,
            drop=asyncpg.Connection.terminate,
        )
        self._writes = Connections(
            self._bind, most=self._limits.writes, patience_s=patience_s, drop=Writer.drop
        )

    async def open(self) -> None:
        configure_mappers()  # entities are also made past their constructors, which would do it
        self._engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=self._connect,
            isolation_level="AUTOCOMMIT",
            poolclass=NullPool,
            hide_parameters=True,  # errors are logged, and parameters are what people wrote
        )

    @property
    def tools(self) -> Tools:
        return self._tools

    @property
    def _patience_s(self) -> float:
        """When a server that says nothing counts as gone: it ends its statements before."""
        return self._limits.statement_timeout + SPARE_S

    async def close(self) -> None:
        await self.journal.close()
        await self._hints.close()
        await self._places.close()
        await self._reads.close()
        await self._writes.close()

    async def _write_facts(self, tenant_id: UUID, facts: list[Fact]) -> None:
        if await append_if_free(self.fetch, tenant_id, facts):
            return
        async with self.transaction(Actor.system(tenant_id), utc_now()) as tx:
            await append(tx.connection.fetch, tenant_id, facts)

    async def _connect(self, **settings: str) -> Any:
        return await asyncpg.connect(
            self._dsn,
            server_settings=self._settings | settings,
            timeout=self._limits.pool_timeout,
            command_timeout=self._patience_s,
            statement_cache_size=STATEMENTS,
            max_cached_statement_lifetime=0,
        )

    async def _bind(self) -> Writer:
        if self._engine is None:
            message = "the database is not open"
            raise RuntimeError(message)
        return await Writer.open(self._engine)

    async def fetch(self, sql: str, *arguments: Any) -> Sequence[Any]:
        """Run one statement as a transaction of its own, and return its rows."""
        try:
            connection = await self._reads.take()
        except Overloaded:
            raise
        except Exception as error:
            raise translated(error) or error from error
        try:
            rows = await self._met.fetch(connection, sql, arguments)
        except BaseException as error:
            if sqlstate(error) is None:  # not PostgreSQL said so, but the way to it
                connection.terminate()
            raise translated(error) or error from error
        else:
            return rows
        finally:
            self._reads.give(connection)

    @asynccontextmanager
    async def transaction(self, actor: Actor, now: datetime) -> AsyncIterator[Transaction]:
        """Begin for the actor's tenant; commit at the end, or leave no trace."""
        writer = await self._writes.take()
        tx = Transaction(writer, actor, now, self._tools, Memory(writer, actor.tenant_id))
        begin = f"BEGIN; SET LOCAL app.tenant_id = '{UUID(str(actor.tenant_id))}'"
        begin = self._new_plans(writer.connection) + begin
        try:
            try:
                await writer.connection.execute(begin)
                yield tx
                await tx.finish()
            except BaseException:
                await roll_back(writer.connection)
                raise
            await commit(writer.connection)
        finally:
            tx.memory.forget()
            self._writes.give(writer)
        if tx.tells:
            self._hints.give(actor.tenant_id)
        if tx.places:
            self._places.give(actor.tenant_id)

    def _new_plans(self, connection: Any) -> str:
        """What has plans be made anew that were kept for long enough: tables have grown since."""
        keep, now = self._limits.keep_plans, monotonic()
        if keep is None:
            return ""
        if self._planned_at.get(connection, float("-inf")) > max(now - keep, self._plans_from):
            return ""
        self._planned_at[connection] = now
        return "SET plan_cache_mode = force_generic_plan; DISCARD PLANS; "

    def forget_plans(self) -> None:
        """Have no plan be kept that was made before: tables have grown a lot since."""
        self._plans_from = monotonic()

    async def _hint(self, channel: str, tenants: str) -> None:
        await self.fetch("SELECT pg_notify($1, $2)", channel, tenants)

    async def listen(
        self,
        heard: Callable[[str], None],
        *,
        until: asyncio.Event,
        to: str = CHANNEL,
        begun: Callable[[], None] | None = None,
    ) -> None:
        """Have every hint of any process heard, until then or until the connection is lost.

        `begun` is called once nothing is missed any more.
        """
        connection = await self._connect()
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(to, lambda *told: heard(told[3]))
            if begun is not None:
                begun()
            waiting = [asyncio.create_task(one.wait()) for one in (lost, until)]
            try:
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for one in waiting:
                    one.cancel()
        finally:
            connection.terminate()
