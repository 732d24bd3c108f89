"""The SQL of talking points, and of what becomes of those that were left open."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Uuid, bindparam, func, or_, select, update
from sqlalchemy import column as sql_column
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.models import OVER, Conversation, TalkingPoint
from app.domain.conversations.models.talking_point import GAP, between
from app.domain.conversations.repository.pairs import TENANT, lock_pairs, next_of, pairs
from app.domain.conversations.views import TalkingPointView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.rowstatement import rows_statement
from app.domain.statement import Many, One, Statement
from app.domain.transaction import Transaction

Place = tuple[UUID, int]


def talking_point(talking_point_id: UUID) -> One:
    return One(TalkingPointView, (col(TalkingPoint.id) == talking_point_id,))


def talking_points(conversation_id: UUID) -> Many:
    return Many(
        TalkingPointView,
        (col(TalkingPoint.conversation_id) == conversation_id,),
        order=("position", "id"),
    )


class TalkingPoints(Repository[TalkingPoint]):
    """The order of the points of a conversation changes only while its row is locked."""

    entity = TalkingPoint
    guard: ClassVar[Rule] = policy.may_read_talking_point

    async def order(self, conversation_id: UUID) -> list[Place]:
        """The points of a conversation, in their order."""
        values = self.tx.parameters | {"conversation_id": conversation_id}
        return [(row["id"], row["position"]) for row in await self.tx.read(_order(), values)]

    async def place(self, others: Sequence[Place], point_id: UUID, at: int) -> int:
        """A position for a point, with that many of the others before it. Where there is no room
        left, the others move apart.
        """
        positions = [None, *(position for _, position in others), None]
        found = between(positions[at], positions[at + 1])
        if found is None:
            ids = [id for id, _ in others]
            ids.insert(at, point_id)
            await self.tx.read(_set_apart(), self.tx.parameters | {"points": ids})
            found = (at + 1) * GAP
        return found

    async def remove(self, point: TalkingPoint) -> None:
        await self.session.delete(point)


async def carry_over(tx: Transaction, conversation_ids: Collection[UUID]) -> None:
    """The open points of what is over go on to the next conversation of the same two people, in
    their order, behind what is there. If none is ahead, they wait for it where they are.

    To be called for conversations that ended, and for new ones: it looks at all that the pairs of
    these conversations have. A point is in one place at a time, so none is doubled or lost. It
    takes two round trips, however many there are; `lock_pairs` says how many there may be.
    """
    await lock_pairs(tx, conversation_ids)
    await tx.read(_carry_over(), tx.parameters | {"conversations": list(conversation_ids)})


@cache
def _carry_over() -> Statement:
    pair = pairs()
    following = next_of(pair)
    source: Any = aliased(Conversation)
    point: Any = aliased(TalkingPoint)
    there: Any = aliased(TalkingPoint)
    last = (
        select(func.coalesce(func.max(there.position), 0))
        .where(there.tenant_id == TENANT, there.conversation_id == following.c.id)
        .scalar_subquery()
    )
    place = func.row_number().over(
        partition_by=following.c.id,
        order_by=(source.scheduled_at, source.id, point.position, point.id),
    )
    left = (
        select(point.id, following.c.id.label("to_id"), (last + place * GAP).label("position"))
        .where(
            source.tenant_id == TENANT,
            source.person_id == following.c.person_id,
            source.partner_id == following.c.partner_id,
            or_(*(source.status == status for status in OVER)),
            point.tenant_id == TENANT,
            point.conversation_id == source.id,
            point.ticked_at.is_(None),
        )
        .cte("left_open")
    )
    return rows_statement(
        update(TalkingPoint)
        .where(col(TalkingPoint.tenant_id) == TENANT, col(TalkingPoint.id) == left.c.id)
        .values(
            conversation_id=left.c.to_id,
            position=left.c.position,
            carried_count=col(TalkingPoint.carried_count) + 1,
            version=col(TalkingPoint.version) + 1,
        )
    )


@cache
def _set_apart() -> Statement:
    """These points in this order, a gap from each to the next."""
    given = (
        func.unnest(bindparam("points", type_=ARRAY(Uuid())))
        .table_valued(sql_column("id", Uuid()), with_ordinality="place")
        .render_derived()
    )
    place: Any = given.c.place
    return rows_statement(
        update(TalkingPoint)
        .where(col(TalkingPoint.tenant_id) == TENANT, col(TalkingPoint.id) == given.c.id)
        .values(position=place.cast(Integer) * GAP)
    )


@cache
def _order() -> Statement:
    return rows_statement(
        select(col(TalkingPoint.id), col(TalkingPoint.position))
        .where(
            col(TalkingPoint.tenant_id) == TENANT,
            col(TalkingPoint.conversation_id) == bindparam("conversation_id", type_=Uuid()),
        )
        .order_by(col(TalkingPoint.position), col(TalkingPoint.id))
    )
