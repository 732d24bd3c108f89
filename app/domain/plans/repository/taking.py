"""Rows that somebody is about to take one step of a lifecycle with."""

from typing import Any
from uuid import UUID

from app.domain.entity import E
from app.domain.lifecycle import Step
from app.domain.plans.policy import may
from app.domain.repository import Repository


class Taking(Repository[E]):
    """A repository of something that has a lifecycle."""

    async def to_take(self, step: Step[Any], id: UUID) -> E:
        """The row, locked, if this actor may take the step; whether its state allows it, the
        entity says.
        """
        return await self.get(id, may=may(step), lock=True)
