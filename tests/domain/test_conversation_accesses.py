"""What becomes of exceptional access to a conversation: rules without a database."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.conversations.errors import AccessNotOpen, AccessNotRequested
from app.domain.conversations.models import AccessStatus, ConversationAccess
from app.domain.entity import new_id
from tests.factories import NOW, TENANT, a_conversation

TALK, SECOND = a_conversation(), new_id()
HOURS = 3


def an_access(**given: Any) -> ConversationAccess:
    known = {"conversation_id": TALK.id, "requester_id": new_id(), "reason": "-", "hours": HOURS}
    return ConversationAccess(**{"tenant_id": TENANT, **known, **given})


def test_it_lasts_from_its_approval_on_and_is_told_without_a_word() -> None:
    access = an_access(created_at=NOW - timedelta(days=9))
    [told] = access.approve(SECOND, NOW, TALK)

    assert access.ends_at == NOW + timedelta(hours=HOURS)
    assert (access.status, access.decided_by_id) == (AccessStatus.APPROVED, SECOND)
    assert told.name == "conversation.access_granted"
    assert set(told.model_dump()) == {
        *("id", "version", "conversation_id", "person_id", "partner_id", "status", "ends_at")
    }


@pytest.mark.parametrize(
    "status", [one for one in AccessStatus if one is not AccessStatus.REQUESTED]
)
def test_it_is_decided_once(status: AccessStatus) -> None:
    with pytest.raises(AccessNotRequested):
        an_access(status=status).approve(SECOND, NOW, TALK)
    with pytest.raises(AccessNotRequested):
        an_access(status=status).refuse(SECOND, NOW)


def test_it_is_ended_before_its_time_and_not_after() -> None:
    access = an_access()
    access.approve(SECOND, NOW, TALK)
    with pytest.raises(AccessNotOpen):
        access.revoke(SECOND, NOW + timedelta(hours=HOURS), TALK)
    other = an_access()
    other.approve(SECOND, NOW, TALK)
    [told] = other.revoke(SECOND, NOW + timedelta(hours=HOURS) - timedelta(seconds=1), TALK)

    assert other.status is AccessStatus.REVOKED
    assert other.ended_by_id == SECOND
    assert told.name == "conversation.access_revoked"


def test_a_request_can_be_taken_back_and_nobody_hears_of_it() -> None:
    access = an_access()
    assert access.revoke(access.requester_id, NOW, TALK) == []

    assert access.status is AccessStatus.REVOKED
    with pytest.raises(AccessNotOpen):
        access.revoke(access.requester_id, NOW, TALK)
