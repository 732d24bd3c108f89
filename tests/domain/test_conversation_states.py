"""Conversations: which state follows which, what is told of it, and what is refused."""

from typing import Any

import pytest

from app.domain.conversations.errors import ConversationNotHeld, ConversationOver
from app.domain.conversations.models import Conversation, ConversationStatus
from app.domain.errors import DomainError
from tests.factories import NOW, a_conversation

SCHEDULED, PREPARING = ConversationStatus.SCHEDULED, ConversationStatus.PREPARING
HELD = ConversationStatus.HELD

PREPARE, HOLD, FOLLOW_UP = "prepare", "hold", "follow up"
VERBS: dict[str, Any] = {
    PREPARE: lambda one: one.prepare(),
    HOLD: lambda one: one.hold(at=NOW),
    FOLLOW_UP: lambda one: one.check_held(),
}
STEPS: dict[tuple[ConversationStatus, str], ConversationStatus | type[DomainError]] = {
    (SCHEDULED, PREPARE): PREPARING,
    (SCHEDULED, HOLD): HELD,
    (SCHEDULED, FOLLOW_UP): ConversationNotHeld,
    (PREPARING, PREPARE): PREPARING,
    (PREPARING, HOLD): HELD,
    (PREPARING, FOLLOW_UP): ConversationNotHeld,
    (HELD, PREPARE): ConversationOver,
    (HELD, HOLD): ConversationOver,
    (HELD, FOLLOW_UP): HELD,
}


def test_every_verb_is_tried_in_every_state() -> None:
    assert set(STEPS) == {(status, verb) for status in ConversationStatus for verb in VERBS}


@pytest.mark.parametrize(("step", "outcome"), STEPS.items(), ids=str)
def test_a_conversation_goes_only_where_it_may(
    step: tuple[ConversationStatus, str], outcome: ConversationStatus | type[DomainError]
) -> None:
    status, verb = step
    conversation = a_conversation(status=status)
    before = conversation.model_dump()
    if isinstance(outcome, ConversationStatus):
        VERBS[verb](conversation)

        assert conversation.status is outcome
        assert (conversation.held_at is not None) == (outcome is HELD)
    else:
        with pytest.raises(outcome):
            VERBS[verb](conversation)
        assert conversation.model_dump() == before


def _hold(conversation: Conversation) -> dict[str, Any]:
    [event] = conversation.hold(at=NOW)
    return event.model_dump()


def test_what_is_told_of_a_conversation_is_who_and_when_and_never_what_about() -> None:
    conversation = a_conversation(topic="a secret topic")
    [scheduled] = conversation.scheduled()

    assert "secret" not in scheduled.model_dump_json()
    assert _hold(conversation) == {
        "id": conversation.id,
        "version": 2,
        "person_id": conversation.person_id,
        "partner_id": conversation.partner_id,
        "status": "held",
        "scheduled_at": NOW,
    }
