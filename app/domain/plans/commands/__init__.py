"""What can be asked of plans. One file for each noun."""

from app.domain.plans.commands.goals import AddGoal, GoalFilters
from app.domain.plans.commands.milestones import (
    AddMilestone,
    ChangeMilestone,
    MilestoneFilters,
    MilestoneOrder,
    ReachMilestone,
)
from app.domain.plans.commands.plans import CreatePlan, PlanFilters, RequestPlanChanges
from app.domain.plans.states import MilestoneKind

__all__ = [
    "AddGoal",
    "AddMilestone",
    "ChangeMilestone",
    "CreatePlan",
    "GoalFilters",
    "MilestoneFilters",
    "MilestoneKind",
    "MilestoneOrder",
    "PlanFilters",
    "ReachMilestone",
    "RequestPlanChanges",
]
