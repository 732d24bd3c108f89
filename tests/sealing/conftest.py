"""People who wrote something, and the rows in which it is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import WriteNote
from app.domain.conversations.models import Audience
from app.domain.reflections import service as reflections
from app.domain.reflections.commands import WriteReflection
from tests.world import World

CANARY = 'A canary \N{BIRD} that says "hush",\nand \\u0001 goes'
NOW = datetime(2031, 1, 1, tzinfo=UTC)


@dataclass
class Story:
    """Amina and Jonas have a conversation; what they wrote of it is in `notes` by their names."""

    world: World
    conversation: UUID
    notes: dict[str, UUID] = field(default_factory=dict)

    async def a_note(self, who: str, body: str = CANARY) -> UUID:
        command = WriteNote(audience=Audience.PARTICIPANTS, body=body)
        made = await self.world.do(
            who, conversations.write_note, conversation_id=self.conversation, command=command
        )
        assert made["body"] == body
        self.notes[who] = UUID(made["id"])
        return self.notes[who]

    async def a_reflection(self, who: str = "amina", body: str = CANARY) -> UUID:
        command = WriteReflection(body=body)
        made = await self.world.do(who, reflections.write_reflection, command=command)
        assert made["body"] == body
        return UUID(made["id"])

    async def sql(self, statement: str, *values: Any) -> Sequence[Any]:
        """As the role that serves, for this organisation."""
        async with self.world.database.transaction(self.world.system.actor, NOW) as tx:
            rows: Sequence[Any] = await tx.connection.fetch(statement, *values)
            return rows

    async def reads(self, who: str) -> list[Any]:
        """What the notes of the conversation say to somebody."""
        path = f"/v1/conversations/{self.conversation}/notes"
        answer = await self.world.rest(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return [one["body"] for one in answer.json()["data"]]


async def begun(world: World) -> Story:
    return Story(world, UUID((await world.a_conversation())["id"]))


@pytest.fixture
async def story(world: World) -> Story:
    return await begun(world)


def texts_of(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False)
