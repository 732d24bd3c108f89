"""What five others come to know of one employee, who try everything: `openapi/one-employee.md`.

`make contracts` writes it; everything else fails here when an answer changes.
"""

import os
import re
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from httpx import Response

from app.api.install import routes
from app.domain.use_case import Query
from tests.handing import handoff_to, looked, share
from tests.relations import move, reorganise, run_as_app
from tests.world import World

TABLE: Final = Path(__file__).parents[1] / "openapi" / "one-employee.md"
WRITE: Final = "CAREER_WRITE_PERMISSIONS"
OTHERS: Final = {
    "former manager": "jonas",
    "new manager": "tomas",
    "people partner": "priya",
    "admin": "ada",
    "vendor client": "vendor",
}
INTRODUCTION: Final = """# One employee

What others come to know of one employee, after a change of manager. She had three conversations
with her former manager: one that she handed over to the new one, with a note of hers; one that she
did not; and one that was still ahead. Each of the others, with a token that has every scope, read
every list and every single thing there is, over REST with every relation, and over GraphQL.

*words*: they read what it says. *there*: they see that there is such a thing, or when, and none of
its words. *tombstone*: they could read it once. Empty: they find nothing, and asking for it is
answered like asking for what never was.
"""


@dataclass
class Story:
    """What there is of Amina, by what it is: an id where it has one, and words that are in it."""

    world: World
    things: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)

    async def post(self, who: str, path: str, body: Any = None, method: str = "POST") -> Any:
        answer = await self.world.rest(who, method, f"/v1/{path}", body, if_match="*")
        assert answer.is_success, (path, answer.text)
        return answer.json()

    def words(self, thing: str) -> str:
        """That are looked for in all that is answered."""
        words = f"canary{len(self.things)}sings"
        self.things[thing] = (None, words)
        return words

    def known(self, thing: str, name: str, id: str) -> str:
        """It has an id of its own."""
        self.things[thing] = (id, self.things[thing][1])
        self.ids.setdefault(name, set()).add(id)
        return id

    async def talk(self, which: str, at: str) -> str:
        thing = f"the conversation {which}"
        of = f"for the conversation {which}"
        pair = {"personId": self.world.id("amina"), "partnerId": self.world.id("jonas")}
        body = pair | {"scheduledAt": at, "topic": self.words(thing)}
        made = await self.post("jonas", "conversations", body)
        id = self.known(thing, "conversation_id", made["id"])
        for who, name in (("amina", "her"), ("jonas", "the former manager's")):
            hopes = {"hopes": self.words(f"{name} preparation {of}")}
            await self.post(who, f"conversations/{id}/preparation", hopes, "PUT")
            point = {"body": self.words(f"{name} talking point {of}")}
            await self.post(who, f"conversations/{id}/talking-points", point)
        return id

    async def note(self, talk: str, who: str, thing: str, audience: str, **more: Any) -> str:
        body = {"audience": audience, "body": self.words(thing), **more}
        made = await self.post(who, f"conversations/{talk}/notes", body)
        return self.known(thing, "note_id", made["id"])

    async def notes(self, talk: str) -> str:
        """One of each kind; the id of what is handed over, if that conversation is."""
        named = {"readerIds": [self.world.id("olga")]}
        await self.note(talk, "amina", "her note for herself", "author")
        await self.note(talk, "amina", "her note for a colleague by name", "named", **named)
        shared = await self.note(talk, "amina", "her note for the two, handed over", "participants")
        await self.note(talk, "jonas", "the former manager's note for himself", "author")
        await self.note(talk, "jonas", "the former manager's note for the two", "participants")
        gone = await self.note(talk, "amina", "her note for the two, narrowed", "participants")
        await self.post("amina", f"notes/{gone}/narrow", {"audience": "author"})
        return shared

    async def close(self, talk: str) -> None:
        path = f"conversations/{talk}"
        await self.post("amina", f"{path}/hold", {})
        summary = {"body": self.words("its summary")}
        await self.post("jonas", f"{path}/summary", summary, "PUT")
        await self.post("amina", f"{path}/summary/confirm")
        step = self.words("the step agreed in it")
        agreed = {"title": step, "ownerId": self.world.id("amina"), "dueOn": "2031-01-31"}
        agreed["goalTitle"] = self.words("the goal of that step")
        made = await self.post("jonas", f"{path}/next-steps", agreed)
        self.known("the step agreed in it", "milestone_id", made["id"])
        await self.post("amina", f"{path}/close", {})
        addendum = {"body": self.words("its addendum")}
        made = await self.post("jonas", f"{path}/addenda", addendum)
        self.known("its addendum", "addendum_id", made["id"])

    async def reflections(self, talk: str) -> None:
        body = {"body": self.words("her reflection"), "happenedOn": "2026-01-31"}
        made = await self.post("amina", "reflections", body)
        id = self.known("her reflection", "reflection_id", made["id"])
        extract = {"reflectionId": id, "body": self.words("her words shared from it")}
        made = await self.post("amina", f"conversations/{talk}/extracts", extract)
        self.known("her words shared from it", "extract_id", made["id"])

    async def goals(self) -> None:
        plan = await self.post("amina", "plans", {"personId": self.world.id("amina"), "title": "-"})
        for thing, private in (("her goal", False), ("her private goal", True)):
            goal = {"title": self.words(thing), "isPrivate": private}
            made = await self.post("amina", f"plans/{plan['id']}/goals", goal)
            self.known(thing, "goal_id", made["id"])
        self.ids["plan_id"] = {plan["id"]}

    async def series(self) -> None:
        thing = "the series with the former manager"
        pair = {"personId": self.world.id("amina"), "partnerId": self.world.id("jonas")}
        body = pair | {"kind": "peer", "topic": self.words(thing), "rule": "FREQ=YEARLY"}
        made = await self.post("amina", "series", body)
        self.known(thing, "series_id", made["id"])

    async def hand_over(self, talk: str, note: str) -> None:
        since = "UPDATE relationship SET starts_on = current_date - 30 WHERE person_id = $1"
        await run_as_app(self.world, since, self.world.id("amina"))
        await reorganise(self.world, move("amina", "tomas"))
        await looked(self.world)
        id = await handoff_to(self.world, "tomas")
        message = self.words("her message to the new manager")
        shared = await share(
            self.world, id, conversationIds=[talk], noteIds=[note], message=message
        )
        assert shared.is_success, shared.text
        self.things["the handoff"] = (str(id), "no words")
        self.ids["handoff_id"] = {str(id)}


async def told(world: World) -> Story:
    story = Story(world)
    over = await story.talk("that she handed over", "2026-01-31T09:00:00Z")
    note = await story.notes(over)
    await story.reflections(over)
    await story.close(over)
    kept = await story.talk("that she did not hand over", "2026-02-28T09:00:00Z")
    await story.note(kept, "amina", "her note for the two in that one", "participants")
    await story.post("amina", f"conversations/{kept}/hold", {})
    await story.talk("that was ahead", "2031-01-31T09:00:00Z")
    await story.goals()
    await story.series()
    await story.hand_over(over, note)
    return story


async def everything(story: Story, who: str) -> str:
    """All that somebody is answered: every list, every thing by its id, every relation."""
    world = story.world
    heard: list[Response] = []
    people = {str(world.id(one)) for one in ("amina", "jonas")}
    known = story.ids | {"person_id": people}
    for route in routes():
        use_case = route.use_case
        if not isinstance(use_case, Query) or not set(use_case.ids) <= set(known):
            continue
        paths = [
            route.full_path.format(**dict(zip(use_case.ids, ids, strict=True)))
            for ids in product(*(sorted(known[name]) for name in use_case.ids))
        ]
        relations = getattr(use_case.returns, "relations", {})
        for path in paths:
            wanted = ["", *(f"?limit=200&expand={_camel(one)}" for one in relations)]
            if not use_case.paged:
                wanted = [one.replace("limit=200&", "") for one in wanted]
            heard += [await world.rest(who, "GET", path + query) for query in wanted]
    heard += [await world.graphql(who, asked) for asked in GRAPHS]
    asked_for = {words for _, words in story.things.values()}
    heard += [await world.rest(who, "GET", f"/v1/search?q={words}") for words in asked_for]
    return "\n".join(answer.text for answer in heard)


_NOTES: Final = "notes(first: 50) { id body }"
_TALK: Final = f"id topic {_NOTES}"
GRAPHS: Final = tuple(
    f"{{ {name}(first: 200) {{ edges {{ node {{ {fields} }} }} }} }}"
    for name, fields in {
        "conversations": f"{_TALK} preparations {{ hopes }} talkingPoints {{ id body }}",
        "notesForMe": "id body isTombstone",
        "handoffs": f"id message items {{ conversation {{ {_TALK} }} note {{ id body }} }}",
        "people": f"id milestonesOwned {{ id title conversation {{ {_TALK} }} }}",
    }.items()
)


def _camel(name: str) -> str:
    first, *more = name.split("_")
    return first + "".join(one.title() for one in more)


def found(text: str, id: str | None, words: str) -> str:
    if words in text:
        return "words"
    if id is None or id not in text:
        return ""
    stone = re.search(rf'"id"\s*:\s*"{id}"[^{{}}]*"isTombstone"\s*:\s*true', text)
    return "tombstone" if stone else "there"


@pytest.fixture
async def story(world: World) -> Story:
    world.actors["ada"] = await _somebody_of_the_people_team(world)
    return await told(world)


async def _somebody_of_the_people_team(world: World) -> Any:
    items = [{"externalId": "ada", "userName": "ada", "displayName": "Ada"}]
    made = await world.rest("vendor", "POST", "/v1/people:batch", {"items": items})
    return world.person(made.json()["items"][0]["id"])


async def test_the_table_says_what_came_back(story: Story) -> None:
    heard = {kind: await everything(story, who) for kind, who in OTHERS.items()}
    lines = [
        INTRODUCTION,
        "| of the employee | " + " | ".join(OTHERS) + " |",
        "| --- |" + " --- |" * len(OTHERS),
    ]
    for thing, (id, words) in story.things.items():
        cells = " | ".join(found(text, id, words) for text in heard.values())
        lines.append(f"| {thing} | {cells} |")
    text = "\n".join(lines) + "\n"
    if os.environ.get(WRITE):
        TABLE.write_text(text, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == text, "run `make contracts`, and read what changed"


async def test_she_herself_reads_all_but_what_others_keep_to_themselves(story: Story) -> None:
    """So that what others do not find is there to be found."""
    text = await everything(story, "amina")
    kept = {"the former manager's note for himself"}

    assert {thing for thing, (_, words) in story.things.items() if words not in text} == {
        *kept,
        "the handoff",
    }
    assert UUID(story.things["the handoff"][0] or "")
    assert found(text, *story.things["the handoff"]) == "there"
