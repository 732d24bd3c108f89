"""The states of plans, goals and milestones, and the kinds of milestone: words, no rules."""

from enum import StrEnum
from typing import Final


class PlanStatus(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    CHANGES_REQUESTED = "changes_requested"
    ACTIVE = "active"
    IN_REVIEW = "in_review"
    COMPLETED = "completed"
    CLOSED_EARLY = "closed_early"


class GoalStatus(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    ACHIEVED = "achieved"
    ADJUSTED = "adjusted"
    RELEASED = "released"


class MilestoneStatus(StrEnum):
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    REACHED = "reached"
    WAIVED = "waived"


class OwnerStatus(StrEnum):
    """Whether the owner of a milestone took it on."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class OwnerChangeStatus(StrEnum):
    """What became of an offer to own a milestone."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SupporterRole(StrEnum):
    """What somebody does for a milestone beside its owner."""

    MENTOR = "mentor"
    COACH = "coach"
    SPONSOR = "sponsor"
    EXPERT = "expert"
    PEER = "peer"
    APPROVER = "approver"


class HelpStatus(StrEnum):
    ASKED = "asked"
    OFFERED = "offered"
    RESOLVED = "resolved"


class MilestoneKind(StrEnum):
    STRETCH_ASSIGNMENT = "stretch_assignment"
    MENTORING = "mentoring"
    COACHING = "coaching"
    TRAINING = "training"
    ROTATION = "rotation"
    SHADOWING = "shadowing"
    LATERAL_MOVE = "lateral_move"
    PROJECT = "project"
    CERTIFICATION = "certification"
    COMMUNITY = "community"
    READING = "reading"
    NEXT_STEP = "next_step"
    CHECKPOINT = "checkpoint"


class ResourceKind(StrEnum):
    TIME = "time"
    BUDGET = "budget"
    LINK = "link"
    COURSE = "course"
    APPROVER = "approver"


class EvidenceKind(StrEnum):
    TEXT = "text"
    LINK = "link"
    COMPLETION = "completion"
    FEEDBACK = "feedback"


class Horizon(StrEnum):
    """How far away a deadline is today (UTC)."""

    PAST = "past"
    WITHIN_30_DAYS = "within_30_days"
    WITHIN_90_DAYS = "within_90_days"
    WITHIN_A_YEAR = "within_a_year"
    LATER = "later"


OPEN_PLAN: Final = (
    PlanStatus.DRAFT,
    PlanStatus.PROPOSED,
    PlanStatus.CHANGES_REQUESTED,
    PlanStatus.ACTIVE,
    PlanStatus.IN_REVIEW,
)
NOT_AGREED: Final = (PlanStatus.DRAFT, PlanStatus.PROPOSED, PlanStatus.CHANGES_REQUESTED)
OPEN_GOAL: Final = (GoalStatus.PLANNED, GoalStatus.ACTIVE)
OPEN: Final = (MilestoneStatus.PLANNED, MilestoneStatus.IN_PROGRESS, MilestoneStatus.BLOCKED)
