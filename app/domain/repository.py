"""How a feature reads and writes its rows. All SQL lives in `repository.py` files."""

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar, Generic
from uuid import UUID

from sqlalchemy import Select, event, inspect, select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.orm import make_transient_to_detached, object_session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from app.domain.entity import E, Entity
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Rule, anybody
from app.domain.statement import Statement, row_statement, rule_statement
from app.domain.transaction import Transaction


class Repository(Generic[E]):
    """The rows of one entity that the actor of a transaction may know of."""

    entity: ClassVar[Any]
    guard: ClassVar[Rule]

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.session = tx.session

    def select(self, *extra: Any) -> Select[Any]:
        """Rows of this tenant that this actor may read. Every query starts here."""
        entity = self.entity
        return select(entity, *extra).where(
            entity.tenant_id == self.tx.actor.tenant_id,
            type(self).guard(self.tx.me, entity),
        )

    async def get(self, id: UUID, *, may: Rule = anybody, lock: bool = False) -> E:
        """One row: refuses with NotFound if it may not be known, Forbidden if `may` fails.

        With `lock`, nobody else can change it until this transaction ends, and it is
        compared with the version that the caller decided on.
        """
        guard = type(self).guard
        statement = _cached(
            (self.entity, guard, may, lock, self.tx.actor.kind),
            lambda: row_statement(self.tx.me, self.entity, guard, may, lock=lock),
        )
        await self._flush()
        rows = await self.tx.read(statement, self.tx.parameters | {"id": id})
        if not rows:
            raise NotFound(kind=self.entity.__name__, id=str(id))
        if not rows[0]["allowed"]:
            raise Forbidden
        entity: E = self._loaded(rows[0])
        if lock:
            self.tx.expect(entity.version)
        return entity

    async def check_new(self, entity: E, may: Rule) -> E:
        """Ask a rule of a row that this transaction wrote; Forbidden undoes the writing."""
        statement = _cached(
            (self.entity, may, self.tx.actor.kind),
            lambda: rule_statement(self.tx.me, self.entity, may),
        )
        await self._flush()
        rows = await self.tx.read(statement, self.tx.parameters | {"id": entity.id})
        if not rows[0]["allowed"]:
            raise Forbidden
        return entity

    async def _flush(self) -> None:
        """What is read past the session must see what the session still holds back."""
        if self.session.new or self.session.dirty or self.session.deleted:
            await self.session.flush()

    def _loaded(self, row: Any) -> E:
        """The entity of a row, known to the session, so that its changes are written."""
        values = {name: read(row[name]) for name, read in _readers(self.entity).items()}
        key = (self.tx.actor.tenant_id, values["id"])
        known: Any = self.session.identity_map.get(identity_key(self.entity, key))
        if known is None:
            # As the session itself makes what it loads: past the constructor.
            known = inspect(self.entity).class_manager.new_instance()
            known.__dict__.update(values)
            make_transient_to_detached(known)
            self.session.add(known)
            return known  # type: ignore[no-any-return]
        for name, value in values.items():
            set_committed_value(known, name, value)
        return known  # type: ignore[no-any-return]

    async def rows(self, query: Select[Any]) -> list[Any]:
        return list(await self.session.scalars(query, self.tx.parameters))

    def add(self, entity: E) -> E:
        entity.tenant_id = self.tx.actor.tenant_id
        self.session.add(entity)
        return entity


_statements: dict[Any, Statement] = {}


def _cached(key: Any, build: Callable[[], Statement]) -> Statement:
    """Rules and entities are few, so there are few statements."""
    found = _statements.get(key)
    if found is None:
        found = _statements[key] = build()
    return found


@cache
def _readers(entity: Any) -> dict[str, Callable[[Any], Any]]:
    """What makes of each column what the entity holds: enumerations, JSON."""
    dialect: Any = asyncpg.dialect()  # type: ignore[no-untyped-call]
    table: Any = inspect(entity).local_table
    return {
        column.name: column.type.dialect_impl(dialect).result_processor(dialect, None) or _as_is
        for column in table.columns
    }


def _as_is(value: Any) -> Any:
    return value


@event.listens_for(Entity, "before_update", propagate=True)
def _count_changes(_mapper: Any, _connection: Any, entity: Any) -> None:
    """No change goes uncounted, whether or not it told an event that advanced the version."""
    session = object_session(entity)
    if session is None or not session.is_modified(entity):
        return
    if not inspect(entity).attrs.version.history.has_changes():
        entity.version += 1
