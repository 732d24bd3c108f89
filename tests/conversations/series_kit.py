"""How tests have two people meet again and again, and let time pass."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.conversations import service as conversations
from app.domain.conversations.commands import (
    HoldConversation,
    RescheduleConversation,
    StartSeries,
)
from app.domain.transaction import Database
from app.domain.use_case import Action
from app.worker.clock import Clock
from tests.relations import run_as_app
from tests.worker.test_worker import Finder
from tests.world import World

BEGUN = ["01-07 10:00", "02-04 10:00"]
"""The first two dates of a series that begins with the year."""
FIRST_TUESDAYS = "FREQ=MONTHLY;BYDAY=1TU"


def on(text: str) -> datetime:
    """A moment of 2031, which begins on a Wednesday: `01-07 10:00`."""
    return datetime.fromisoformat(f"2031-{text}").replace(tzinfo=UTC)


NEW_YEAR = on("01-01 08:00")


@dataclass
class Pairs:
    """Pairs of people, and a clock that shows what it is told to."""

    world: World
    looking: Database
    now: datetime = NEW_YEAR

    def clock(self) -> Clock:
        finder: Any = Finder(self.looking, self.world.tenant_id)
        return Clock(finder, self.world.database, period_s=60, now=lambda: self.now)

    async def look(self, at: str | None = None) -> int:
        """The clock looks, at this moment of the year."""
        if at is not None:
            self.now = on(at)
        return await self.clock().once()

    async def do(self, who: str, action: Action, **arguments: Any) -> Any:
        """Somebody does something, at the moment that it is."""
        actor: Actor = self.world.actors[who]
        if action.versioned:
            id = next(one for one in arguments.values() if isinstance(one, UUID))
            table = "series" if "series_id" in arguments else "conversation"
            [row] = await self.rows(f"SELECT version FROM {table} WHERE id = $1", id)  # noqa: S608
            version = row["version"]
        else:
            version = None
        context = Context(actor, self.world.database, lambda: self.now)
        answer = await context.execute(action, arguments, expected_version=version)
        return json.loads(answer.body)

    async def series(self, person: str = "amina", partner: str = "jonas", **given: Any) -> UUID:
        wanted = {"kind": "manager", "rule": FIRST_TUESDAYS, "at": "10:00", **given}
        command = StartSeries.model_validate(
            {"personId": self.world.id(person), "partnerId": self.world.id(partner), **wanted}
        )
        made = await self.do(person, conversations.start_series, command=command)
        return UUID(made["id"])

    async def shown(self, series_id: UUID, who: str = "amina") -> Any:
        return await self.world.find(who, conversations.get_series, series_id=series_id)

    async def dates(self, series_id: UUID, *status: str) -> list[str]:
        """When its conversations are that stand so, or are ahead."""
        wanted = status or ("scheduled", "preparing")
        rows = await self.occurrences(series_id)
        return [f"{row['scheduled_at']:%m-%d %H:%M}" for row in rows if row["status"] in wanted]

    async def occurrences(self, series_id: UUID) -> list[Any]:
        return await self.rows(
            "SELECT * FROM conversation WHERE series_id = $1 ORDER BY scheduled_at, id", series_id
        )

    async def nth(self, series_id: UUID, nth: int = 0) -> UUID:
        id: UUID = (await self.occurrences(series_id))[nth]["id"]
        return id

    async def hold(self, conversation_id: UUID) -> None:
        action = conversations.hold_conversation
        given = {"conversation_id": conversation_id, "command": HoldConversation()}
        await self.do("jonas", action, **given)

    async def move(self, conversation_id: UUID, to: str) -> None:
        command = RescheduleConversation(scheduled_at=on(to), reason="A trip")
        action = conversations.reschedule_conversation
        await self.do("amina", action, conversation_id=conversation_id, command=command)

    async def told(self, *types: str) -> list[str]:
        rows = await self.rows(
            "SELECT type FROM outbox_event WHERE tenant_id = $1 AND type = any($2) ORDER BY id",
            self.world.tenant_id,
            list(types),
        )
        return [row["type"] for row in rows]

    async def change(self, sql: str, *values: Any) -> None:
        """What the HRIS said meanwhile; four hours later it has been seen."""
        await run_as_app(self.world, sql, *values)

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        async with self.world.database.transaction(self.world.system.actor, self.now) as tx:
            return list(await tx.connection.fetch(sql, *values))

    async def template(self, key: str, known: UUID | None = None) -> tuple[UUID, UUID]:
        """A template, or another version of one that is known: both ids."""
        content = {"defaultLocale": "en", "texts": [{"locale": "en", "title": "Ours"}]}
        question = {"key": "glad", "kind": "text", "texts": [{"locale": "en", "title": "Glad?"}]}
        content |= {"reflection": [question]}
        path = "/v1/conversation-templates"
        if known is None:
            made = await self.world.rest("jonas", "POST", path, content | {"key": key})
            known = UUID(made.json()["id"])
        else:
            made = await self.world.rest("jonas", "POST", f"{path}/{known}/draft", if_match="*")
        assert made.is_success, made.text
        draft = UUID(made.json().get("draftId") or made.json()["id"])
        publish = f"/v1/template-versions/{draft}/publish"
        assert (await self.world.rest("jonas", "POST", publish, if_match="*")).is_success
        return known, draft
