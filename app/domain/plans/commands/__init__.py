"""What can be asked of plans. One file for each noun."""

from app.domain.plans.commands.goals import AddGoal
from app.domain.plans.commands.help import AskForHelp, HelpFilters, OfferHelp, ResolveHelp
from app.domain.plans.commands.milestones import (
    AddMilestone,
    ChangeMilestone,
    MilestoneFilters,
    MilestoneOrder,
    ReachMilestone,
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
from app.domain.plans.commands.plans import CreatePlan, PlanFilters, RequestPlanChanges
from app.domain.plans.commands.supporters import AddSupporter, SupporterRemoved
from app.domain.plans.states import MilestoneKind

__all__ = [
    "AddGoal",
    "AddMilestone",
    "AddSupporter",
    "AskForHelp",
    "ChangeMilestone",
    "CreatePlan",
    "DeclineMilestone",
    "Handover",
    "HelpFilters",
    "MilestoneFilters",
    "MilestoneKind",
    "MilestoneOrder",
    "OfferDeclined",
    "OfferHelp",
    "OfferMilestone",
    "OwnersNeeded",
    "PlanFilters",
    "ReachMilestone",
    "ReassignMilestones",
    "ReassignOutcome",
    "ReassignedMilestone",
    "Reassignment",
    "RequestPlanChanges",
    "ResolveHelp",
    "SupporterRemoved",
    "Unchanged",
]
