"""How a feature reads and writes its rows. All SQL lives in `repository.py` files."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Generic
from uuid import UUID

from sqlalchemy import Select, event, inspect, select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import object_session
from sqlalchemy.orm.attributes import instance_state, set_committed_value

from app.domain.actor import ActorKind
from app.domain.entity import E, Entity
from app.domain.errors import Forbidden, NotFound
from app.domain.lifecycle import Step
from app.domain.memory import changed_of
from app.domain.policy import Me, Rule, anybody
from app.domain.rows import insert_rows, update_rows
from app.domain.rowstatement import Beside, row_statement, rule_statement
from app.domain.statement import Statement
from app.domain.transaction import Transaction


class Repository(Generic[E]):
    """The rows of one entity that the actor of a transaction may know of."""

    entity: ClassVar[Any]
    guard: ClassVar[Rule]
    takers: ClassVar[Mapping[StrEnum, Rule]] = {}
    """Of something that has a lifecycle: the rule for each word about who takes a step."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    @property
    def session(self) -> AsyncSession:
        return self.tx.session

    def select(self, *extra: Any) -> Select[Any]:
        """Rows of this tenant that this actor may read. Every query starts here."""
        entity = self.entity
        return select(entity, *extra).where(
            entity.tenant_id == self.tx.actor.tenant_id,
            _guarded(type(self).guard, self.tx.actor.kind, entity),
        )

    async def get(
        self, id: UUID, *, may: Rule = anybody, lock: bool = False, decided_on: bool = True
    ) -> E:
        """One row: refuses with NotFound if it may not be known, Forbidden if `may` fails.

        With `lock`, nobody else can change it until this transaction ends, and it is
        compared with the version that the caller decided on, unless that was another row.
        """
        entity, _ = await self._get(id, may, lock=lock, decided_on=decided_on, beside=None)
        return entity

    async def to_take(self, step: Step[Any], id: UUID) -> E:
        """The row, locked, if this actor may take the step; whether its state allows it, the
        entity says.
        """
        return await self.get(id, may=self.takers[step.who], lock=True)

    async def to_take_beside(self, step: Step[Any], id: UUID, beside: Beside) -> tuple[E, Any]:
        """The same, and the row that it came in, which has the columns `beside` too."""
        return await self.get_beside(id, beside, may=self.takers[step.who], lock=True)

    async def get_beside(
        self, id: UUID, beside: Beside, *, may: Rule = anybody, lock: bool = False
    ) -> tuple[E, Any]:
        """The same, and the row that it came in, which has the columns `beside` too."""
        return await self._get(id, may, lock=lock, decided_on=True, beside=beside)

    async def _get(
        self, id: UUID, may: Rule, *, lock: bool, decided_on: bool, beside: Beside | None
    ) -> tuple[E, Any]:
        guard = type(self).guard
        statement = _cached(
            (self.entity, guard, may, lock, beside, self.tx.actor.kind),
            lambda: row_statement(self.tx.me, self.entity, guard, may, lock=lock, beside=beside),
        )
        await self._flush()
        rows = await self.tx.read(statement, self.tx.parameters | {"id": id})
        if not rows:
            raise NotFound(kind=self.entity.__name__, id=str(id))
        if not rows[0]["allowed"]:
            raise Forbidden
        entity: E = self._loaded(rows[0])
        if lock and decided_on:
            self.tx.expect(entity.version)
        return entity, rows[0]

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
        """What is read must see what was changed before."""
        await self.tx.flush()

    def _loaded(self, row: Any) -> E:
        """The entity of a row, known to the transaction, so that its changes are written."""
        values = {name: read(row[name]) for name, read in _readers(self.entity).items()}
        known: Any = self.tx.memory.find(self.entity, values["id"])
        if known is None:
            # As the session makes what it loads: past the constructor.
            known = _instance(self.entity, values)
            self.tx.memory.keep(known)
            return known  # type: ignore[no-any-return]
        for name, value in values.items():
            set_committed_value(known, name, value)
        return known  # type: ignore[no-any-return]

    async def rows(self, query: Select[Any]) -> list[Any]:
        return list(await self.session.scalars(query, self.tx.parameters))

    def add(self, entity: E) -> E:
        entity.tenant_id = self.tx.actor.tenant_id
        self.session.add(entity)
        self.tx.made(entity.id)
        return entity

    # Many at once, past the session: it knows none of these, and a statement writes them all.

    def new(self, values: Mapping[str, Any]) -> E:
        """What the constructor makes, in a fraction of its time."""
        plain, made = _defaults(self.entity)
        values = {
            **plain,
            **{name: make() for name, make in made.items()},
            **values,
            "tenant_id": self.tx.actor.tenant_id,
        }
        return _instance(self.entity, values)  # type: ignore[no-any-return]

    async def read_all(self, statement: Statement, values: Mapping[str, Any]) -> list[E]:
        """The entities of all rows of a statement that selects the columns of the table."""
        return [entity for entity, _ in await self.read_beside(statement, values)]

    async def read_beside(
        self, statement: Statement, values: Mapping[str, Any]
    ) -> list[tuple[E, Any]]:
        """The same, each with the row that it came in, which may have more columns."""
        await self._flush()
        rows = await self.tx.read(statement, {**self.tx.parameters, **values})
        readers = [*_readers(self.entity).items()]
        return [
            (_instance(self.entity, {name: read(row[name]) for name, read in readers}), row)
            for row in rows
        ]

    async def add_all(self, entities: Iterable[E]) -> None:
        """Insert entities that `new` made."""
        entities = list(entities)
        if entities:
            await self._flush()
            await insert_rows(self.tx.connection, self.tx.actor.tenant_id, entities)
            self.tx.made(*(entity.id for entity in entities))

    async def save_all(self, entities: Iterable[E]) -> None:
        """Update those of the entities that `read_all` found which have changed since."""
        changed = [one for one in entities if changed_of(one)]
        if changed:
            await self._flush()
            await update_rows(self.tx.connection, self.tx.actor.tenant_id, changed)
        for one in changed:
            instance_state(one).committed_state.clear()


@cache
def _guarded(guard: Rule, kind: ActorKind, entity: Any) -> Any:
    """What a rule says to a kind of actor. Saying it takes longer than asking it of a row."""
    return guard(Me(kind), entity)


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


@cache
def _defaults(entity: Any) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
    """What a new entity has that nothing is said of: values, and what makes a value for each."""
    fields = entity.model_fields
    plain = {
        name: None if field.is_required() else field.default
        for name, field in fields.items()
        if field.default_factory is None
    }
    made = {name: field.default_factory for name, field in fields.items() if field.default_factory}
    return plain, made


def _instance(entity: Any, values: Mapping[str, Any]) -> Any:
    """An entity with these values, which begins to remember its changes now."""
    made = inspect(entity).class_manager.new_instance()
    made.__dict__.update(values)
    return made


@event.listens_for(Entity, "before_update", propagate=True)
def _count_changes(_mapper: Any, _connection: Any, entity: Any) -> None:
    """No change goes uncounted, whether or not it told an event that advanced the version."""
    session = object_session(entity)
    if session is None or not session.is_modified(entity):
        return
    if not inspect(entity).attrs.version.history.has_changes():
        entity.version += 1
