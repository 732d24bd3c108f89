"""How far amina is: in her own eyes, and in those of jonas, her manager."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from app.domain.assessments import service as assessments
from app.domain.assessments.commands import RecordAssessment
from tests.world import World


class Assessments:
    """In the competency of the framework without a scale."""

    world: World
    ids: dict[str, UUID]
    made: Callable[..., Awaitable[UUID]]

    async def an_assessment(self, who: str, kind: str, **more: Any) -> UUID:
        body = {
            "personId": self.world.id("amina"),
            "competencyId": self.ids["competency"],
            "kind": kind,
            "confidence": "high",
        }
        command = RecordAssessment.model_validate(body | more)
        return await self.made(who, assessments.record_assessment, command=command)

    async def a_self_assessment(self) -> UUID:
        """That she keeps to herself."""
        return await self.an_assessment("amina", "self")

    async def a_manager_assessment(self) -> UUID:
        return await self.an_assessment("jonas", "manager")
