"""What can be asked of plans. One file for each noun."""

from app.domain.plans.commands.deadlines import (
    AgreeToDeadline,
    DeadlinesMoved,
    MoveDeadline,
    MoveDeadlines,
)
from app.domain.plans.commands.goals import (
    AddGoal,
    AdjustGoal,
    AlignGoal,
    ChangeGoal,
    GoalGap,
    ReleaseGoal,
    SetGoalCompetencies,
)
from app.domain.plans.commands.milestones import (
    AddMilestone,
    BlockMilestone,
    ChangeMilestone,
    MilestoneFilters,
    MilestoneOrder,
    ReachMilestone,
    WaiveMilestone,
)
from app.domain.plans.commands.plans import ClosePlan, CreatePlan, PlanFilters, RequestPlanChanges
from app.domain.plans.states import MilestoneKind

__all__ = [
    "AddGoal",
    "AddMilestone",
    "AdjustGoal",
    "AgreeToDeadline",
    "AlignGoal",
    "BlockMilestone",
    "ChangeGoal",
    "ChangeMilestone",
    "ClosePlan",
    "CreatePlan",
    "DeadlinesMoved",
    "GoalGap",
    "MilestoneFilters",
    "MilestoneKind",
    "MilestoneOrder",
    "MoveDeadline",
    "MoveDeadlines",
    "PlanFilters",
    "ReachMilestone",
    "ReleaseGoal",
    "RequestPlanChanges",
    "SetGoalCompetencies",
    "WaiveMilestone",
]
