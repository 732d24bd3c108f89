"""What you can do with plans. One function, one transaction, one scope; one file for each noun."""

from app.domain.plans.service.dependencies import (
    add_dependency,
    list_plan_sequence,
    remove_dependency,
)
from app.domain.plans.service.goals import add_goal, get_goal
from app.domain.plans.service.milestones import (
    add_milestone,
    agree_step,
    change_milestone,
    get_milestone,
    list_milestones,
    reach_milestone,
    start_milestone,
)
from app.domain.plans.service.plans import (
    agree_to_plan,
    create_plan,
    get_plan,
    list_plans,
    propose_plan,
    request_plan_changes,
)
from app.domain.plans.service.reviews import (
    get_review,
    list_reviews,
    review_plan,
    start_plan_review,
)
from app.domain.plans.service.steps import (
    add_evidence,
    add_resource,
    approve_resource,
    change_resource,
    get_evidence,
    get_resource,
    list_evidence,
    remove_resource,
    withdraw_evidence,
)

__all__ = [
    "add_dependency",
    "add_evidence",
    "add_goal",
    "add_milestone",
    "add_resource",
    "agree_step",
    "agree_to_plan",
    "approve_resource",
    "change_milestone",
    "change_resource",
    "create_plan",
    "get_evidence",
    "get_goal",
    "get_milestone",
    "get_plan",
    "get_resource",
    "get_review",
    "list_evidence",
    "list_milestones",
    "list_plan_sequence",
    "list_plans",
    "list_reviews",
    "propose_plan",
    "reach_milestone",
    "remove_dependency",
    "remove_resource",
    "request_plan_changes",
    "review_plan",
    "start_milestone",
    "start_plan_review",
    "withdraw_evidence",
]
