"""Who owns a milestone: offered, taken on, declined, handed over; without a database."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from app.domain.entity import new_id
from app.domain.event import Event
from app.domain.plans.errors import (
    HelpNotAsked,
    HelpResolved,
    MilestoneNotOpen,
    NoOfferOpen,
    OwnerAlready,
)
from app.domain.plans.models import Help, HelpStatus, Milestone, MilestoneStatus, OwnerStatus
from tests.factories import NOW, TENANT, a_milestone

OLGA, TOMAS, AMINA = new_id(), new_id(), new_id()


def owned(owner_status: OwnerStatus = OwnerStatus.ACCEPTED, **given: Any) -> Milestone:
    return a_milestone(owner_id=OLGA, owner_status=owner_status, **given)


def told(events: list[Event]) -> list[str]:
    return [event.name for event in events]


def state(milestone: Milestone) -> tuple[UUID, OwnerStatus, UUID | None]:
    return milestone.owner_id, milestone.owner_status, milestone.proposed_owner_id


def test_who_names_themselves_owns_it_and_who_is_named_is_asked() -> None:
    mine, theirs = owned(), owned()

    assert mine.first_owned(by=OLGA) == []
    assert mine.owner_status is OwnerStatus.ACCEPTED
    assert told(theirs.first_owned(by=AMINA)) == ["milestone.owner_proposed"]
    assert theirs.owner_status is OwnerStatus.PROPOSED
    assert theirs.offered_to == OLGA


def test_who_took_it_on_stays_the_owner_until_the_other_one_accepts() -> None:
    milestone = owned()

    assert told(milestone.offer(TOMAS, AMINA, owner_left=False)) == ["milestone.owner_proposed"]
    assert state(milestone) == (OLGA, OwnerStatus.ACCEPTED, TOMAS)
    [event] = milestone.accept(TOMAS)
    assert told([event]) == ["milestone.owner_changed"]
    assert event.model_dump()["was_owner_id"] == OLGA
    assert state(milestone) == (TOMAS, OwnerStatus.ACCEPTED, None)
    assert milestone.version == 3


def test_declining_a_handover_leaves_the_owner_and_declining_a_first_offer_leaves_none() -> None:
    beside, first = owned(), owned(OwnerStatus.PROPOSED)
    beside.offer(TOMAS, AMINA, owner_left=False)

    assert told(beside.decline(TOMAS)) == ["milestone.owner_declined"]
    assert state(beside) == (OLGA, OwnerStatus.ACCEPTED, None)
    assert told(first.decline(OLGA)) == ["milestone.owner_declined"]
    assert state(first) == (OLGA, OwnerStatus.DECLINED, None)


@pytest.mark.parametrize("status", [OwnerStatus.PROPOSED, OwnerStatus.DECLINED])
def test_what_nobody_took_on_has_the_next_one_at_once(status: OwnerStatus) -> None:
    milestone = owned(status, owner_needed_told_at=NOW)
    milestone.offer(TOMAS, AMINA, owner_left=False)

    assert state(milestone) == (TOMAS, OwnerStatus.PROPOSED, None)
    assert milestone.owner_needed_told_at is None


def test_what_a_leaver_owned_has_the_next_one_at_once() -> None:
    milestone = owned()
    milestone.offer(TOMAS, AMINA, owner_left=True)

    assert state(milestone) == (TOMAS, OwnerStatus.PROPOSED, None)


def test_who_asks_themselves_has_accepted() -> None:
    milestone = owned()

    assert told(milestone.offer(AMINA, AMINA, owner_left=False)) == ["milestone.owner_changed"]
    assert state(milestone) == (AMINA, OwnerStatus.ACCEPTED, None)


def test_nobody_is_asked_for_what_they_have_or_were_asked_already() -> None:
    accepted, proposed = owned(), owned(OwnerStatus.PROPOSED)
    for milestone in (accepted, proposed):
        with pytest.raises(OwnerAlready):
            milestone.offer(OLGA, AMINA, owner_left=False)
    accepted.offer(TOMAS, AMINA, owner_left=False)
    with pytest.raises(OwnerAlready):
        accepted.offer(TOMAS, AMINA, owner_left=False)
    assert owned(OwnerStatus.DECLINED).offer(OLGA, AMINA, owner_left=False)


def test_only_who_is_asked_answers_and_only_once() -> None:
    milestone = owned(OwnerStatus.PROPOSED)
    with pytest.raises(NoOfferOpen):
        milestone.accept(TOMAS)
    milestone.accept(OLGA)
    for again in (milestone.accept, milestone.decline):
        with pytest.raises(NoOfferOpen):
            again(OLGA)
    assert milestone.version == 2


def test_an_offer_is_taken_back_only_beside_an_owner() -> None:
    milestone = owned()
    milestone.offer(TOMAS, AMINA, owner_left=False)

    assert told(milestone.withdraw_offer()) == ["milestone.offer_withdrawn"]
    assert state(milestone) == (OLGA, OwnerStatus.ACCEPTED, None)
    for nothing in (milestone, owned(OwnerStatus.PROPOSED)):
        with pytest.raises(NoOfferOpen):
            nothing.withdraw_offer()


def test_working_on_it_accepts_for_who_was_named_and_for_nobody_else() -> None:
    milestone = owned(OwnerStatus.PROPOSED)

    assert milestone.accept_by_doing(AMINA) == []
    assert state(milestone) == (OLGA, OwnerStatus.PROPOSED, None)
    assert told(milestone.accept_by_doing(OLGA)) == ["milestone.owner_changed"]
    assert state(milestone) == (OLGA, OwnerStatus.ACCEPTED, None)
    assert milestone.accept_by_doing(OLGA) == []


@pytest.mark.parametrize("status", [MilestoneStatus.REACHED, MilestoneStatus.WAIVED])
def test_what_is_over_changes_hands_no_more(status: MilestoneStatus) -> None:
    milestone = owned(OwnerStatus.PROPOSED, status=status)
    verbs: tuple[Callable[[], list[Event]], ...] = (
        lambda: milestone.offer(TOMAS, AMINA, owner_left=False),
        lambda: milestone.accept(OLGA),
        lambda: milestone.decline(OLGA),
        milestone.withdraw_offer,
    )
    for verb in verbs:
        with pytest.raises(MilestoneNotOpen):
            verb()


def a_help(**given: Any) -> Help:
    return Help(tenant_id=TENANT, milestone_id=new_id(), person_id=AMINA, **given)


def test_help_is_asked_for_answered_once_and_resolved_once() -> None:
    milestone = a_milestone()
    help = a_help(asked_by_id=AMINA, need="a secret need")
    events = [
        *help.asked(milestone),
        *help.offered(milestone, "a secret offer", OLGA, NOW),
    ]
    with pytest.raises(HelpNotAsked):
        help.offered(milestone, "me, too", TOMAS, NOW)
    events += help.resolve(milestone, "a secret outcome", AMINA, NOW)
    with pytest.raises(HelpResolved):
        help.resolve(milestone, None, AMINA, NOW)

    assert told(events) == [f"milestone.help_{it}" for it in ("asked", "offered", "resolved")]
    assert {event.id for event in events} == {milestone.id}
    assert not any("secret" in event.model_dump_json() for event in events)
    assert (help.version, milestone.version) == (3, 1)


def test_help_is_offered_unasked() -> None:
    help = a_help()

    assert told(help.offered(a_milestone(), "I listen", OLGA, NOW)) == ["milestone.help_offered"]
    assert (help.status, help.version) == (HelpStatus.OFFERED, 1)
