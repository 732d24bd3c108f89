"""How owners, supporters and help of milestones look from outside."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.plans import policy
from app.domain.plans.models import (
    Help,
    HelpStatus,
    MilestoneSupporter,
    OwnerChange,
    OwnerChangeStatus,
    SupporterRole,
)
from app.domain.view import View, for_people


class OwnerChangeView(
    View,
    of=OwnerChange,
    guard=policy.may_read_of_milestone,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed={"reason": for_people("reason"), "decline_reason": for_people("decline_reason")},
):
    """Somebody was asked to own a milestone, or took it on themselves."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="2 once it was answered or taken back.")
    milestone_id: UUID = Field(description="The milestone.")
    person_id: UUID = Field(description="Whose plan the milestone is part of.")
    from_id: UUID | None = Field(description="Who owned it until then; null: nobody yet.")
    to_id: UUID = Field(description="Who was asked.")
    by_id: UUID = Field(description="Who asked.")
    status: OwnerChangeStatus = Field(description="What became of the offer.")
    reason: str | None = Field(description="Why they were asked; null for machine clients.")
    decline_reason: str | None = Field(description="Why they declined; null for machine clients.")
    created_at: datetime = Field(description="When they were asked.")
    decided_at: datetime | None = Field(description="When it was answered or taken back.")


class MilestoneSupporterView(
    View,
    of=MilestoneSupporter,
    guard=policy.may_read_of_milestone,
    scope=Scope.PLANS_READ,
    about=("person_id",),
):
    """Somebody who supports a milestone beside its owner, and may read it."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(
        description="Always 1: whoever supports it is added and removed, never changed."
    )
    milestone_id: UUID = Field(description="The milestone.")
    person_id: UUID = Field(description="Whose plan the milestone is part of.")
    supporter_id: UUID = Field(description="Who supports it.")
    role: SupporterRole = Field(description="What they do for it.")
    added_by_id: UUID = Field(description="Who asked for their support.")
    created_at: datetime = Field(description="Since when.")


class HelpView(
    View,
    of=Help,
    guard=policy.may_read_of_milestone,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed={
        "need": for_people("need"),
        "offer": for_people("offer"),
        "outcome": for_people("outcome"),
    },
):
    """What somebody needs to get on with a milestone, or offered unasked."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of this.")
    milestone_id: UUID = Field(description="The milestone that help is for.")
    person_id: UUID = Field(description="Whose plan the milestone is part of.")
    status: HelpStatus = Field(description="Whether help is asked for, was offered, or is there.")
    asked_by_id: UUID | None = Field(description="Null: it was offered unasked.")
    need: str | None = Field(description="What is needed; null for machine clients.")
    offered_by_id: UUID | None = Field(description="Who offered it; null until somebody does.")
    offer: str | None = Field(description="What is offered; null for machine clients.")
    resolved_by_id: UUID | None = Field(
        description="Who said that it is there; null until somebody does."
    )
    outcome: str | None = Field(description="What came of it; null for machine clients.")
    created_at: datetime = Field(description="When it was asked for, or offered unasked.")
    offered_at: datetime | None = Field(description="When it was offered; null until then.")
    resolved_at: datetime | None = Field(
        description="When it was said to be there; null until then."
    )
