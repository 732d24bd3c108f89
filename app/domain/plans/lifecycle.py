"""What plans, goals and milestones may become: every step, who may take it, what it tells."""

from enum import StrEnum
from typing import Final

from app.domain.lifecycle import Lifecycle, Step
from app.domain.plans import errors
from app.domain.plans.events import goals, milestones, owners, plans
from app.domain.plans.events import help as helping
from app.domain.plans.states import (
    OPEN,
    OPEN_GOAL,
    OPEN_PLAN,
    GoalStatus,
    HelpStatus,
    MilestoneStatus,
    OwnerStatus,
    PlanStatus,
)


class Who(StrEnum):
    """Who takes a step. `policy.TAKERS` has the rule for each."""

    SIDES = "the person, or their manager"
    OTHER_SIDE = "the side it was proposed to; the person alone, while they have no manager"
    ENDERS = "the person, or their manager, of the day on which it ended too; not who covers"
    WORKERS = "the owner, or the person"
    EITHER = "the person, their manager, or the owner"
    HANDS = "the person, their manager, or the owner who took it on"
    OFFERED = "whom it is offered to"
    READERS = "any person who may read the milestone"


_DRAFT, _PROPOSED = PlanStatus.DRAFT, PlanStatus.PROPOSED
_CHANGES, _ACTIVE = PlanStatus.CHANGES_REQUESTED, PlanStatus.ACTIVE
_REVIEW, _COMPLETED = PlanStatus.IN_REVIEW, PlanStatus.COMPLETED
_CLOSED = PlanStatus.CLOSED_EARLY

PLAN: Final = Lifecycle(
    "plan",
    _DRAFT,
    Step(
        "propose_plan",
        (_DRAFT, _CHANGES),
        (_PROPOSED,),
        Who.SIDES,
        plans.PlanProposed,
        errors.PlanNotDraft,
    ),
    Step(
        "request_plan_changes",
        (_PROPOSED,),
        (_CHANGES,),
        Who.OTHER_SIDE,
        plans.PlanChangesRequested,
        errors.PlanNotProposed,
    ),
    Step(
        "agree_to_plan",
        (_PROPOSED,),
        (_ACTIVE,),
        Who.OTHER_SIDE,
        plans.PlanActivated,
        errors.PlanNotProposed,
    ),
    Step(
        "start_plan_review",
        (_ACTIVE,),
        (_REVIEW,),
        Who.SIDES,
        plans.PlanReviewStarted,
        errors.PlanNotActive,
    ),
    Step(
        "review_plan",
        (_ACTIVE, _REVIEW),
        (_ACTIVE,),
        Who.SIDES,
        plans.PlanReviewed,
        errors.PlanNotActive,
    ),
    Step(
        "complete_plan",
        (_ACTIVE, _REVIEW),
        (_COMPLETED,),
        Who.ENDERS,
        plans.PlanCompleted,
        errors.PlanNotActive,
    ),
    Step(
        "close_plan",
        OPEN_PLAN,
        (_CLOSED,),
        Who.ENDERS,
        plans.PlanClosed,
        errors.PlanClosed,
    ),
    Step(
        "reopen_plan",
        (_COMPLETED, _CLOSED),
        (_ACTIVE, _DRAFT),
        Who.ENDERS,
        plans.PlanReopened,
        errors.PlanNotClosed,
        note="a draft if it was never agreed",
    ),
)

GOAL: Final = Lifecycle(
    "goal",
    GoalStatus.PLANNED,
    Step(
        "start_goal",
        (GoalStatus.PLANNED,),
        (GoalStatus.ACTIVE,),
        Who.SIDES,
        goals.GoalStarted,
        errors.GoalNotPlanned,
    ),
    Step(
        "achieve_goal",
        OPEN_GOAL,
        (GoalStatus.ACHIEVED,),
        Who.SIDES,
        goals.GoalAchieved,
        errors.GoalNotOpen,
    ),
    Step(
        "adjust_goal",
        OPEN_GOAL,
        (GoalStatus.ADJUSTED,),
        Who.SIDES,
        goals.GoalAdjusted,
        errors.GoalNotOpen,
    ),
    Step(
        "release_goal",
        OPEN_GOAL,
        (GoalStatus.RELEASED,),
        Who.SIDES,
        goals.GoalReleased,
        errors.GoalNotOpen,
    ),
    Step(
        "reopen_goal",
        (GoalStatus.ACHIEVED, GoalStatus.RELEASED),
        (GoalStatus.ACTIVE,),
        Who.SIDES,
        goals.GoalReopened,
        errors.GoalStillOpen,
    ),
)

MILESTONE: Final = Lifecycle(
    "milestone",
    MilestoneStatus.PLANNED,
    Step(
        "start_milestone",
        (MilestoneStatus.PLANNED,),
        (MilestoneStatus.IN_PROGRESS,),
        Who.WORKERS,
        milestones.MilestoneStarted,
        errors.MilestoneNotPlanned,
    ),
    Step(
        "block_milestone",
        (MilestoneStatus.PLANNED, MilestoneStatus.IN_PROGRESS),
        (MilestoneStatus.BLOCKED,),
        Who.WORKERS,
        milestones.MilestoneBlocked,
        errors.MilestoneNotUnderway,
    ),
    Step(
        "unblock_milestone",
        (MilestoneStatus.BLOCKED,),
        (MilestoneStatus.IN_PROGRESS,),
        Who.EITHER,
        milestones.MilestoneUnblocked,
        errors.MilestoneNotBlocked,
    ),
    Step(
        "reach_milestone",
        OPEN,
        (MilestoneStatus.REACHED,),
        Who.WORKERS,
        milestones.MilestoneReached,
        errors.MilestoneNotOpen,
    ),
    Step(
        "waive_milestone",
        OPEN,
        (MilestoneStatus.WAIVED,),
        Who.SIDES,
        milestones.MilestoneWaived,
        errors.MilestoneNotOpen,
    ),
    Step(
        "reopen_milestone",
        (MilestoneStatus.REACHED, MilestoneStatus.WAIVED),
        (MilestoneStatus.IN_PROGRESS, MilestoneStatus.PLANNED),
        Who.EITHER,
        milestones.MilestoneReopened,
        errors.MilestoneStillOpen,
        note="planned if it was never begun",
    ),
)

_ASKED, _ACCEPTED, _DECLINED = OwnerStatus.PROPOSED, OwnerStatus.ACCEPTED, OwnerStatus.DECLINED

OWNER: Final = Lifecycle(
    "owner of a milestone",
    _ASKED,
    Step(
        "offer_milestone",
        (_ASKED, _ACCEPTED, _DECLINED),
        (_ASKED, _ACCEPTED),
        Who.HANDS,
        owners.MilestoneOwnerProposed,
        errors.OwnerAlready,
        note="who took it on stays the owner until the other one accepts",
    ),
    Step(
        "accept_milestone",
        (_ASKED, _ACCEPTED),
        (_ACCEPTED,),
        Who.OFFERED,
        owners.MilestoneOwnerChanged,
        errors.NoOfferOpen,
        note="working on it accepts, too",
    ),
    Step(
        "decline_milestone",
        (_ASKED, _ACCEPTED),
        (_DECLINED, _ACCEPTED),
        Who.OFFERED,
        owners.MilestoneOwnerDeclined,
        errors.NoOfferOpen,
        note="who took it on stays the owner",
    ),
    Step(
        "withdraw_milestone_offer",
        (_ACCEPTED,),
        (_ACCEPTED,),
        Who.HANDS,
        owners.MilestoneOfferWithdrawn,
        errors.NoOfferOpen,
    ),
)

HELP: Final = Lifecycle(
    "help",
    HelpStatus.ASKED,
    Step(
        "offer_help",
        (HelpStatus.ASKED,),
        (HelpStatus.OFFERED,),
        Who.READERS,
        helping.MilestoneHelpOffered,
        errors.HelpNotAsked,
        note="nobody needs to have asked: then it begins here",
    ),
    Step(
        "resolve_help",
        (HelpStatus.ASKED, HelpStatus.OFFERED),
        (HelpStatus.RESOLVED,),
        Who.EITHER,
        helping.MilestoneHelpResolved,
        errors.HelpResolved,
    ),
)
