"""The entities that a transaction knows, and how what was changed of them is written.

Most transactions read a row or two by their ids, change them, and are done. For those a dictionary
is enough: an entity remembers by itself what was changed of it. What SQLAlchemy's session does
besides, it does for whole graphs of objects; it is made when somebody asks for it, which is for new
rows, for deleted ones, and for queries of many, and takes over what is known by then.
"""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import instance_state, set_committed_value
from sqlalchemy.orm.util import identity_key

from app.domain.connections import Writer
from app.domain.entity import metadata
from app.domain.rows import update_row


class Memory:
    """What one transaction of a tenant knows. Each row is there once, as one entity."""

    __slots__ = ("_known", "_session", "_tenant_id", "_writer")

    def __init__(self, writer: Writer, tenant_id: UUID) -> None:
        self._writer = writer
        self._tenant_id = tenant_id
        self._known: dict[tuple[type, UUID], Any] = {}
        self._session: AsyncSession | None = None

    @property
    def session(self) -> AsyncSession:
        """The session that remembers them from now on."""
        if self._session is None:
            self._session = AsyncSession(self._writer.bound, expire_on_commit=False)
            for entity in self._known.values():
                _hand_over(entity, self._session)
            self._known.clear()
        return self._session

    def find(self, kind: Any, id: UUID) -> Any:
        """The entity of a row, or None if nobody has read it."""
        if self._session is None:
            return self._known.get((kind, id))
        return self._session.identity_map.get(identity_key(kind, (self._tenant_id, id)))

    def keep(self, entity: Any) -> None:
        """Know the entity of a row that was just read; its changes will be written."""
        if self._session is None:
            self._known[type(entity), entity.id] = entity
        else:
            make_transient_to_detached(entity)
            self._session.add(entity)

    async def flush(self) -> None:
        """Write what was added, changed and deleted, in the transaction of the connection."""
        if self._session is None:
            changed = [one for one in self._known.values() if instance_state(one).committed_state]
        elif self._session.new or self._session.deleted:
            # They have to be written in an order that the session knows.
            await self._session.flush()
            return
        else:
            changed = list(self._session.dirty)
        for entity in sorted(changed, key=_order):
            names = changed_of(entity)
            if names:
                await update_row(self._writer.connection, entity, names)
            for name in names:
                set_committed_value(entity, name, getattr(entity, name))

    def forget(self) -> None:
        """Know nothing any more. Nothing is sent: the session knows of no transaction."""
        self._known.clear()
        if self._session is not None:
            self._session.sync_session.close()


def changed_of(entity: Any) -> frozenset[str]:
    """The columns that differ from what was read. No change goes uncounted, whether or not it
    told an event that advanced the version.
    """
    state: Any = instance_state(entity)
    names = {name for name, old in state.committed_state.items() if old != state.dict.get(name)}
    if names and "version" not in names:
        entity.advance()
        names.add("version")
    return frozenset(names)


def _hand_over(entity: Any, session: AsyncSession) -> None:
    """The session holds what it is given for what is written, so what is not is told after that."""
    state: Any = instance_state(entity)
    waiting = {name: (old, state.dict[name]) for name, old in state.committed_state.items()}
    make_transient_to_detached(entity)
    session.add(entity)
    for name, (old, new) in waiting.items():
        set_committed_value(entity, name, old)
        setattr(entity, name, new)


def _order(entity: Any) -> tuple[int, UUID]:
    """The same for everybody, so that nobody waits for each other in a circle."""
    return _place_of_table(entity.__tablename__), entity.id


_places: dict[str, int] = {}


def _place_of_table(name: str) -> int:
    if name not in _places:
        _places.update({table.name: n for n, table in enumerate(metadata.sorted_tables)})
    return _places[name]
