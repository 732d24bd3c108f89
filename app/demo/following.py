"""Following a step through: started over REST, reached over GraphQL, and told to a vendor."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, Final
from uuid import uuid4

import httpx

from app.demo.doors import Caller, expect
from app.demo.receiver import Receiver
from app.demo.telling import Teller

ANSWERED_BY: Final = {
    "milestone.created": 0,
    "milestone.owner_proposed": 0,
    "milestone.started": 1,
    "milestone.owner_changed": 1,
    "milestone.reached": 2,
}
"""Which answer each event comes with: agreed, started, reached."""
EVENTS: Final = tuple(ANSWERED_BY)
PATIENCE_S: Final = 10.0
LOOK_EVERY_S: Final = 0.05

REACH: Final = """
mutation ($id: UUID!, $version: Int!, $evidence: String) {
  reachMilestone(input: {milestoneId: $id, ifVersion: $version, evidence: $evidence}) {
    ... on Milestone { status progress evidence { body } }
    ... on Refusal { code message }
  }
}"""

CHAIN: Final = """
query ($id: UUID!) {
  conversation(conversationId: $id) {
    topic
    status
    nextSteps { title status dueOn evidence { body } goal { title } owner { displayName } }
  }
}"""


@asynccontextmanager
async def told(vendor: Caller, receiver: Receiver, teller: Teller) -> AsyncIterator[str]:
    """Have the receiver told about milestones as long as the block lasts. The endpoint's id."""
    wanted = {"url": receiver.url, "eventTypes": ["milestone.*"], "description": "The story"}
    made = await vendor.rest("POST", "/v1/webhook-endpoints", wanted, status=HTTPStatus.CREATED)
    receiver.secret = made.json()["secret"]
    teller.answered("vendor", made, f"milestone.* to {receiver.url}")
    endpoint_id = str(made.json()["id"])
    try:
        yield endpoint_id
    finally:
        await vendor.rest(
            "DELETE",
            f"/v1/webhook-endpoints/{endpoint_id}",
            status=HTTPStatus.NO_CONTENT,
            headers={"if-match": "*"},
        )


async def follow_through(owner: Caller, agreed: httpx.Response, teller: Teller) -> list[float]:
    """Start it and reach it. When each of the two was answered (`time.monotonic()`)."""
    milestone_id = agreed.json()["id"]
    path = f"/v1/milestones/{milestone_id}/start"
    headers = {"if-match": agreed.headers["etag"], "idempotency-key": f'"{uuid4()}"'}
    started = await owner.rest("POST", path, headers=headers)
    answered = [time.monotonic()]
    teller.answered(owner.name, started, f"If-Match {agreed.headers['etag']}: in progress")
    again = await owner.rest("POST", path, headers=headers)
    expect(again.content == started.content, "the same Idempotency-Key got another answer")
    teller.answered(owner.name, again, "the same Idempotency-Key: the same answer, no 2nd start")

    variables = {
        "id": milestone_id,
        "version": started.json()["version"],
        "evidence": "The review's notes, and two changed designs",
    }
    reached = (await owner.ask(REACH, variables))["reachMilestone"]
    answered.append(time.monotonic())
    expect(reached.get("status") == "REACHED", f"it was not reached: {reached}")
    teller.asked(owner.name, "reachMilestone", f"reached, “{reached['evidence'][0]['body']}”")
    return answered


async def check_told(
    receiver: Receiver, milestone_id: str, answered: list[float], teller: Teller
) -> None:
    """Each event came, signed and in order; how long after its answer (`time.monotonic()`)."""
    came = await receiver.events_of(milestone_id, len(EVENTS), PATIENCE_S)
    types = [one.type for one in came]
    expect(tuple(types) == EVENTS, f"the vendor was told {types or 'nothing'}, not {EVENTS}")
    sequences = [one.event["sequence"] for one in came]
    expect(sequences == sorted(set(sequences)), f"the sequence was {sequences}")
    expect(receiver.refused == 0, f"{receiver.refused} signatures were wrong")
    for one in came:
        at = answered[ANSWERED_BY[one.type]]
        latency = max(0.0, one.at - at)
        sequence = int(one.event["sequence"])
        teller.note(
            f"webhook  {one.type:<24} sequence {sequence}, signature right, "
            f"{latency * 1000:.0f} ms after the answer"
        )


async def check_deliveries(
    vendor: Caller, endpoint_id: str, milestone_id: str, teller: Teller
) -> None:
    """What the product itself remembers of it."""
    path = f"/v1/webhook-endpoints/{endpoint_id}/deliveries?status=delivered"
    end = time.monotonic() + PATIENCE_S
    while True:  # an attempt is remembered a moment after it was answered
        listed = await vendor.rest("GET", path)
        ours = [one for one in listed.json()["data"] if one["subjectId"] == milestone_id]
        if len(ours) == len(EVENTS) or time.monotonic() > end:
            break
        await asyncio.sleep(LOOK_EVERY_S)
    expect(len(ours) == len(EVENTS), f"{len(ours)} deliveries are remembered as delivered")
    attempts = sum(one["attempts"] for one in ours)
    teller.answered("vendor", listed, f"{len(ours)} delivered, in {attempts} attempts")


async def show_chain(reader: Caller, conversation_id: str, teller: Teller) -> None:
    """From the conversation to who does what, in one query."""
    found: dict[str, Any] = (await reader.ask(CHAIN, {"id": conversation_id}))["conversation"]
    expect(len(found["nextSteps"]) == 1, "one step was agreed")
    [step] = found["nextSteps"]
    teller.asked(reader.name, "conversation", "everything in one query")
    teller.note(f"conversation  “{found['topic']}”  {found['status'].lower()}")
    teller.note(f"  next step   “{step['title']}”  {step['status'].lower()}, due {step['dueOn']}")
    teller.note(f"    goal      “{step['goal']['title']}”")
    teller.note(f"    owner     {step['owner']['displayName']}")
