"""What can be asked of plan templates, and what applying one answers."""

from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from pydantic import Field

from app.domain.plans.models.template import LONGEST_DAYS, MOST_GOALS, MOST_MILESTONES, OwnerRole
from app.domain.plans.states import MilestoneKind
from app.domain.shape import Change, Command, Filters, Shape, absent
from app.domain.values import Day, Line, Text

MOST_PEOPLE: Final = 500


class TemplateGoal(Command):
    """A goal that each plan begins with."""

    title: Line = Field(description="What is to be achieved.")
    success_criteria: Text | None = Field(default=None, description="How they will know.")


class TemplateMilestone(Command):
    """A step that each plan begins with."""

    title: Line = Field(description="What is to be done.")
    after_days: int = Field(
        ge=0,
        le=LONGEST_DAYS,
        description="Its deadline: so many calendar days after the start.",
    )
    kind: MilestoneKind = Field(
        default=MilestoneKind.NEXT_STEP, description="What kind of step it is."
    )
    success_measure: Text | None = Field(
        default=None, description="How everybody will know that it is done."
    )
    goal_index: int | None = Field(
        default=None,
        ge=0,
        lt=MOST_GOALS,
        description="The goal of the template that it serves, counted from 0.",
    )
    owner: OwnerRole = Field(
        default=OwnerRole.PERSON,
        description="The person, or who is their manager on the day it is applied; without a "
        "manager the person.",
    )


_GOALS: Final = "The goals of each plan, at most 10."
_MILESTONES: Final = "The steps of each plan, at most 30."


class CreatePlanTemplate(Command):
    title: Line = Field(description="Of the template, and of each plan.")
    description: Text | None = Field(default=None, description="For whom it is meant, and why.")
    goals: tuple[TemplateGoal, ...] = Field(default=(), max_length=MOST_GOALS, description=_GOALS)
    milestones: tuple[TemplateMilestone, ...] = Field(
        default=(), max_length=MOST_MILESTONES, description=_MILESTONES
    )


class ChangePlanTemplate(Change):
    """A merge patch: absent fields stay as they are, `null` clears; a list takes the place of the
    one before.
    """

    title: Line = absent("Of the template, and of each plan.")
    description: Text | None = absent("For whom it is meant, and why.")
    goals: tuple[TemplateGoal, ...] = absent(_GOALS, max_length=MOST_GOALS)
    milestones: tuple[TemplateMilestone, ...] = absent(_MILESTONES, max_length=MOST_MILESTONES)


def stored(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as a template has them: parts as they look from outside."""
    return {
        name: [part.model_dump(mode="json", by_alias=True) for part in value]
        if isinstance(value, tuple)
        else value
        for name, value in fields.items()
    }


class PlanTemplateFilters(Filters):
    retired: bool | None = Field(
        default=None, description="Only those that are retired, or only those that are not."
    )


class ApplyPlanTemplate(Command):
    person_ids: tuple[UUID, ...] = Field(
        min_length=1, max_length=MOST_PEOPLE, description="Whose plans to begin, at most 500."
    )
    starts_on: Day = Field(description="The day from which deadlines are counted.")
    dry_run: bool = Field(default=False, description="Only say what would become of each.")


class ApplyOutcome(StrEnum):
    """What became of a person.

    `created`: A plan was begun. `skipped`: They were left out.
    """

    CREATED = "created"
    SKIPPED = "skipped"


class SkipReason(StrEnum):
    """Why somebody was left out.

    `unknown`: There is no such person, as far as you may know. `left`: They work here no longer.
    `not_yours`: You may not begin plans for them. `has_one`: They have an open plan already.
    `repeated`: They were named before.
    """

    UNKNOWN = "unknown"
    LEFT = "left"
    NOT_YOURS = "not_yours"
    HAS_ONE = "has_one"
    REPEATED = "repeated"


class AppliedTo(Shape):
    """What became of one person."""

    person_id: UUID = Field(description="The person.")
    outcome: ApplyOutcome = Field(description="Whether a plan was begun for them.")
    reason: SkipReason | None = Field(
        default=None,
        description="Why nothing was begun: there is no such person, they left, you may not begin "
        "a plan for them, they have an open plan from this template, or they were named before.",
    )
    plan_id: UUID | None = Field(default=None, description="The new draft; null if `dryRun`.")


class TemplateApplication(Shape):
    """What became of each person, in the order in which they were named."""

    plan_template_id: UUID = Field(description="The template that was applied.")
    starts_on: date = Field(description="The day that deadlines are counted from.")
    dry_run: bool = Field(description="Whether this was only said, and nothing done.")
    created: int = Field(description="How many plans were begun, or would be.")
    skipped: int = Field(description="How many people were left out.")
    people: tuple[AppliedTo, ...] = Field(description="What became of each person.")
