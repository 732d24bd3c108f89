"""Plans, goals and milestones: their tables, and the rules between their states.

A method that changes state returns the events that say so; the use case records
them. Nothing here reads the clock, the database, or the actor. One file for each noun.
"""

from app.domain.plans.models.deadline import DeadlineChange
from app.domain.plans.models.dependency import MilestoneDependency, way
from app.domain.plans.models.evidence import Evidence
from app.domain.plans.models.goal import Goal
from app.domain.plans.models.help import Help
from app.domain.plans.models.links import GoalCompetency, GoalObjective
from app.domain.plans.models.measure import PlanMeasure
from app.domain.plans.models.milestone import DONE, Milestone
from app.domain.plans.models.owner_change import OwnerChange
from app.domain.plans.models.ownership import Standing
from app.domain.plans.models.plan import Plan
from app.domain.plans.models.resource import MilestoneResource
from app.domain.plans.models.review import Review
from app.domain.plans.models.supporter import MilestoneSupporter
from app.domain.plans.models.template import OwnerRole, PlanTemplate
from app.domain.plans.states import (
    OPEN,
    EvidenceKind,
    GoalStatus,
    HelpStatus,
    Horizon,
    MilestoneKind,
    MilestoneStatus,
    OwnerChangeStatus,
    OwnerStatus,
    PlanStatus,
    ResourceKind,
    SupporterRole,
)

__all__ = [
    "DONE",
    "OPEN",
    "DeadlineChange",
    "Evidence",
    "EvidenceKind",
    "Goal",
    "GoalCompetency",
    "GoalObjective",
    "GoalStatus",
    "Help",
    "HelpStatus",
    "Horizon",
    "Milestone",
    "MilestoneDependency",
    "MilestoneKind",
    "MilestoneResource",
    "MilestoneStatus",
    "MilestoneSupporter",
    "OwnerChange",
    "OwnerChangeStatus",
    "OwnerRole",
    "OwnerStatus",
    "Plan",
    "PlanMeasure",
    "PlanStatus",
    "PlanTemplate",
    "ResourceKind",
    "Review",
    "Standing",
    "SupporterRole",
    "way",
]
