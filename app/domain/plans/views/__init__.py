"""How plans look from outside: one file for each noun, and here the ways between them."""

from typing import Any

from sqlalchemy import ColumnElement, and_

from app.domain.competencies.views import CompetencyView
from app.domain.objectives.views import ObjectiveView
from app.domain.people.views import PersonView
from app.domain.plans import policy
from app.domain.plans.views.deadlines import DeadlineChangeView
from app.domain.plans.views.dependencies import depends_on, needed_by
from app.domain.plans.views.evidence import EvidenceView
from app.domain.plans.views.goals import GoalView
from app.domain.plans.views.links import (
    GoalCompetencyView,
    about_competency,
    achieved_goal_count,
    goal_count,
    goals_of,
    objectives_of,
    towards_objective,
)
from app.domain.plans.views.measures import PlanMeasureView
from app.domain.plans.views.milestones import (
    MilestoneView,
    SequencedMilestoneView,
    due_soon,
    horizon,
    is_open,
    missed,
    owner_needed,
)
from app.domain.plans.views.owners import HelpView, MilestoneSupporterView, OwnerChangeView
from app.domain.plans.views.plans import PlanView
from app.domain.plans.views.resources import MilestoneResourceView
from app.domain.plans.views.reviews import ReviewView
from app.domain.plans.views.templates import PlanTemplateView
from app.domain.policy import Me, anybody
from app.domain.reflections.views import ReflectionView
from app.domain.role_profiles.views import RoleProfileVersionView, RoleProfileView
from app.domain.view import many, many_where, one, one_where

__all__ = [
    "DeadlineChangeView",
    "EvidenceView",
    "GoalCompetencyView",
    "GoalView",
    "HelpView",
    "MilestoneResourceView",
    "MilestoneSupporterView",
    "MilestoneView",
    "OwnerChangeView",
    "PlanMeasureView",
    "PlanTemplateView",
    "PlanView",
    "ReviewView",
    "SequencedMilestoneView",
    "about_competency",
    "due_soon",
    "horizon",
    "is_open",
    "missed",
    "owner_needed",
    "towards_objective",
]


# Whoever may read a plan or a goal may read what is in it, but for what is private: the rules
# `within` them ask for that alone, since the rest was asked already of the same `person_id` and
# `closed_on`.

PlanView.relates(
    person=one(PersonView, "person_id", "Whose plan it is."),
    goals=many(
        GoalView, "plan_id", "Its goals, as far as you may see them.", within=policy.within_plan
    ),
    milestones=many(
        MilestoneView,
        "plan_id",
        "Its steps, the earliest deadline first.",
        order=("due_on", "id"),
        within=policy.milestone_within_plan,
    ),
)
GoalView.relates(
    plan=one(PlanView, "plan_id", "The plan it is part of.", same_people=True),
    person=one(PersonView, "person_id", "Whose goal it is."),
    reflection=one(
        ReflectionView, "reflection_id", "What it grew from, if you wrote it.", same_people=True
    ),
    role_profile=one(RoleProfileView, "role_profile_id", "Towards which role, as it is today."),
    objectives=many_where(
        ObjectiveView,
        objectives_of,
        "The objectives that it serves, those that end first at first.",
        order=("ends_on", "id"),
    ),
    # Whoever may read a goal may read what it is about.
    competencies=many(
        GoalCompetencyView,
        "goal_id",
        "What it makes the person better at, the most important first.",
        order=("position", "id"),
        within=anybody,
    ),
    succeeded_by=one(GoalView, "succeeded_by_id", "What took its place.", same_people=True),
    milestones=many(
        MilestoneView,
        "goal_id",
        "Its steps, the earliest deadline first.",
        order=("due_on", "id"),
        within=policy.milestone_within_plan,
    ),
)
MilestoneView.relates(
    plan=one(PlanView, "plan_id", "The plan, if you may see all of it.", same_people=True),
    goal=one(GoalView, "goal_id", "The goal it serves, if you may see it.", same_people=True),
    person=one(PersonView, "person_id", "Whose plan it is part of."),
    owner=one(PersonView, "owner_id", "Who makes sure that it happens."),
    deadline_changes=many(
        DeadlineChangeView,
        "milestone_id",
        "How its deadline was moved, the first time first.",
        within=policy.within_read,
    ),
)
DeadlineChangeView.relates(
    milestone=one(MilestoneView, "milestone_id", "Whose deadline it is."),
    moved_by=one(PersonView, "moved_by_id", "Who moved it."),
    agreed_by=one(PersonView, "agreed_by_id", "Who of the other side agreed to it."),
)
# What belongs to a milestone is there for whoever may read the milestone itself.
MilestoneView.relates(
    proposed_owner=one(PersonView, "proposed_owner_id", "Whom it is offered to."),
    owner_changes=many(
        OwnerChangeView,
        "milestone_id",
        "Who was asked to own it and what they said, the oldest first.",
        within=policy.within_read,
    ),
    supporters=many(
        MilestoneSupporterView,
        "milestone_id",
        "Who supports it beside its owner.",
        within=policy.within_read,
    ),
    help=many(
        HelpView,
        "milestone_id",
        "What help was asked for and offered, the oldest first.",
        within=policy.within_read,
    ),
)
OwnerChangeView.relates(
    to=one(PersonView, "to_id", "Who was asked."),
    by=one(PersonView, "by_id", "Who asked."),
)
MilestoneSupporterView.relates(
    supporter=one(PersonView, "supporter_id", "Who supports it."),
    milestone=one(MilestoneView, "milestone_id", "What they support.", same_people=True),
)
HelpView.relates(
    milestone=one(MilestoneView, "milestone_id", "What it is about.", same_people=True),
    asked_by=one(PersonView, "asked_by_id", "Who asked."),
    offered_by=one(PersonView, "offered_by_id", "Who offered."),
)
PersonView.relates(
    plans=many(PlanView, "person_id", "Their plans, as far as you may see them."),
    milestones_owned=many(
        MilestoneView,
        "owner_id",
        "The steps they own, as far as you may see them; the earliest deadline first.",
        order=("due_on", "id"),
    ),
)
ObjectiveView.relates(
    goals=many_where(
        GoalView, goals_of, "The goals of people that serve it, as far as you may see them."
    ),
)
ObjectiveView.computes(goal_count=goal_count, achieved_goal_count=achieved_goal_count)
GoalCompetencyView.relates(
    goal=one(GoalView, "goal_id", "The goal.", same_people=True),
    competency=one(CompetencyView, "competency_id", "What they will be better at."),
)
PlanView.relates(
    reviews=many(
        ReviewView,
        "plan_id",
        "Its reviews, the newest last.",
        order=("held_on", "id"),
        within=policy.within_read,
    ),
    # Of each goal, for whoever may read that goal: private ones are the person's.
    measured_against=many(
        PlanMeasureView,
        "plan_id",
        "What it was measured against, as that was when it was completed; empty until then.",
        order=("goal_id", "competency_code", "id"),
        same_people=True,
    ),
)


def _in_force(_me: Me, measure: Any, version: Any) -> ColumnElement[bool]:
    return and_(
        version.role_profile_id == measure.role_profile_id,
        version.number == measure.role_profile_number,
    )


PlanMeasureView.relates(
    plan=one(PlanView, "plan_id", "The plan.", same_people=True),
    goal=one(GoalView, "goal_id", "The goal that was about it.", same_people=True),
    competency=one(CompetencyView, "competency_id", "The competency as it is today."),
    role_profile_version=one_where(
        RoleProfileVersionView, _in_force, "What the role said on the day of completion."
    ),
)
MilestoneView.relates(
    depends_on=many_where(
        MilestoneView,
        depends_on,
        "What it comes after, as far as you may see that; the earliest deadline first.",
        order=("due_on", "id"),
        same_people=True,
    ),
    needed_by=many_where(
        MilestoneView,
        needed_by,
        "What comes after it, as far as you may see that; the earliest deadline first.",
        order=("due_on", "id"),
        same_people=True,
    ),
    resources=many(
        MilestoneResourceView, "milestone_id", "What it needs.", within=policy.within_read
    ),
    evidence=many(
        EvidenceView,
        "milestone_id",
        "What shows that it is done, or how far it is; the oldest first.",
        within=policy.within_read,
    ),
)
SequencedMilestoneView.relates(
    milestone=one(
        MilestoneView, "id", "The milestone, and what leads on from it.", same_people=True
    ),
)
MilestoneResourceView.relates(
    milestone=one(MilestoneView, "milestone_id", "What it is for.", same_people=True),
    approver=one(PersonView, "approver_id", "Who is asked to approve."),
)
EvidenceView.relates(
    milestone=one(MilestoneView, "milestone_id", "What it is about.", same_people=True),
    author=one(PersonView, "author_id", "Who added it."),
)
ReviewView.relates(
    plan=one(PlanView, "plan_id", "The plan that was reviewed.", same_people=True),
    author=one(PersonView, "author_id", "Who wrote it down."),
)
