"""The SQL of learning moments."""

from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.policy import Rule
from app.domain.reflections import policy
from app.domain.reflections.commands import LearningMomentFilters
from app.domain.reflections.models import LearningMoment
from app.domain.reflections.views import LearningMomentView
from app.domain.repository import Repository
from app.domain.statement import Many, One


def moment(learning_moment_id: UUID) -> One:
    return One(LearningMomentView, (col(LearningMoment.id) == learning_moment_id,))


def moments(filters: LearningMomentFilters) -> Many:
    where: list[Any] = []
    for name in ("author_id", "audience", "status"):
        wanted = getattr(filters, name)
        if wanted is not None:
            where.append(getattr(LearningMoment, name) == wanted)
    return Many(LearningMomentView, tuple(where), order=("stands_at", "id"), descending=True)


class LearningMoments(Repository[LearningMoment]):
    entity = LearningMoment
    guard: ClassVar[Rule] = policy.may_read_moment
    takers = policy.TAKERS

    async def remove(self, moment: LearningMoment) -> None:
        await self.session.delete(moment)
