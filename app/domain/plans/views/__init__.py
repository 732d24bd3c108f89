"""How plans look from outside: one file for each noun, and here the ways between them."""

from app.domain.people.views import PersonView
from app.domain.plans import policy
from app.domain.plans.views.goals import GoalView
from app.domain.plans.views.milestones import MilestoneView, overdue
from app.domain.plans.views.plans import PlanView
from app.domain.plans.views.templates import PlanTemplateView
from app.domain.view import many, one

__all__ = ["GoalView", "MilestoneView", "PlanTemplateView", "PlanView", "overdue"]

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
