"""Talking points without a database: their places, and what a tick is."""

from datetime import timedelta

import pytest

from app.domain.conversations.errors import ConversationDone
from app.domain.conversations.models import OVER, ConversationStatus, TalkingPoint
from app.domain.conversations.models.talking_point import FARTHEST, GAP, between
from app.domain.entity import new_id
from tests.factories import NOW, TENANT, a_conversation


def a_point() -> TalkingPoint:
    ids = {"conversation_id": new_id(), "author_id": new_id()}
    return TalkingPoint(tenant_id=TENANT, body="A stage", position=GAP, **ids)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (None, None, GAP),
        (GAP, None, 2 * GAP),
        (None, GAP, 0),
        (0, 10, 5),
        (4, 6, 5),
        (-3, 0, -2),
        (4, 5, None),
        (7, 7, None),
        (FARTHEST, None, None),
        (None, -FARTHEST, None),
    ],
)
def test_a_place_is_between_its_neighbours_or_there_is_no_room(
    before: int | None, after: int | None, found: int | None
) -> None:
    assert between(before, after) == found


def test_the_first_tick_stays_until_it_is_taken_away() -> None:
    point, one, other = a_point(), new_id(), new_id()
    point.tick(one, NOW)
    point.tick(other, NOW + timedelta(days=1))
    assert (point.ticked_by_id, point.ticked_at) == (one, NOW)
    point.untick()
    assert (point.ticked_by_id, point.ticked_at) == (None, None)
    point.untick()
    point.tick(other, NOW)
    assert point.ticked_by_id == other


@pytest.mark.parametrize("status", ConversationStatus)
def test_points_of_what_is_over_stay_as_they_are(status: ConversationStatus) -> None:
    conversation = a_conversation(status=status)
    if status in OVER:
        with pytest.raises(ConversationDone):
            conversation.check_not_over()
    else:
        conversation.check_not_over()
