"""How tests come to a handoff: somebody gets another manager or mentor, and the clock sees it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from app.domain.conversations import service as conversations
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from tests.relations import TODAY, day, started
from tests.scene_of_plans import SECRET
from tests.world import World


@dataclass(frozen=True)
class Handed:
    """A handoff of amina, with something that can go along: all of it by the former side."""

    handoff_id: UUID
    conversation_id: UUID
    note_id: UUID
    former: str
    successor: str

    @property
    def body(self) -> dict[str, Any]:
        picked = {"conversationIds": [self.conversation_id], "noteIds": [self.note_id]}
        return picked | {"message": f"{SECRET} message"}


async def somebody(world: World) -> str:
    """New here, and an actor of the world by this name."""
    name = f"p-{uuid4()}"
    item = {"externalId": name, "userName": name, "displayName": f"{SECRET} person"}
    report = await world.do("vendor", people.upsert_people, command=UpsertPeople(items=[item]))
    world.actors[name] = world.person(report["items"][0]["id"])
    return name


async def looked(world: World) -> int:
    """The clock looks once."""
    told = await world.do(world.system.actor, conversations.open_handoffs, limit=100)
    return int(told["count"])


async def held(world: World, partner: str, person: str = "amina") -> UUID:
    """They met, an hour ago."""
    body = {
        "personId": world.id(person),
        "partnerId": world.id(partner),
        "scheduledAt": f"{TODAY}T00:00:00Z",
        "topic": f"{SECRET} topic",
    }
    made = await world.rest(partner, "POST", "/v1/conversations", body)
    path = f"/v1/conversations/{made.json()['id']}/hold"
    done = await world.rest(partner, "POST", path, {}, if_match="*")
    assert done.is_success, done.text
    return UUID(made.json()["id"])


async def noted(world: World, who: str, conversation: UUID, audience: str) -> UUID:
    body = {"audience": audience, "body": f"{SECRET} {audience}"}
    made = await world.rest(who, "POST", f"/v1/conversations/{conversation}/notes", body)
    assert made.is_success, made.text
    return UUID(made.json()["id"])


async def another_mentor(world: World, former: str | None = None) -> Handed:
    """Two mentors whom nobody else knows, the second in the place of the first, since yesterday:
    whoever begins today begins beside them.
    """
    former = former or await somebody(world)
    successor = await somebody(world)
    await started(world, "amina", former, "mentor", startsOn=day(-30), endsOn=day(-1))
    conversation = await held(world, former)
    note = await noted(world, former, conversation, "participants")
    await started(world, "amina", successor, "mentor", startsOn=day(-1))
    await looked(world)
    handoff = await handoff_to(world, successor)
    return Handed(handoff, conversation, note, former, successor)


async def handoff_to(world: World, successor: str, person: str = "amina") -> UUID:
    rows = (await world.rest(person, "GET", "/v1/handoffs")).json()["data"]
    [id] = [row["id"] for row in rows if row["toId"] == str(world.id(successor))]
    return UUID(id)


async def share(world: World, handoff_id: UUID, who: str = "amina", **body: Any) -> Any:
    return await world.rest(who, "POST", f"/v1/handoffs/{handoff_id}/share", body, if_match="*")


async def withdraw(world: World, handoff_id: UUID, **body: Any) -> Any:
    path = f"/v1/handoffs/{handoff_id}/withdraw"
    return await world.rest("amina", "POST", path, body, if_match="*")
