"""The SQL of whom a sync concerns: what the features above have registered, put together."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from app.domain.competencies.concerns import CONCERNS
from app.domain.competencies.repository.patience import rows_of
from app.domain.people import ties
from app.domain.transaction import Transaction

GONE: Final = "SELECT id, code, is_replaced, true AS is_retired FROM retiring"
DIFFERENT: Final = f"""
{GONE} UNION ALL
SELECT id, code, false, false FROM declared_competency WHERE kind = 'updated'
"""  # noqa: S608 - our own statement


@cache
def _concerned(those: str, names: tuple[str, ...]) -> str:
    concerns = [CONCERNS[name] for name in names]
    numbers = ", ".join(f"({one.number}) AS {one.name}_number" for one in concerns)
    named = ", ".join(f"({one.names}) AS {one.name}_names" for one in concerns)
    exists = ", ".join(f"({one.exists}) AS {one.name}_exists" for one in concerns)
    any_ = " OR ".join(f"found.{name}_exists" for name in names)
    held = " OR ".join(f"found.{one.name}_exists" for one in concerns if one.holds) or "false"
    return f"""
        SELECT found.*, {held} AS is_held FROM (
          SELECT one.code, one.is_replaced, one.is_retired, {numbers}, {named}, {exists}
          FROM ({those}) AS one
        ) AS found
        WHERE {any_} AND $2::integer IS NOT NULL
        ORDER BY found.is_retired DESC, found.code COLLATE "C"
        LIMIT $3
    """  # noqa: S608 - clauses of our own features


async def concerned(tx: Transaction, most: int, *, only_retired: bool = False) -> Sequence[Any]:
    """What goes by the competencies that are different or retired: see `comparing`."""
    if not CONCERNS:
        return ()
    threshold = await tx.session.scalar(select(ties.anonymity_threshold(tx.me)), tx.parameters)
    statement = _concerned(GONE if only_retired else DIFFERENT, tuple(CONCERNS))
    return await rows_of(tx, statement, tx.actor.tenant_id, threshold, most)


async def levels_in_use(tx: Transaction, framework_id: UUID, codes: Sequence[str]) -> list[str]:
    """Which of these levels anybody goes by."""
    if not codes or not CONCERNS:
        return []
    used = " OR ".join(f"({one.of_level})" for one in CONCERNS.values())
    rows = await rows_of(
        tx,
        f"SELECT lost.code FROM unnest($3::text[]) AS lost (code) WHERE {used}",  # noqa: S608 - ours
        tx.actor.tenant_id,
        framework_id,
        list(codes),
    )
    return [row["code"] for row in rows]
