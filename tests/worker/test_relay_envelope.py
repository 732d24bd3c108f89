"""What is sent is a CloudEvent, described by a schema that can be fetched, and tells no secrets."""

import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

import jsonschema_rs
import pytest

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import (
    AgreeNextStep,
    HoldConversation,
    ObjectToConversation,
    PrepareConversation,
    RescheduleConversation,
    WriteNote,
)
from app.domain.event import Event
from app.domain.plans import service as plans
from app.domain.plans.commands import (
    AddGoal,
    ChangeMilestone,
    CreatePlan,
    MoveDeadline,
    ReachMilestone,
)
from app.domain.webhooks.envelope import envelope
from app.domain.webhooks.repository.outbox import Outbox
from tests.worker.hooks import BASE_URL, Answers, Got, Hooks, requests
from tests.worker.receivers import receiving

CANARY = "Kanarienvogel-7f3a"
LARGEST = 20_000
MOVED: Any = RescheduleConversation.model_validate(
    {"scheduledAt": "2030-01-31T09:00:00Z", "reason": CANARY}
)

ATTRIBUTE = re.compile(r"[a-z0-9]{1,20}")
# CloudEvents 1.0.2, and its extension for sequences.
REQUIRED = {"specversion": "1.0", "datacontenttype": "application/json"}


@pytest.fixture
async def told(hooks: Hooks) -> list[Got]:
    """Everything that is told of a story in which people wrote the canary wherever they could."""
    world = hooks.world
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "*")
        conversation = await world.a_conversation(held=False)
        id = {"conversation_id": UUID(conversation["id"])}
        command: Any = PrepareConversation(hopes=CANARY)
        await world.do("amina", conversations.prepare_conversation, **id, command=command)
        for who, action, command in (
            ("jonas", conversations.reschedule_conversation, MOVED),
            ("jonas", conversations.hold_conversation, HoldConversation()),
            ("amina", conversations.object_to_conversation, ObjectToConversation(reason=CANARY)),
            ("amina", conversations.hold_conversation, HoldConversation()),
        ):
            known = await world.find(who, conversations.get_conversation, **id)
            given = {"command": command, "if_version": known["version"]}
            held = await world.do(who, action, **id, **given)
        assert held["status"] == "held"
        for audience in ("author", "participants"):
            command = WriteNote(body=CANARY, audience=audience)
            await world.do("jonas", conversations.write_note, **id, command=command)
        command = AgreeNextStep(
            title=CANARY,
            owner_id=world.id("amina"),
            due_on="2030-01-31",
            success_measure=CANARY,
            goal_title=CANARY,
        )
        step = await world.do("jonas", conversations.agree_next_step, **id, command=command)
        await revised_and_reached(hooks, step)
        command = CreatePlan(person_id=world.id("amina"), title=CANARY)
        plan = await world.do("amina", plans.create_plan, command=command)
        command = AddGoal(title=CANARY, aspiration=CANARY, success_criteria=CANARY)
        await world.do("amina", plans.add_goal, plan_id=UUID(plan["id"]), command=command)
        await world.do(
            "amina", plans.propose_plan, plan_id=UUID(plan["id"]), if_version=plan["version"]
        )
        await hooks.rounds()
        return requests(receiver)


async def revised_and_reached(hooks: Hooks, step: dict[str, Any]) -> None:
    id = {"milestone_id": UUID(step["id"])}
    change = ChangeMilestone(title=f"{CANARY}!", success_measure=f"{CANARY}!", progress=10)
    step = await hooks.world.do(
        "amina", plans.change_milestone, **id, command=change, if_version=step["version"]
    )
    move: Any = MoveDeadline(due_on="2030-02-01", reason=CANARY, support_offered=CANARY)
    step = await hooks.world.do(
        "amina", plans.move_deadline, **id, command=move, if_version=step["version"]
    )
    reach = ReachMilestone(evidence=CANARY)
    await hooks.world.do(
        "amina", plans.reach_milestone, **id, command=reach, if_version=step["version"]
    )


async def test_every_envelope_is_a_cloud_event(told: list[Got]) -> None:
    assert len(told) >= 10
    for got in told:
        event = got.event
        assert all(ATTRIBUTE.fullmatch(name) for name in event)
        assert REQUIRED.items() <= event.items()
        assert event["source"] == f"{BASE_URL}/v1"
        assert event["type"] in {kind.name for kind in Event.catalogue.values()}
        assert UUID(event["id"]).version == 7
        assert UUID(event["subject"]) == UUID(event["data"]["id"])
        assert UUID(event["tenantid"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", event["time"])
        assert datetime.fromisoformat(event["time"])
        assert event["timestamp"] == event["time"]
        assert re.fullmatch(r"\d{10}", event["sequence"])
        assert len(got.body) < LARGEST


async def test_sequences_count_the_events_of_a_subject(told: list[Got]) -> None:
    for subject in {got.subject for got in told}:
        places = [got.place[1] for got in told if got.subject == subject]
        assert places == list(range(1, len(places) + 1))


async def test_the_schema_of_every_event_can_be_fetched_and_holds(
    told: list[Got], hooks: Hooks
) -> None:
    for event in (got.event for got in told):
        assert event["dataschema"].startswith(BASE_URL)
        answer = await hooks.world.client.get(event["dataschema"])
        assert answer.status_code == 200
        jsonschema_rs.validator_for(answer.json()).validate(event["data"])


@pytest.mark.parametrize("kind", Event.catalogue.values(), ids=Event.catalogue)
async def test_every_kind_of_event_has_a_schema(kind: type[Event], hooks: Hooks) -> None:
    answer = await hooks.world.client.get(f"/schemas/events/{kind.name}/{kind.revision}.json")
    assert answer.status_code == 200
    assert "id" in answer.json()["required"]


async def test_no_word_that_a_person_wrote_is_told(told: list[Got]) -> None:
    assert not [got.event["type"] for got in told if CANARY.encode() in got.body]


async def test_the_envelope_is_the_same_wherever_it_is_made(told: list[Got], hooks: Hooks) -> None:
    async with hooks.world.database.transaction(hooks.ctx.actor, hooks.now()) as tx:
        events = await Outbox(tx).these([UUID(got.id) for got in told])
    made = {str(event.id): json.loads(envelope(event)) for event in events}

    assert {got.id: got.event for got in told} == made
    assert len(made) > len({got.event["type"] for got in told}) > 10
