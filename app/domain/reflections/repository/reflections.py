"""The SQL of reflections."""

from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.policy import Rule
from app.domain.reflections import policy
from app.domain.reflections.commands import ReflectionFilters, ReflectionOrder
from app.domain.reflections.models import Reflection
from app.domain.reflections.views import ReflectionView
from app.domain.repository import Repository
from app.domain.statement import Many, One


def reflection(reflection_id: UUID) -> One:
    return One(ReflectionView, (col(Reflection.id) == reflection_id,))


def reflections(filters: ReflectionFilters) -> Many:
    where: list[Any] = []
    if filters.happened_from is not None:
        where.append(col(Reflection.happened_on) >= filters.happened_from)
    if filters.happened_before is not None:
        where.append(col(Reflection.happened_on) < filters.happened_before)
    by_day = filters.sort in (ReflectionOrder.FIRST, ReflectionOrder.LAST)
    return Many(
        ReflectionView,
        tuple(where),
        order=("happened_on", "id") if by_day else ("id",),
        descending=filters.sort is ReflectionOrder.LAST,
    )


class Reflections(Repository[Reflection]):
    entity = Reflection
    guard: ClassVar[Rule] = policy.may_read

    async def remove(self, reflection: Reflection) -> None:
        await self.session.delete(reflection)
