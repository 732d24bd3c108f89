"""The career conversation itself: prepared by both, held, written down, and followed by a step."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from uuid import uuid4

import httpx

from app.demo.cast import Persona
from app.demo.doors import Caller, expect
from app.demo.telling import Teller

TOPIC: Final = "What would you like to be trusted with next?"
GOAL: Final = "Lead a project that spans two teams"
STEP: Final = "Run the next cross-team design review"
WEEKS: Final = 4


@dataclass(frozen=True, slots=True)
class Talk:
    """The two who talk."""

    employee: Caller
    manager: Caller
    person: Persona
    partner: Persona


async def meet(talk: Talk, teller: Teller) -> str:
    """Schedule, prepare and hold it. Its id."""
    scheduled = await talk.manager.rest(
        "POST",
        "/v1/conversations",
        {
            "personId": str(talk.person.person_id),
            "partnerId": str(talk.partner.person_id),
            "scheduledAt": datetime.now(UTC).isoformat(timespec="seconds"),
            "topic": TOPIC,
        },
        status=HTTPStatus.CREATED,
    )
    teller.answered("manager", scheduled, f"with {talk.person.name}: “{TOPIC}”")
    conversation_id = str(scheduled.json()["id"])
    at = f"/v1/conversations/{conversation_id}"
    for caller, points in (
        (talk.employee, "I would like to lead something that is larger than my team."),
        (talk.manager, "The design reviews need somebody who asks good questions."),
    ):
        prepared = await caller.rest("PUT", f"{at}/preparation", {"talkingPoints": points})
        teller.answered(caller.name, prepared, f"“{points}”")
    both = await talk.employee.rest("GET", f"{at}/preparations")
    expect(len(both.json()["data"]) == len((talk.person, talk.partner)), "both sides see both")
    read = await talk.manager.rest("GET", at)
    held = await talk.manager.rest("POST", f"{at}/hold", headers={"if-match": read.headers["etag"]})
    expect(held.json()["status"] == "held", "it was held")
    teller.answered("manager", held, "they met")
    return conversation_id


async def write_notes(talk: Talk, conversation_id: str, teller: Teller) -> str:
    """One note for the author, one for both. The id of the one for both."""
    at = f"/v1/conversations/{conversation_id}"
    written = []
    for audience, body in (
        ("author", "Remember to ask Kwame for a slot in the review rota."),
        ("participants", "We agreed that you run the next review, and I sit at the back."),
    ):
        preview = await talk.manager.rest("GET", f"{at}/audience?audience={audience}")
        readers = [one["displayName"] for one in preview.json()["data"]]
        teller.answered("manager", preview, f"“{audience}” would be: {' and '.join(readers)}")
        expect((talk.person.name in readers) == (audience == "participants"), "the right readers")
        note = await talk.manager.rest(
            "POST",
            f"{at}/notes",
            {"audience": audience, "body": body},
            status=HTTPStatus.CREATED,
            headers={"idempotency-key": f'"{uuid4()}"'},
        )
        teller.answered("manager", note, f"“{body}”")
        written.append(str(note.json()["id"]))
    private, shared = written
    for caller, expected in ((talk.manager, [private, shared]), (talk.employee, [shared])):
        seen = await caller.rest("GET", f"{at}/notes")
        ids = [one["id"] for one in seen.json()["data"]]
        teller.answered(caller.name, seen, f"sees {len(ids)} of the 2 notes")
        expect(ids == expected, f"the {caller.name} sees {len(expected)}")
    hidden = await talk.employee.rest("GET", f"/v1/notes/{private}", status=HTTPStatus.NOT_FOUND)
    teller.answered("employee", hidden, "the private one does not exist for her")
    return shared


async def agree(talk: Talk, conversation_id: str, teller: Teller) -> httpx.Response:
    """The next step: a milestone with an owner, a deadline, and a goal to serve."""
    due_on = datetime.now(UTC).date() + timedelta(weeks=WEEKS)
    wanted: dict[str, Any] = {
        "title": STEP,
        "ownerId": str(talk.person.person_id),
        "dueOn": due_on.isoformat(),
        "successMeasure": "Two teams changed their design because of it",
        "goalTitle": GOAL,
    }
    agreed = await talk.manager.rest(
        "POST",
        f"/v1/conversations/{conversation_id}/next-steps?expand=owner,goal",
        wanted,
        status=HTTPStatus.CREATED,
        headers={"idempotency-key": f'"{uuid4()}"'},
    )
    step = agreed.json()
    expect(step["owner"]["displayName"] == talk.person.name, "the step has its owner")
    expect(step["goal"]["title"] == GOAL, "the step serves its goal")
    teller.answered("manager", agreed, f"“{STEP}”: {talk.person.name}, due {due_on}")
    return agreed
