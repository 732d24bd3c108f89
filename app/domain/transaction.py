"""The one place that talks to PostgreSQL: opens, scopes, and commits transactions.

Two pools under one login. Reads are single statements on bare asyncpg connections (see
`statement.py`). Writes are SQLAlchemy sessions; their connections are in autocommit mode
as far as SQLAlchemy knows, because the transaction is begun here, together with the
tenant, in one round trip.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import configure_mappers

from app.domain.actor import Actor
from app.domain.entity import utc_now
from app.domain.errors import Overloaded, Stale
from app.domain.event import Event
from app.domain.failures import OutcomeUnknown, is_refusal, sqlstate, translated
from app.domain.hints import CHANNEL, Hints
from app.domain.journal import Journal
from app.domain.outbox import tell
from app.domain.policy import Me, bind
from app.domain.statement import Statement
from app.domain.tools import Tools
from app.domain.trail import Fact, append


@dataclass(slots=True)
class Transaction:
    """An open transaction, on behalf of one actor, at one instant."""

    session: AsyncSession
    connection: Any
    actor: Actor
    now: datetime
    tools: Tools
    expected_version: int | None = None
    _events: list[Event] = field(default_factory=list)
    _concerned: set[UUID] = field(default_factory=set)
    _facts: list[Fact] = field(default_factory=list)
    _made: set[UUID] = field(default_factory=set)
    _is_private: bool = False
    _tells: bool = False

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

    async def finish(self) -> None:
        """Write what is still in memory: changed entities first, then events, and facts last:
        what they are chained to is held until the commit.
        """
        await self.session.flush()
        if self._events:
            self._tells = True
            await tell(self.connection, self.actor, self.now, self._events, new=self._made)
            self._events.clear()
        if self._facts:
            await append(self.connection, self.actor.tenant_id, self._facts)
            self._facts.clear()
        self._made.clear()

    @asynccontextmanager
    async def trial(self, *, undo: bool) -> AsyncIterator[None]:
        """With `undo`, have nothing of what is done in here be done; what is refused is refused."""
        if not undo:
            yield
            return
        await self.session.flush()
        before = (list(self._events), set(self._concerned), list(self._facts), set(self._made))
        await self.connection.execute("SAVEPOINT trial")
        yield
        self._events, self._concerned, self._facts, self._made = before
        self.session.expunge_all()
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
    keep_plans: float | None = None
    """How long transactions go by plans that were made for any tenant; PostgreSQL decides on plans
    otherwise, and takes some that are made for one tenant, as it was known at the last ANALYZE.
    """


SPARE_S: Final = 2.0
"""How much longer than PostgreSQL itself we wait for a statement to be ended by its timeout."""


class _Connection(asyncpg.Connection):  # type: ignore[misc]
    def get_reset_query(self) -> str:
        """Nothing to reset: a read is one statement, and its tenant ends with it."""
        return ""


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
        self._hints = Hints(self._hint)
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
        self._reads: Any = None
        self._engine: AsyncEngine | None = None
        self._planned_at: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
        self._plans_from = float("-inf")

    async def open(self) -> None:
        configure_mappers()  # entities are also made past their constructors, which would do it
        limits = self._limits
        self._reads = await asyncpg.create_pool(
            self._dsn,
            min_size=0,  # a database that is away for a while keeps nobody from starting
            max_size=limits.reads,
            connection_class=_Connection,
            server_settings=self._settings,
            statement_cache_size=1000,
            max_cached_statement_lifetime=0,
            timeout=limits.pool_timeout,
            command_timeout=self._patience_s,
        )
        self._engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=self._connect,
            isolation_level="AUTOCOMMIT",
            pool_size=limits.writes,
            max_overflow=0,
            pool_timeout=limits.pool_timeout,
            pool_pre_ping=False,
            pool_reset_on_return=None,
            hide_parameters=True,  # errors are logged, and parameters are what people wrote
        )
        event.listen(self._engine.sync_engine, "checkout", _refuse_closed)

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
        if self._reads is not None:
            await self._reads.close()
        if self._engine is not None:
            await self._engine.dispose()

    async def _write_facts(self, tenant_id: UUID, facts: list[Fact]) -> None:
        async with self.transaction(Actor.system(tenant_id), utc_now()) as tx:
            await append(tx.connection, tenant_id, facts)

    async def _connect(self) -> Any:
        return await asyncpg.connect(
            self._dsn,
            server_settings=self._settings,
            timeout=self._limits.pool_timeout,
            command_timeout=self._patience_s,
        )

    async def fetch(self, sql: str, *arguments: Any) -> Sequence[Any]:
        """Run one statement as a transaction of its own, and return its rows."""
        try:
            connection = await self._reads.acquire(timeout=self._limits.pool_timeout)
        except TimeoutError as error:
            raise Overloaded from error
        except Exception as error:
            raise translated(error) or error from error
        try:
            rows: Sequence[Any] = await connection.fetch(sql, *arguments)
        except Exception as error:
            if sqlstate(error) is None:  # not PostgreSQL said so, but the way to it
                connection.terminate()
            raise translated(error) or error from error
        else:
            return rows
        finally:
            with suppress(Exception):  # then it was closed, and the pool knows
                await self._reads.release(connection)

    @asynccontextmanager
    async def transaction(self, actor: Actor, now: datetime) -> AsyncIterator[Transaction]:
        """Begin for the actor's tenant; commit at the end, or leave no trace."""
        async with self._session() as (session, connection):
            begin = f"BEGIN; SET LOCAL app.tenant_id = '{UUID(str(actor.tenant_id))}'"
            begin = self._new_plans(connection) + begin
            try:
                await connection.execute(begin)
                tx = Transaction(session, connection, actor, now, self._tools)
                yield tx
                await tx.finish()
            except BaseException:
                await _roll_back(connection)
                raise
            await _commit(connection)
        if tx.tells:
            self._hints.give(actor.tenant_id)

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

    async def _hint(self, tenants: str) -> None:
        await self.fetch("SELECT pg_notify($1, $2)", CHANNEL, tenants)

    async def listen(self, heard: Callable[[str], None], *, until: asyncio.Event) -> None:
        """Have every hint of any process heard, until then or until the connection is lost."""
        connection = await self._connect()
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, lambda *told: heard(told[3]))
            waiting = [asyncio.create_task(one.wait()) for one in (lost, until)]
            try:
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for one in waiting:
                    one.cancel()
        finally:
            connection.terminate()

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[tuple[AsyncSession, Any]]:
        if self._engine is None:
            message = "the database is not open"
            raise RuntimeError(message)
        async with AsyncSession(self._engine, expire_on_commit=False) as session:
            adapted = await (await session.connection()).get_raw_connection()
            yield session, adapted.driver_connection


async def _commit(connection: Any) -> None:
    """Commit, or know that it was refused, or say that nobody knows.

    Being cancelled here is no exception to that: the answer "nothing was done" might be a lie.
    """
    try:
        done = await connection.execute("COMMIT")
    except BaseException as error:
        if is_refusal(error):
            raise
        connection.terminate()
        raise OutcomeUnknown from error
    if done != "COMMIT":  # a statement failed before, and somebody went on as if it had not
        message = f"the transaction ended with {done}"
        raise RuntimeError(message)


async def _roll_back(connection: Any) -> None:
    """Undo, also while being cancelled; a connection that cannot is thrown away."""
    if connection.is_closed():
        return
    try:
        await asyncio.shield(connection.execute("ROLLBACK", timeout=2))
    except BaseException:  # noqa: BLE001 - nobody may use this connection again
        connection.terminate()


def _refuse_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """Have the pool open another connection in place of one that the server closed meanwhile."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
