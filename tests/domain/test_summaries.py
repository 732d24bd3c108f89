"""Summaries without a database: which state follows which, and what is told of it."""

from typing import Any

import pytest

from app.domain.conversations.errors import (
    ConversationNotClosed,
    ConversationNotHeld,
    SummaryUnconfirmed,
)
from app.domain.conversations.lifecycle import SUMMARY
from app.domain.conversations.models import (
    UNDER_WAY,
    ConversationStatus,
    Summary,
    SummaryStatus,
)
from app.domain.entity import new_id
from tests.factories import NOW, TENANT, a_conversation

WORDS = "a secret word"
STEPS: dict[str, Any] = {
    "write_summary": lambda one: one.rewrite(WORDS),
    "request_summary_correction": lambda one: one.ask_for(WORDS),
    "confirm_summary": lambda one: one.confirm(new_id(), NOW),
}


@pytest.mark.parametrize("status", SummaryStatus)
@pytest.mark.parametrize("name", STEPS)
def test_a_summary_goes_only_where_it_may(name: str, status: SummaryStatus) -> None:
    conversation, step = a_conversation(topic=WORDS), SUMMARY[name]
    summary = Summary(
        tenant_id=TENANT,
        conversation_id=conversation.id,
        author_id=conversation.partner_id,
        body="We met.",
        status=status,
    )
    before = summary.model_dump()
    if status in step.sources:
        STEPS[name](summary)
        [event] = conversation.summary_goes(name)

        assert summary.status in step.targets
        assert summary.version == before["version"] + 1
        assert type(event) is step.tells
        assert (event.id, event.version) == (conversation.id, conversation.version)
        assert WORDS not in event.model_dump_json()
    else:
        with pytest.raises(step.refusal):
            STEPS[name](summary)
        assert summary.model_dump() == before


@pytest.mark.parametrize("status", ConversationStatus)
def test_a_summary_that_waits_is_heard_first(status: ConversationStatus) -> None:
    conversation = a_conversation(status=status)
    if status not in UNDER_WAY:
        with pytest.raises(ConversationNotHeld):
            conversation.close(summary_waits=True)
    elif status is ConversationStatus.HELD:
        with pytest.raises(SummaryUnconfirmed):
            conversation.close(summary_waits=True)
        [event] = conversation.close(summary_waits=False)
        assert event.name == "conversation.closed"
    else:
        conversation.close(summary_waits=False)
        assert conversation.status is ConversationStatus.CLOSED


@pytest.mark.parametrize("status", ConversationStatus)
def test_later_words_are_for_what_is_closed_and_change_nothing_of_it(
    status: ConversationStatus,
) -> None:
    conversation, addendum_id = a_conversation(status=status), new_id()
    before = conversation.model_dump()
    if status is ConversationStatus.CLOSED:
        [event] = conversation.add_later(addendum_id, conversation.person_id)
        assert event.model_dump()["addendum_id"] == addendum_id
    else:
        with pytest.raises(ConversationNotClosed):
            conversation.add_later(addendum_id, conversation.person_id)
    assert conversation.model_dump() == before


def test_the_next_one_is_of_the_same_two_about_the_same() -> None:
    conversation = a_conversation(duration_minutes=30, status=ConversationStatus.CLOSED)
    following = conversation.followed_by(NOW)
    assert following.status is ConversationStatus.SCHEDULED
    for name in ("person_id", "partner_id", "topic", "duration_minutes"):
        assert getattr(following, name) == getattr(conversation, name)
