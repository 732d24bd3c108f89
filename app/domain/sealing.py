"""How a use case puts a text under seal, and reads one again."""

from typing import Final
from uuid import UUID

from app.domain.entity import Entity, new_id
from app.domain.sealed.marks import Place, about_key, key_of, open_sealed, with_header
from app.domain.tools import WrappedKey
from app.domain.transaction import Transaction

# Shared: while somebody seals with a key, nobody erases it; the text would be lost with it.
IN_USE: Final = """
SELECT id, wrapped FROM person_key
WHERE tenant_id = $1 AND person_id = $2 AND erased_at IS NULL FOR SHARE
"""
MAKE: Final = """
INSERT INTO person_key (tenant_id, id, version, created_at, person_id, wrapped)
VALUES ($1, $2, 1, $3, $4, $5)
ON CONFLICT (tenant_id, person_id) WHERE erased_at IS NULL DO NOTHING
"""
ONE: Final = """
SELECT wrapped FROM person_key WHERE tenant_id = $1 AND person_id = $2 AND id = $3
"""


async def seal_text(tx: Transaction, row: Entity, column: str, person_id: UUID, text: str) -> None:
    """Have a row say this in a column, sealed with the key of the person who wrote it.

    What it says already is not sealed anew: nothing has changed then.
    """
    if text == await read_text(tx, row, column, person_id):
        return
    key = await key_in_use(tx, person_id)
    setattr(row, f"sealed_{column}", sealed_text(tx, key, _place(tx, row, column), text))
    setattr(row, column, None)


def sealed_text(tx: Transaction, key: tuple[UUID, WrappedKey], place: Place, text: str) -> bytes:
    """What is stored of a text: the id of the key, and what the key sealed."""
    id, wrapped = key
    return with_header(id, tx.tools.texts.seal(wrapped, text.encode(), about=place.about))


async def read_text(tx: Transaction, row: Entity, column: str, person_id: UUID) -> str | None:
    """What a row says in a column that is sealed; None if nothing, or if its key was erased."""
    plain: str | None = getattr(row, column, None)
    sealed: bytes | None = getattr(row, f"sealed_{column}", None)
    if plain is not None or sealed is None:
        return plain
    id = key_of(sealed)
    wrapped = await tx.connection.fetchval(ONE, tx.actor.tenant_id, person_id, id)
    if wrapped is None:
        return None
    return open_sealed(tx.tools.texts, _place(tx, row, column), person_id, (id, wrapped), sealed)


async def key_in_use(tx: Transaction, person_id: UUID) -> tuple[UUID, WrappedKey]:
    """The key that a person's texts are sealed with from now on; made when there is none.

    Of two who make the first one at once, the second waits, and takes that.
    """
    tenant_id, texts = tx.actor.tenant_id, tx.tools.texts
    found = await tx.connection.fetchrow(IN_USE, tenant_id, person_id)
    while found is None:
        id = new_id()
        made = texts.new_key(about=about_key(tenant_id, person_id, id))
        await tx.connection.execute(MAKE, tenant_id, id, tx.now, person_id, made.wrapped)
        found = await tx.connection.fetchrow(IN_USE, tenant_id, person_id)
    about = about_key(tenant_id, person_id, found["id"])
    return found["id"], WrappedKey(found["wrapped"], about)


def _place(tx: Transaction, row: Entity, column: str) -> Place:
    return Place(tx.actor.tenant_id, f"{row.__tablename__}.{column}", row.id)
