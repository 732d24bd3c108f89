"""Plans, goals and milestones: their tables, and the rules between their states.

A method that changes state returns the events that say so; the use case records
them. Nothing here reads the clock, the database, or the actor. One file for each noun.
"""

from app.domain.plans.models.dependency import MilestoneDependency, way
from app.domain.plans.models.evidence import Evidence
from app.domain.plans.models.goal import Goal
from app.domain.plans.models.milestone import DONE, Milestone
from app.domain.plans.models.plan import Plan
from app.domain.plans.models.resource import MilestoneResource
from app.domain.plans.models.review import Review
from app.domain.plans.states import (
    OPEN,
    EvidenceKind,
    GoalStatus,
    Horizon,
    MilestoneKind,
    MilestoneStatus,
    OwnerStatus,
    PlanStatus,
    ResourceKind,
)

__all__ = [
    "DONE",
    "OPEN",
    "Evidence",
    "EvidenceKind",
    "Goal",
    "GoalStatus",
    "Horizon",
    "Milestone",
    "MilestoneDependency",
    "MilestoneKind",
    "MilestoneResource",
    "MilestoneStatus",
    "OwnerStatus",
    "Plan",
    "PlanStatus",
    "ResourceKind",
    "Review",
    "way",
]
