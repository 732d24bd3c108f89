"""What can be asked of plans. One file for each noun."""

from app.domain.plans.commands.goals import AddGoal
from app.domain.plans.commands.milestones import (
    AddMilestone,
    ChangeMilestone,
    MilestoneFilters,
    MilestoneOrder,
    ReachMilestone,
)
from app.domain.plans.commands.plans import CreatePlan, PlanFilters, RequestPlanChanges
from app.domain.plans.commands.reviews import ReviewFilters, ReviewPlan
from app.domain.plans.commands.steps import (
    AddDependency,
    AddEvidence,
    AddResource,
    ChangeResource,
    EvidenceFilters,
)
from app.domain.plans.states import MilestoneKind

__all__ = [
    "AddDependency",
    "AddEvidence",
    "AddGoal",
    "AddMilestone",
    "AddResource",
    "ChangeMilestone",
    "ChangeResource",
    "CreatePlan",
    "EvidenceFilters",
    "MilestoneFilters",
    "MilestoneKind",
    "MilestoneOrder",
    "PlanFilters",
    "ReachMilestone",
    "RequestPlanChanges",
    "ReviewFilters",
    "ReviewPlan",
]
