"""What can be asked of plans. One file for each noun."""

from app.domain.plans.commands.deadlines import (
    AgreeToDeadline,
    DeadlinesMoved,
    MoveDeadline,
    MoveDeadlines,
)
from app.domain.plans.commands.dependencies import AddDependency
from app.domain.plans.commands.evidence import AddEvidence, EvidenceFilters
from app.domain.plans.commands.goals import (
    AddGoal,
    AdjustGoal,
    AlignGoal,
    ChangeGoal,
    GoalFilters,
    GoalGap,
    ReleaseGoal,
    SetGoalCompetencies,
)
from app.domain.plans.commands.help import AskForHelp, HelpFilters, OfferHelp, ResolveHelp
from app.domain.plans.commands.milestones import (
    AddMilestone,
    BlockMilestone,
    ChangeMilestone,
    MilestoneFilters,
    MilestoneOrder,
    ReachMilestone,
    WaiveMilestone,
)
from app.domain.plans.commands.owners import (
    DeclineMilestone,
    Handover,
    OfferDeclined,
    OfferMilestone,
    OwnersNeeded,
    ReassignedMilestone,
    Reassignment,
    ReassignMilestones,
    ReassignOutcome,
    Unchanged,
)
from app.domain.plans.commands.plans import ClosePlan, CreatePlan, PlanFilters, RequestPlanChanges
from app.domain.plans.commands.resources import AddResource, ChangeResource
from app.domain.plans.commands.reviews import ReviewFilters, ReviewPlan
from app.domain.plans.commands.supporters import AddSupporter
from app.domain.plans.commands.templates import (
    ApplyPlanTemplate,
    ChangePlanTemplate,
    CreatePlanTemplate,
    PlanTemplateFilters,
)
from app.domain.plans.states import MilestoneKind

__all__ = [
    "AddDependency",
    "AddEvidence",
    "AddGoal",
    "AddMilestone",
    "AddResource",
    "AddSupporter",
    "AdjustGoal",
    "AgreeToDeadline",
    "AlignGoal",
    "ApplyPlanTemplate",
    "AskForHelp",
    "BlockMilestone",
    "ChangeGoal",
    "ChangeMilestone",
    "ChangePlanTemplate",
    "ChangeResource",
    "ClosePlan",
    "CreatePlan",
    "CreatePlanTemplate",
    "DeadlinesMoved",
    "DeclineMilestone",
    "EvidenceFilters",
    "GoalFilters",
    "GoalGap",
    "Handover",
    "HelpFilters",
    "MilestoneFilters",
    "MilestoneKind",
    "MilestoneOrder",
    "MoveDeadline",
    "MoveDeadlines",
    "OfferDeclined",
    "OfferHelp",
    "OfferMilestone",
    "OwnersNeeded",
    "PlanFilters",
    "PlanTemplateFilters",
    "ReachMilestone",
    "ReassignMilestones",
    "ReassignOutcome",
    "ReassignedMilestone",
    "Reassignment",
    "ReleaseGoal",
    "RequestPlanChanges",
    "ResolveHelp",
    "ReviewFilters",
    "ReviewPlan",
    "SetGoalCompetencies",
    "Unchanged",
    "WaiveMilestone",
]
