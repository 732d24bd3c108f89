"""How a feature reads and writes its rows. All SQL lives in `repository.py` files."""

from typing import Any, ClassVar, Generic
from uuid import UUID

from sqlalchemy import Select, event, inspect, literal, select

from app.domain.entity import E, Entity
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Rule
from app.domain.transaction import Transaction


class Repository(Generic[E]):
    """The rows of one entity that the actor of a transaction may know of."""

    entity: ClassVar[type[Any]]
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

    async def get(self, id: UUID, *, may: Rule | None = None, lock: bool = False) -> E:
        """One row: refuses with NotFound if it may not be known, Forbidden if `may` fails.

        With `lock`, nobody else can change it until this transaction ends, and it is
        compared with the version that the caller decided on.
        """
        allowed = literal(True) if may is None else may(self.tx.me, self.entity)
        query = self.select(allowed.label("allowed")).where(self.entity.id == id)
        if lock:
            query = query.with_for_update(of=self.entity)
        found = (await self.session.execute(query, self.tx.parameters)).one_or_none()
        if found is None:
            raise NotFound(kind=self.entity.__name__, id=str(id))
        entity: E = found[0]
        if not found[1]:
            raise Forbidden
        if lock:
            self.tx.expect(entity.version)
        return entity

    async def check_new(self, entity: E, may: Rule) -> E:
        """Ask a rule of a row that this transaction wrote; Forbidden undoes the writing."""
        query = select(may(self.tx.me, self.entity)).where(
            self.entity.tenant_id == self.tx.actor.tenant_id, self.entity.id == entity.id
        )
        await self.session.flush()
        if not (await self.session.execute(query, self.tx.parameters)).scalar_one():
            raise Forbidden
        return entity

    async def rows(self, query: Select[Any]) -> list[Any]:
        return list(await self.session.scalars(query, self.tx.parameters))

    def add(self, entity: E) -> E:
        entity.tenant_id = self.tx.actor.tenant_id
        self.session.add(entity)
        return entity


@event.listens_for(Entity, "before_update", propagate=True)
def _count_changes(_mapper: Any, _connection: Any, entity: Any) -> None:
    """No change goes uncounted, whether or not it told an event that advanced the version."""
    history = inspect(entity).attrs.version.history
    if not history.has_changes():
        entity.version += 1
