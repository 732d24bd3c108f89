"""Who owns a milestone: what is offered, taken on and declined. A part of `Milestone`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.domain.event import Event
from app.domain.plans.errors import NoOfferOpen, OwnerAlready
from app.domain.plans.events.owners import (
    MilestoneOwnerChanged,
    MilestoneOwnerNeeded,
    MilestoneOwnerProposed,
)
from app.domain.plans.lifecycle import OWNER
from app.domain.plans.states import OwnerStatus


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody works here today, and until when they are away."""

    left: bool = False
    on_leave: bool = False
    leave_ends_on: date | None = None

    def is_here_by(self, day: date) -> bool:
        """`ties.is_here_by` says the same in SQL."""
        if self.left:
            return False
        return not self.on_leave or (self.leave_ends_on is not None and self.leave_ends_on <= day)


class Ownership:
    """One person makes sure that a milestone happens; another one may be asked to take over."""

    if TYPE_CHECKING:
        id: UUID
        owner_id: UUID
        owner_status: OwnerStatus
        proposed_owner_id: UUID | None
        owner_needed_told_at: datetime | None
        due_on: date

        @property
        def is_open(self) -> bool: ...
        def advance(self) -> int: ...
        def check_open(self) -> None: ...
        def _tells(self, kind: type[Any], **more: Any) -> Event: ...

    def needs_owner(self, owner: Standing) -> bool:
        """Open, and nobody is there to see to it. `views.owner_needed` says the same in SQL."""
        declined = self.owner_status is OwnerStatus.DECLINED
        return self.is_open and (declined or not owner.is_here_by(self.due_on))

    @property
    def offered_to(self) -> UUID | None:
        """Who has not answered yet."""
        if self.proposed_owner_id is not None:
            return self.proposed_owner_id
        return self.owner_id if self.owner_status is OwnerStatus.PROPOSED else None

    def is_with(self, person_id: UUID) -> bool:
        """They took it on, or are asked to."""
        took_it_on = self.owner_status is OwnerStatus.ACCEPTED and self.owner_id == person_id
        return took_it_on or self.offered_to == person_id

    def first_owned(self, by: UUID) -> list[Event]:
        """Whoever names themselves has accepted; anybody else is asked."""
        if self.owner_id == by:
            return []
        self.owner_status = OwnerStatus.PROPOSED
        return [self._tells(MilestoneOwnerProposed, proposed_owner_id=self.owner_id)]

    def offer(self, to: UUID, by: UUID, *, owner_left: bool) -> list[Event]:
        """Ask somebody to take it on. Who took it on before, and is here, stays until then."""
        self.check_open()
        took_it_on = self.owner_status is OwnerStatus.ACCEPTED
        if self.is_with(to):
            raise OwnerAlready
        if to == by:
            return self._taken_on(to)
        stays = took_it_on and not owner_left
        target = OwnerStatus.ACCEPTED if stays else OwnerStatus.PROPOSED
        self.owner_status = OWNER["offer_milestone"].follow(self.owner_status, target)
        if stays:
            self.proposed_owner_id = to
        else:
            self.owner_id, self.proposed_owner_id = to, None
            self.owner_needed_told_at = None
        self.advance()
        return [self._tells(MilestoneOwnerProposed, proposed_owner_id=to)]

    def accept(self, by: UUID) -> list[Event]:
        self.check_open()
        self._check_offered(by)
        OWNER["accept_milestone"].follow(self.owner_status)
        return self._taken_on(by)

    def accept_by_doing(self, by: UUID) -> list[Event]:
        """Who works on what they were asked to own has taken it on. The work itself was counted
        as a change already.
        """
        if self.owner_id != by or self.owner_status is not OwnerStatus.PROPOSED:
            return []
        self.owner_status = OwnerStatus.ACCEPTED
        return [self._tells(MilestoneOwnerChanged, was_owner_id=None)]

    def decline(self, by: UUID) -> list[Event]:
        self.check_open()
        self._check_offered(by)
        stays = self.proposed_owner_id is not None
        target = OwnerStatus.ACCEPTED if stays else OwnerStatus.DECLINED
        step = OWNER["decline_milestone"]
        self.owner_status = step.follow(self.owner_status, target)
        self.proposed_owner_id = None
        self.advance()
        return [self._tells(step.tells, declined_by_id=by)]

    def withdraw_offer(self) -> list[Event]:
        """Only beside an owner: what nobody took on yet is offered to somebody else instead."""
        self.check_open()
        step, asked = OWNER["withdraw_milestone_offer"], self.proposed_owner_id
        step.follow(self.owner_status)
        if asked is None:
            raise NoOfferOpen
        self.proposed_owner_id = None
        self.advance()
        return [self._tells(step.tells, proposed_owner_id=asked)]

    def tell_owner_needed(self, at: datetime) -> list[Event]:
        self.owner_needed_told_at = at
        self.advance()
        return [self._tells(MilestoneOwnerNeeded)]

    def _check_offered(self, to: UUID) -> None:
        if self.offered_to != to:
            raise NoOfferOpen

    def _taken_on(self, by: UUID) -> list[Event]:
        was = None if self.owner_id == by else self.owner_id
        self.owner_id, self.owner_status, self.proposed_owner_id = by, OwnerStatus.ACCEPTED, None
        self.owner_needed_told_at = None
        self.advance()
        return [self._tells(MilestoneOwnerChanged, was_owner_id=was)]
