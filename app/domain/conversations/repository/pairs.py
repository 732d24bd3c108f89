"""The SQL of what goes on between the same two people, from one conversation to the next."""

from collections.abc import Collection
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, CTE, String, Uuid, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.conversations.models import AHEAD, Conversation
from app.domain.entity import Moment
from app.domain.rowstatement import rows_statement
from app.domain.statement import Statement
from app.domain.transaction import Transaction

TENANT: Final[Any] = bindparam("me_tenant_id", type_=Uuid())
NOW: Final[Any] = bindparam("me_now", type_=Moment)
THESE: Final[Any] = bindparam("conversations", type_=ARRAY(Uuid()))


async def lock_pairs(tx: Transaction, conversation_ids: Collection[UUID]) -> None:
    """One at a time looks what is next for two people. Otherwise one conversation could end while
    the next is scheduled, and each transaction would miss the other.

    Pairs are locked in one order. Locks lie in shared memory: some hundreds of pairs at once.
    """
    await tx.flush()
    await tx.read(_lock(), tx.parameters | {"conversations": list(conversation_ids)})


async def is_anything_ahead(tx: Transaction, conversation_id: UUID) -> bool:
    """Whether the two of this conversation have another one ahead."""
    return bool(await tx.read(_ahead(), tx.parameters | {"conversations": [conversation_id]}))


def pairs() -> CTE:
    """Who talks with whom in these conversations."""
    row = Conversation
    return (
        select(col(row.person_id), col(row.partner_id))
        .where(col(row.tenant_id) == TENANT, col(row.id) == func.any(THESE))
        .distinct()
        .cte("pair")
    )


def next_of(pair: CTE) -> CTE:
    """The next conversation of each of these pairs, if one is ahead: the earliest whose date has
    not passed; if there is none, the earliest that nobody held yet.
    """
    row: Any = aliased(Conversation)
    return (
        select(row.person_id, row.partner_id, row.id)
        .where(
            row.tenant_id == TENANT,
            row.person_id == pair.c.person_id,
            row.partner_id == pair.c.partner_id,
            or_(*(row.status == status for status in AHEAD)),
        )
        .ext(distinct_on(row.person_id, row.partner_id))
        .order_by(row.person_id, row.partner_id, row.scheduled_at < NOW, row.scheduled_at, row.id)
        .cte("following")
    )


@cache
def _lock() -> Statement:
    pair = pairs()
    name = func.concat_ws(
        ":", cast(TENANT, String), cast(pair.c.person_id, String), cast(pair.c.partner_id, String)
    )
    key = func.hashtextextended(name, 0).label("key")
    keys = select(key).distinct().order_by(key).subquery("keys")
    return rows_statement(select(func.pg_advisory_xact_lock(keys.c.key)))


@cache
def _ahead() -> Statement:
    return rows_statement(select(next_of(pairs()).c.id))
