"""Reflections and what grows from them, with words in them that must not get out."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import ShareExtract
from app.domain.reflections import service as reflections
from app.domain.reflections.commands import SetRhythm, WriteLearningMoment
from app.domain.reflections.states import Every, LearningAudience
from tests.scene_of_plans import SECRET
from tests.world import World


class Reflections:
    """Of amina, unless a method says otherwise."""

    world: World
    ids: dict[str, UUID]
    done: Callable[..., Awaitable[dict[str, Any]]]
    made: Callable[..., Awaitable[UUID]]

    async def a_rhythm(self, who: str = "amina") -> str:
        """Asked today, whatever was before: the id of the question that waits."""
        today = datetime.now(UTC).date()
        for every in (Every.OFF, Every.WEEKLY):
            command = SetRhythm(every=every, weekday=today.isoweekday())
            await self.world.do(who, reflections.set_reflection_rhythm, command=command)
        prompt = await self.world.find(who, reflections.get_reflection_prompt)
        return str(prompt["promptId"])

    async def an_extract(self, conversation: UUID | None = None) -> UUID:
        """By amina, from the reflection of the scene."""
        command = ShareExtract(reflection_id=self.ids["reflection"], body=f"{SECRET} extract")
        ids = {"conversation_id": conversation or self.ids["conversation"]}
        return await self.made("amina", conversations.share_extract, **ids, command=command)

    async def a_draft(self, audience: LearningAudience = LearningAudience.TEAM) -> UUID:
        """By jonas, who leads amina."""
        command = WriteLearningMoment(
            title=f"{SECRET} moment", body=f"{SECRET} learned", audience=audience
        )
        return await self.made("jonas", reflections.write_learning_moment, command=command)

    async def a_moment(self, audience: LearningAudience = LearningAudience.TEAM) -> UUID:
        """By jonas, published, in version 2."""
        id = await self.a_draft(audience)
        ids = {"learning_moment_id": id, "if_version": 1}
        await self.done("jonas", reflections.publish_learning_moment, **ids)
        return id


def in_days(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()
