"""The states of plans, goals and milestones, and the kinds of milestone: words, no rules."""

from enum import StrEnum
from typing import Final


class PlanStatus(StrEnum):
    """Where a plan is in its life.

    `draft`: It is being written. `proposed`: One side put it to the other. `changes_requested`:
    The other side asked for something different. `active`: Both agreed to it. `in_review`: The
    two are looking at how it goes. `completed`: Every step was reached or waived. `closed_early`:
    It ended before that, with a reason.
    """

    DRAFT = "draft"
    PROPOSED = "proposed"
    CHANGES_REQUESTED = "changes_requested"
    ACTIVE = "active"
    IN_REVIEW = "in_review"
    COMPLETED = "completed"
    CLOSED_EARLY = "closed_early"


class GoalStatus(StrEnum):
    """Where a goal is in its life.

    `planned`: Nobody began with it. `active`: It is being worked on. `achieved`: It was achieved.
    `adjusted`: Another goal took its place. `released`: It was let go.
    """

    PLANNED = "planned"
    ACTIVE = "active"
    ACHIEVED = "achieved"
    ADJUSTED = "adjusted"
    RELEASED = "released"


class MilestoneStatus(StrEnum):
    """How far a milestone is.

    `planned`: Nobody began with it. `in_progress`: It is being worked on. `blocked`: Something is
    in its way. `reached`: It is done. `waived`: It is not needed any more.
    """

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    REACHED = "reached"
    WAIVED = "waived"


class OwnerStatus(StrEnum):
    """Whether the owner of a milestone took it on.

    `proposed`: They are asked. `accepted`: They took it on. `declined`: They said no, and
    somebody else is needed.
    """

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class OwnerChangeStatus(StrEnum):
    """What became of an offer to own a milestone.

    `proposed`: They are asked. `accepted`: They took it on. `declined`: They said no.
    `withdrawn`: The offer was taken back, or another one took its place.
    """

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SupporterRole(StrEnum):
    """What somebody does for a milestone beside its owner.

    `mentor`: Shares what they learned themself. `coach`: Asks, so that the owner finds out.
    `sponsor`: Opens doors. `expert`: Knows the subject. `peer`: Does something of the kind as
    well. `approver`: Says yes to what it needs.
    """

    MENTOR = "mentor"
    COACH = "coach"
    SPONSOR = "sponsor"
    EXPERT = "expert"
    PEER = "peer"
    APPROVER = "approver"


class HelpStatus(StrEnum):
    """How far help is.

    `asked`: Somebody needs it. `offered`: Somebody offered it. `resolved`: It is there, or not
    needed any more.
    """

    ASKED = "asked"
    OFFERED = "offered"
    RESOLVED = "resolved"


class MilestoneKind(StrEnum):
    """What kind of step a milestone is.

    `stretch_assignment`: Work that is larger than what one did before. `mentoring`: Time with a
    mentor. `coaching`: Time with a coach. `training`: A course. `rotation`: Some time in another
    team. `shadowing`: Watching somebody at work. `lateral_move`: A move to another role.
    `project`: A part in a project. `certification`: An examination, and a certificate.
    `community`: A part in a community of people who do the same. `reading`: Something to read.
    `next_step`: What two people agreed on in a conversation. `checkpoint`: A day on which one
    looks at how it goes.
    """

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
    """What a milestone needs.

    `time`: Minutes of work. `budget`: An amount of money. `link`: Something at an address.
    `course`: A course of a learning system. `approver`: Somebody's yes.
    """

    TIME = "time"
    BUDGET = "budget"
    LINK = "link"
    COURSE = "course"
    APPROVER = "approver"


class EvidenceKind(StrEnum):
    """What evidence is.

    `text`: Words of whoever adds it. `link`: Something at an address. `completion`: What a
    learning system reported. `feedback`: What somebody else says.
    """

    TEXT = "text"
    LINK = "link"
    COMPLETION = "completion"
    FEEDBACK = "feedback"


class Horizon(StrEnum):
    """How far away a deadline is today (UTC).

    `past`: Before today. `within_30_days`: Today, or within 30 days. `within_90_days`: After
    that, within 90 days. `within_a_year`: After that, within a year. `later`: After that.
    """

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
