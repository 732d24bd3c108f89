"""The SQL of objectives."""

from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Integer, Uuid, bindparam, cast, func, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.errors import Fault
from app.domain.objectives import policy
from app.domain.objectives.commands import ObjectiveFilters, ObjectiveOrder
from app.domain.objectives.errors import ObjectivePartOfItself, ObjectiveTooDeep
from app.domain.objectives.models import Objective
from app.domain.objectives.views import ObjectiveView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One

MOST_LEVELS: Final = 20


def objective(objective_id: UUID) -> One:
    return One(ObjectiveView, (col(Objective.id) == objective_id,))


def objectives(filters: ObjectiveFilters) -> Many:
    where: list[Any] = []
    if filters.status is not None:
        where.append(col(Objective.status) == filters.status)
    if filters.kind is not None:
        where.append(col(Objective.kind) == filters.kind)
    if filters.owner_id is not None:
        where.append(col(Objective.owner_id) == filters.owner_id)
    if filters.parent_id is not None:
        where.append(col(Objective.parent_id) == filters.parent_id)
    if filters.day is not None:
        where.append(col(Objective.starts_on) <= filters.day)
        where.append(col(Objective.ends_on) >= filters.day)
    by_end = filters.sort in (ObjectiveOrder.ENDS_FIRST, ObjectiveOrder.ENDS_LAST)
    return Many(
        ObjectiveView,
        tuple(where),
        order=("ends_on", "id") if by_end else ("id",),
        descending=filters.sort is ObjectiveOrder.ENDS_LAST,
    )


class Objectives(Repository[Objective]):
    entity = Objective
    guard: ClassVar[Rule] = policy.may_read
    takers = policy.TAKERS

    async def named(self, external_id: str) -> Objective | None:
        """The one that another system calls so, locked."""
        query = self.select().where(col(Objective.external_id) == external_id).with_for_update()
        return next(iter(await self.rows(query)), None)

    async def check_tree(self, objective: Objective) -> None:
        """Refuse a circle, and what is too deep. Until we commit, nobody else moves one: two
        moves that are fine by themselves could make a circle together.
        """
        name = f"{self.tx.actor.tenant_id}:objective-tree"
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
        )
        values = self.tx.parameters | {"parent_id": objective.parent_id, "own_id": objective.id}
        depth, circle = (await self.session.execute(_ABOVE_AND_BELOW, values)).one()
        if circle:
            wrong = ObjectivePartOfItself
            raise wrong(Fault("/parentId", wrong.explanation()))
        if depth > MOST_LEVELS:
            raise ObjectiveTooDeep(Fault("/parentId", ObjectiveTooDeep.explanation()))


def _levels(start: Any, key: str, to: str) -> Any:
    """Rows of `(id, level)`: the objectives from one upwards or downwards, itself included."""
    first: Any = aliased(Objective)
    further: Any = aliased(Objective)
    tenant = bindparam("me_tenant_id", type_=Uuid())
    tree = (
        select(first.id.label("id"), first.parent_id, cast(literal(1), Integer).label("level"))
        .where(first.tenant_id == tenant, first.id == start)
        .cte(f"tree_{key}", recursive=True)
    )
    return tree.union_all(
        select(further.id, further.parent_id, tree.c.level + 1).where(
            further.tenant_id == tenant,
            getattr(further, key) == tree.c[to],
            tree.c.level <= MOST_LEVELS,
        )
    )


_ABOVE: Final = _levels(bindparam("parent_id", type_=Uuid()), "id", "parent_id")
_BELOW: Final = _levels(bindparam("own_id", type_=Uuid()), "parent_id", "id")
_ABOVE_AND_BELOW: Final = select(
    select(func.coalesce(func.max(_ABOVE.c.level), 0)).scalar_subquery()
    + select(func.coalesce(func.max(_BELOW.c.level), 1)).scalar_subquery(),
    select(_ABOVE.c.id).where(_ABOVE.c.id == bindparam("own_id", type_=Uuid())).exists(),
)
