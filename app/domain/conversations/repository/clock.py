"""The SQL of what time brings about: conversations that are past their last day."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Final

from sqlalchemy import Integer, bindparam, select
from sqlmodel import col

from app.domain.actor import ActorKind
from app.domain.conversations.models import Conversation
from app.domain.conversations.repository.conversations import Conversations
from app.domain.conversations.views.conversations import is_ahead
from app.domain.policy import Me
from app.domain.rowstatement import columns_of, rows_statement
from app.domain.statement import Statement

# All that the worker's own role may see: that there is a conversation to look at, and whose.
TENANTS_WITH_DATES: Final = """
SELECT DISTINCT tenant_id FROM conversation
WHERE status IN ('scheduled', 'preparing') AND look_at <= $1
"""

LOOKED: Final = """
UPDATE conversation AS stored
SET missed_at = given.missed_at, reckoned_for = given.reckoned_for,
  missed_told_at = given.missed_told_at, reminders = given.reminders::jsonb,
  reminders_told = given.reminders_told, look_at = given.look_at
FROM unnest(
  $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::text[],
  $7::smallint[], $8::timestamptz[]
) AS given (id, missed_at, reckoned_for, missed_told_at, reminders, reminders_told, look_at)
WHERE stored.tenant_id = $1 AND stored.id = given.id
"""


class Dates(Conversations):
    """Conversations by their dates, many at once."""

    async def to_look_at(self, limit: int) -> list[Conversation]:
        """Those whose time has come, locked. What another transaction is at, is left to it."""
        statement = _to_look_at(self.tx.actor.kind)
        return await self.read_all(statement, {"limit": limit})

    async def looked(self, found: Sequence[Conversation]) -> None:
        """Write what was told. Nobody sees it, so this is no change that a version would count."""
        await self.tx.connection.execute(
            LOOKED,
            self.tx.actor.tenant_id,
            [one.id for one in found],
            [one.missed_at for one in found],
            [one.reckoned_for for one in found],
            [one.missed_told_at for one in found],
            [json.dumps(one.reminders) for one in found],
            [one.reminders_told for one in found],
            [one.look_at for one in found],
        )


@cache
def _to_look_at(kind: ActorKind) -> Statement:
    me = Me(kind)
    query = (
        select(*columns_of(Conversation))
        .where(
            col(Conversation.tenant_id) == me.tenant_id,
            is_ahead(Conversation),
            col(Conversation.look_at) <= me.now,
        )
        .order_by(col(Conversation.look_at), col(Conversation.id))
        .limit(bindparam("limit", type_=Integer()))
    )
    return rows_statement(query.with_for_update(skip_locked=True))
