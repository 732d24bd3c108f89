"""What you can do with plans. One function, one transaction, one scope; one file for each noun."""

from app.domain.plans.service.goals import add_goal, get_goal, list_goals
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

__all__ = [
    "add_goal",
    "add_milestone",
    "agree_step",
    "agree_to_plan",
    "change_milestone",
    "create_plan",
    "get_goal",
    "get_milestone",
    "get_plan",
    "list_goals",
    "list_milestones",
    "list_plans",
    "propose_plan",
    "reach_milestone",
    "request_plan_changes",
    "start_milestone",
]
