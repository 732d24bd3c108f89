"""What a piece of work is. It has no table: it is read off plans and conversations."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from app.domain.entity import Entity
from app.domain.page import Variant
from app.domain.plans.states import MilestoneKind


class WorkKind(Variant):
    """What there is to do.

    `do`: A milestone that they own. `accept`: A milestone that was offered to them. `agree`: A
    plan that was proposed to them. `review`: A plan that is in review, or should be within two
    weeks. `prepare`: A conversation within two weeks, before they said what they bring. `meet`: A
    conversation that was missed, until they make another date or say that they met. `find_owner`:
    A milestone whose owner declined, is on leave, or no longer works here. `hand_over`: They have
    another manager or mentor, and choose which of their conversations go along. `reflect`: A
    question that they asked to be asked; nobody else sees it.
    """

    DO = "do"
    ACCEPT = "accept"
    AGREE = "agree"
    REVIEW = "review"
    PREPARE = "prepare"
    MEET = "meet"
    FIND_OWNER = "find_owner"
    HAND_OVER = "hand_over"
    REFLECT = "reflect"


class WorkStatus(StrEnum):
    """The status of whatever waits.

    `planned`: Of a milestone: nobody began with it. `in_progress`: Of a milestone: it is being
    worked on. `blocked`: Of a milestone: something is in its way. `proposed`: Of a plan: the
    other side has to agree. `active`: Of a plan: both agreed to it. `in_review`: Of a plan: the
    two are looking at how it goes. `scheduled`: Of a conversation: it has a date. `preparing`: Of
    a conversation: one of the two said what they bring. `open`: Of a handoff: the person can
    choose what goes along. `asked`: Of a question: it is asked.
    """

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    PROPOSED = "proposed"
    ACTIVE = "active"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    PREPARING = "preparing"
    OPEN = "open"
    ASKED = "asked"


class WorkItem(Entity):
    """A row of the list, as `repository` puts it together."""

    kind: WorkKind
    thing_id: UUID
    """What waits: its id tells when it came to be."""
    due_on: date | None
    sort_on: date
    """The deadline, or a day after all others: lists are ordered by what is never empty."""
    title: str
    status: WorkStatus
    milestone_kind: MilestoneKind | None
    person_id: UUID
    owner_id: UUID | None
    waits_for_id: UUID
    milestone_id: UUID | None
    plan_id: UUID | None
    goal_id: UUID | None
    conversation_id: UUID | None
    handoff_id: UUID | None
    missed: bool
    due_soon: bool
