"""Plans, goals and milestones: their tables, and the rules between their states.

A method that changes state returns the events that say so; the use case records
them. Nothing here reads the clock, the database, or the actor. One file for each noun.
"""

from app.domain.plans.models.goal import Goal
from app.domain.plans.models.milestone import DONE, Milestone
from app.domain.plans.models.plan import Plan
from app.domain.plans.models.template import OwnerRole, PlanTemplate
from app.domain.plans.states import (
    OPEN,
    GoalStatus,
    MilestoneKind,
    MilestoneStatus,
    OwnerStatus,
    PlanStatus,
)

__all__ = [
    "DONE",
    "OPEN",
    "Goal",
    "GoalStatus",
    "Milestone",
    "MilestoneKind",
    "MilestoneStatus",
    "OwnerRole",
    "OwnerStatus",
    "Plan",
    "PlanStatus",
    "PlanTemplate",
]
