"""Conversations: which state follows which, what is told of it, and what is refused."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.conversations.errors import (
    ConversationNotHeld,
    ConversationOver,
    ConversationUnmoved,
    HeldInFuture,
    HoldingObjected,
)
from app.domain.conversations.lifecycle import CONVERSATION
from app.domain.conversations.models import AHEAD, UNDER_WAY, Conversation, ConversationStatus
from tests.factories import NOW, a_conversation

LATER = NOW + timedelta(days=7)
WORDS = "a secret word"


def person(conversation: Conversation) -> UUID:
    return conversation.person_id


STEPS: dict[str, Any] = {
    "prepare_conversation": lambda one: one.prepare(),
    "add_talking_point": lambda one: one.add_point(),
    "reschedule_conversation": lambda one: one.reschedule(LATER, None),
    "skip_conversation": lambda one: one.skip(one.person_id, WORDS),
    "cancel_conversation": lambda one: one.cancel(one.person_id, WORDS),
    "hold_conversation": lambda one: one.hold(one.person_id, NOW, NOW),
    "confirm_summary": lambda one: one.summarise(),
    "close_conversation": lambda one: one.close(summary_waits=False),
    "object_to_conversation": lambda one: one.object(one.partner_id, WORDS),
}


@pytest.mark.parametrize("status", ConversationStatus)
@pytest.mark.parametrize("name", STEPS)
def test_a_conversation_goes_only_where_it_may(name: str, status: ConversationStatus) -> None:
    step, conversation = CONVERSATION[name], a_conversation(status=status, topic=WORDS)
    before = conversation.model_dump()
    if status in step.sources:
        [event] = STEPS[name](conversation)

        assert conversation.status in step.targets
        assert type(event) is step.tells
        assert event.status == conversation.status
        assert event.version == conversation.version == before["version"] + 1
        assert WORDS not in event.model_dump_json()
    else:
        with pytest.raises(step.refusal):
            STEPS[name](conversation)
        assert conversation.model_dump() == before


@pytest.mark.parametrize("status", ConversationStatus)
def test_what_is_ahead_is_prepared_and_what_was_held_is_followed_up(
    status: ConversationStatus,
) -> None:
    conversation = a_conversation(status=status)
    for check, states, refusal in (
        (conversation.check_ahead, AHEAD, ConversationOver),
        (conversation.check_under_way, UNDER_WAY, ConversationNotHeld),
    ):
        if status in states:
            check()
        else:
            with pytest.raises(refusal):
                check()


def test_a_move_keeps_how_far_it_was_prepared_and_counts() -> None:
    conversation = a_conversation(status=ConversationStatus.PREPARING)
    [event] = conversation.reschedule(LATER, 30)

    assert conversation.status is ConversationStatus.PREPARING
    assert (conversation.scheduled_at, conversation.duration_minutes) == (LATER, 30)
    assert event.model_dump()["from_at"] == NOW
    assert event.model_dump()["rescheduled_count"] == conversation.rescheduled_count == 1
    conversation.reschedule(LATER, 45)
    assert conversation.duration_minutes == 45
    with pytest.raises(ConversationUnmoved):
        conversation.reschedule(LATER, None)
    assert conversation.rescheduled_count == 2


def test_who_objected_has_to_say_themselves_that_they_met() -> None:
    conversation = a_conversation()
    conversation.hold(conversation.partner_id, NOW, NOW)
    conversation.object(person(conversation), WORDS)

    assert conversation.held_at is None
    assert conversation.held_by_id is None
    with pytest.raises(HoldingObjected):
        conversation.hold(conversation.partner_id, NOW, NOW)
    assert conversation.status is ConversationStatus.SCHEDULED
    conversation.hold(person(conversation), NOW, NOW)
    assert conversation.objection is None


def test_another_date_is_no_longer_the_one_that_was_objected_to() -> None:
    conversation = a_conversation()
    conversation.hold(conversation.partner_id, NOW, NOW)
    conversation.object(person(conversation), WORDS)
    conversation.reschedule(LATER, None)
    conversation.hold(conversation.partner_id, LATER, LATER)
    assert conversation.status is ConversationStatus.HELD


def test_nobody_has_met_in_the_future() -> None:
    conversation = a_conversation()
    with pytest.raises(HeldInFuture):
        conversation.hold(conversation.person_id, LATER, NOW)
    assert conversation.status is ConversationStatus.SCHEDULED


def test_what_is_told_of_a_conversation_is_who_and_when_and_never_what_about() -> None:
    conversation = a_conversation(topic=WORDS)
    [scheduled] = conversation.scheduled()

    assert scheduled.model_dump() == {
        "id": conversation.id,
        "version": 1,
        "person_id": conversation.person_id,
        "partner_id": conversation.partner_id,
        "status": "scheduled",
        "scheduled_at": NOW,
    }
