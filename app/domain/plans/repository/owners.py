"""The SQL of who owns milestones."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import ARRAY, Integer, String, Uuid, bindparam, func, literal, select, update
from sqlmodel import col

from app.domain.entity import Moment
from app.domain.people import ties
from app.domain.plans import policy
from app.domain.plans.models import (
    Milestone,
    OwnerChange,
    OwnerChangeStatus,
    OwnerStatus,
)
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.views import is_open, owner_needed
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.rowstatement import columns_of, rows_statement
from app.domain.statement import Statement

MOST: Final = 1000
"""Milestones that one request hands on."""


class OwnerChanges(Repository[OwnerChange]):
    entity = OwnerChange
    guard: ClassVar[Rule] = policy.may_read_of_milestone

    async def standings(self, people: Collection[UUID]) -> Mapping[UUID, bool]:
        """Of those of these people that there are: whether they left."""
        given = self.tx.parameters | {"people": list(people)}
        rows = await self.tx.read(_standings(self.tx.me), given)
        return {row["id"]: row["left"] for row in rows}

    async def decide(
        self, milestones: Collection[UUID], status: OwnerChangeStatus, reason: str | None = None
    ) -> None:
        """Say what became of the open offers of these milestones."""
        given = {"milestones": list(milestones), "status": status.value, "reason": reason}
        await self.tx.read(_decide(self.tx.me), self.tx.parameters | given)

    async def was_offered(self, milestone_id: UUID) -> bool:
        """Whether this was offered to me, and is no longer: I may know of that, if of nothing
        else.
        """
        given = self.tx.parameters | {"milestone_id": milestone_id}
        return bool(await self.tx.read(_was_offered(self.tx.me), given))


class OwnedMilestones(Milestones):
    """The same rows, many at once."""

    async def to_hand_on(self, owner_id: UUID, named: Collection[UUID] | None) -> list[Milestone]:
        """The open ones of an owner that I may hand on, locked, the oldest first; at most one
        more than are handed on at once. `named` narrows them.
        """
        given = {"owner_id": owner_id, "limit": MOST + 1, "named": list(named or ())}
        return await self.read_all(_to_hand_on(self.tx.me, named=named is not None), given)

    async def to_tell(self, limit: int) -> list[Milestone]:
        """Those that need an owner and of which that was not told, locked. Who else looks at the
        same moment finds others.
        """
        return await self.read_all(_to_tell(self.tx.me), {"limit": limit})

    async def settle(self, limit: int) -> int:
        """Forget that it was told of those that need no owner any more. Nobody sees that: it is
        no change that a version counts.
        """
        found = await self.tx.read(_settle(self.tx.me), self.tx.parameters | {"limit": limit})
        return len(found)


@cache
def _standings(me: Me) -> Statement:
    return rows_statement(ties.standings(me, bindparam("people", type_=ARRAY(Uuid()))))


@cache
def _decide(me: Me) -> Statement:
    change = OwnerChange
    those = select(func.unnest(bindparam("milestones", type_=ARRAY(Uuid()))))
    return rows_statement(
        update(change)
        .where(
            col(change.tenant_id) == me.tenant_id,
            col(change.milestone_id).in_(those),
            col(change.status) == OwnerChangeStatus.PROPOSED,
        )
        .values(
            status=bindparam("status", type_=String()),
            decline_reason=bindparam("reason", type_=String()),
            decided_at=bindparam("me_now", type_=Moment),
            version=col(change.version) + 1,
        )
    )


@cache
def _was_offered(me: Me) -> Statement:
    change = OwnerChange
    return rows_statement(
        select(literal(1))
        .where(
            col(change.tenant_id) == me.tenant_id,
            col(change.milestone_id) == bindparam("milestone_id", type_=Uuid()),
            col(change.to_id) == me.id,
            col(change.status) != OwnerChangeStatus.PROPOSED,
        )
        .limit(1)
    )


@cache
def _to_hand_on(me: Me, *, named: bool) -> Statement:
    query = select(*columns_of(Milestone)).where(
        col(Milestone.tenant_id) == me.tenant_id,
        col(Milestone.owner_id) == bindparam("owner_id", type_=Uuid()),
        is_open(Milestone),
        policy.may_read_milestone(me, Milestone),
        policy.may_hand_over(me, Milestone),
    )
    if named:
        those = select(func.unnest(bindparam("named", type_=ARRAY(Uuid()))))
        query = query.where(col(Milestone.id).in_(those))
    return rows_statement(_locked(query))


@cache
def _to_tell(me: Me) -> Statement:
    """Looked for where there can be some: by who is away, and by what was declined."""
    untold = (
        col(Milestone.tenant_id) == me.tenant_id,
        is_open(Milestone),
        col(Milestone.owner_needed_told_at).is_(None),
    )
    candidates = (
        select(col(Milestone.id))
        .where(*untold, col(Milestone.owner_status) == OwnerStatus.DECLINED)
        .union(select(col(Milestone.id)).where(*untold, col(Milestone.owner_id).in_(ties.away(me))))
    )
    query = select(*columns_of(Milestone)).where(
        *untold, col(Milestone.id).in_(candidates), owner_needed(me, Milestone)
    )
    return rows_statement(_locked(query, skip=True))


@cache
def _settle(me: Me) -> Statement:
    settled = (
        select(col(Milestone.id))
        .where(
            col(Milestone.tenant_id) == me.tenant_id,
            col(Milestone.owner_needed_told_at).is_not(None),
            ~owner_needed(me, Milestone),
        )
        .order_by(col(Milestone.id))
        .limit(bindparam("limit", type_=Integer()))
        .with_for_update(of=Milestone, skip_locked=True)
        .cte("settled")
    )
    return rows_statement(
        update(Milestone)
        .where(col(Milestone.tenant_id) == me.tenant_id, col(Milestone.id) == settled.c.id)
        .values(owner_needed_told_at=None)
        .returning(col(Milestone.id))
    )


def _locked(query: Any, *, skip: bool = False) -> Any:
    return (
        query.order_by(col(Milestone.id))
        .limit(bindparam("limit", type_=Integer()))
        .with_for_update(of=Milestone, skip_locked=skip)
    )
