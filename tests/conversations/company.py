"""An organisation in which people talk, write, hand over and change places, by their numbers."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from httpx import AsyncClient, Response

from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.domain.transaction import Database
from tests.handing import looked
from tests.relations import day, move, reorganise
from tests.world import World

NAMES = ("ada", "ben", "cleo", "dov", "eli", "fay")
WORDS = "canary-{}-sings"
Step = tuple[str, int, int, int]


@dataclass
class Company:
    """An organisation in which people do things by their numbers; what is refused is not done."""

    world: World
    talks: list[tuple[str, int, int]] = field(default_factory=list)
    notes: list[tuple[str, int]] = field(default_factory=list)
    accesses: list[tuple[str, int]] = field(default_factory=list)
    managers: dict[int, int] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    @classmethod
    async def begin(cls, database: Database, client: AsyncClient) -> "Company":
        world = await World.begin(database, client)
        items = [{"externalId": one, "userName": one, "displayName": one} for one in NAMES]
        report = await world.do("vendor", people.upsert_people, command=UpsertPeople(items=items))
        for name, item in zip(NAMES, report["items"], strict=True):
            world.actors[name] = world.person(item["id"])
        company = cls(world)
        company.managers = {1: 0, 2: 0, 3: 1, 4: 1, 5: 2}
        for person, manager in company.managers.items():
            await company.reports(person, manager, -30)
        return company

    async def take(self, step: Step) -> None:
        kind, *numbers = step
        way: Callable[..., Awaitable[Response | None]] = getattr(self, kind)
        answer = await way(*numbers)
        if answer is not None:
            assert answer.status_code < 500, answer.text
            self.done[kind] += answer.is_success

    async def ask(self, who: int, path: str, body: Any = None, method: str = "POST") -> Response:
        return await self.world.rest(_name(who), method, f"/v1/{path}", body, if_match="*")

    async def reports(self, person: int, manager: int, since: int) -> Response:
        body = {"personId": self.id(person), "relatedId": self.id(manager), "kind": "manager"}
        body["startsOn"] = day(since)
        return await self.world.rest("vendor", "POST", "/v1/relationships", body)

    def id(self, number: int) -> str:
        return str(self.world.id(_name(number)))

    # What people do.

    async def talk(self, person: int, partner: int, alone: int) -> Response:
        """Mostly with their manager."""
        if alone % 4:
            partner = self.managers.get(person % len(NAMES), partner)
        body = {"personId": self.id(person), "partnerId": self.id(partner)}
        body["scheduledAt"] = f"{day(0)}T00:00:00Z"
        made = await self.ask(partner, "conversations", body)
        if made.is_success:
            self.talks.append((made.json()["id"], person, partner))
        return made

    async def hold(self, _which: int, _one: int, _more: int) -> Response | None:
        """The first that is not held yet."""
        for talk, person, _ in self.talks:
            answer = await self.ask(person, f"conversations/{talk}/hold", {})
            if answer.is_success:
                return answer
        return None

    async def note(self, which: int, side: int, audience: int) -> Response | None:
        if not self.talks:
            return None
        talk, *pair = self.talks[which % len(self.talks)]
        author = pair[side % 2]
        chosen = ("author", "participants", "named")[audience % 3]
        body: dict[str, Any] = {"audience": chosen, "body": WORDS.format(len(self.notes))}
        if chosen == "named":
            body["readerIds"] = [self.id(author + 1 + audience % 5)]
        made = await self.ask(author, f"conversations/{talk}/notes", body)
        if made.is_success:
            self.notes.append((made.json()["id"], author))
        return made

    async def narrow(self, which: int, audience: int, _more: int) -> Response | None:
        chosen = {"audience": ("author", "participants")[audience % 2]}
        return await self._of_note(which, "/narrow", chosen)

    async def widen(self, which: int, reader: int, audience: int) -> Response | None:
        chosen: dict[str, Any] = {"audience": ("participants", "named")[audience % 2]}
        if chosen["audience"] == "named":
            chosen["readerIds"] = [self.id(reader)]
        return await self._of_note(which, "/widen", chosen)

    async def agree(self, who: int, _one: int, _more: int) -> Response | None:
        path = "note-widenings"
        rows = (await self.ask(who, path, None, "GET")).json().get("data", [])
        waiting = [one["id"] for one in rows if one["status"] == "proposed"]
        return await self.ask(who, f"{path}/{waiting[0]}/accept") if waiting else None

    async def remove(self, which: int, _one: int, _more: int) -> Response | None:
        return await self._of_note(which, "", None, "DELETE")

    async def _of_note(
        self, which: int, path: str, body: Any, method: str = "POST"
    ) -> Response | None:
        if not self.notes:
            return None
        note, author = self.notes[which % len(self.notes)]
        return await self.ask(author, f"notes/{note}{path}", body, method)

    async def open(self, which: int, who: int, second: int) -> Response | None:
        if not self.talks:
            return None
        talk = self.talks[which % len(self.talks)][0]
        body = {"conversationId": talk, "reason": "A complaint", "hours": 2}
        made = await self.ask(who, "conversation-accesses", body)
        if not made.is_success:
            return made
        self.accesses.append((made.json()["id"], who))
        return await self.ask(second, f"conversation-accesses/{made.json()['id']}/approve")

    async def revoke(self, which: int, _one: int, _more: int) -> Response | None:
        if not self.accesses:
            return None
        access, who = self.accesses[which % len(self.accesses)]
        return await self.ask(who, f"conversation-accesses/{access}/revoke")

    # What becomes of the organisation.

    async def reorganise(self, person: int, manager: int, _more: int) -> Response:
        answer: Response = await reorganise(self.world, move(_name(person), _name(manager)))
        if answer.is_success:
            self.managers[person % len(NAMES)] = manager
        await looked(self.world)
        return answer

    async def hand_over(self, who: int, few: int, _more: int) -> Response | None:
        """Of what can go along, all but some: of the next person who has something to choose."""
        for _ in NAMES:
            rows = (await self.ask(who, "handoffs?open=true", None, "GET")).json().get("data", [])
            if rows and rows[0]["personId"] == self.id(who):
                break
            who += 1
        else:
            return None
        path, picked = f"handoffs/{rows[0]['id']}", {}
        for kind in ("conversation", "note"):
            offered = (await self.ask(who, f"{path}/{kind}s", None, "GET")).json()["data"]
            picked[f"{kind}Ids"] = [one["id"] for one in offered][few % 2 :]
        return await self.ask(who, f"{path}/share", picked | {"message": "Hello"})

    async def leave(self, who: int, _one: int, _more: int) -> Response:
        path = f"/v1/people/{self.id(who)}/status"
        return await self.world.rest("vendor", "POST", path, {"status": "left"}, if_match="*")


def _name(number: int) -> str:
    return NAMES[number % len(NAMES)]
