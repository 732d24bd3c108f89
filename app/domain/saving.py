"""What was changed in memory, written: one plain statement for each row.

The session of SQLAlchemy remembers which entities there are and what changed; what it would do
to write that, it does for whole graphs of objects, and takes ten times as long as the database.
New and deleted rows are left to it: they have to be written in an order that it knows.
"""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import instance_state

from app.domain.entity import metadata
from app.domain.rows import update_row


async def flush(session: AsyncSession, connection: Any) -> None:
    """Write everything that the session holds back, in the transaction of the connection."""
    if session.new or session.deleted:
        await session.flush()
        return
    if not session.dirty:
        return
    for entity in sorted(session.dirty, key=_order):
        if names := changed(entity):
            await update_row(connection, entity, names)
        state: Any = instance_state(entity)
        # What the session does after it wrote by itself; it has no other name for that.
        state._commit_all(state.dict, session.sync_session.identity_map)  # noqa: SLF001


def changed(entity: Any) -> frozenset[str]:
    """The columns that differ from what was read. No change goes uncounted, whether or not it
    told an event that advanced the version.
    """
    state: Any = instance_state(entity)
    names = {name for name, old in state.committed_state.items() if old != state.dict.get(name)}
    if names and "version" not in names:
        entity.advance()
        names.add("version")
    return frozenset(names)


def _order(entity: Any) -> tuple[int, UUID]:
    """The same for everybody, so that nobody waits for each other in a circle."""
    return _place_of_table(entity.__tablename__), entity.id


_places: dict[str, int] = {}


def _place_of_table(name: str) -> int:
    if name not in _places:
        _places.update({table.name: n for n, table in enumerate(metadata.sorted_tables)})
    return _places[name]
