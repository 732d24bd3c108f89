"""What you can do with plans. One function, one transaction, one scope; one file for each noun."""

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
from app.domain.plans.service.templates import (
    apply_plan_template,
    change_plan_template,
    create_plan_template,
    get_plan_template,
    list_plan_templates,
    retire_plan_template,
)

__all__ = [
    "add_goal",
    "add_milestone",
    "agree_step",
    "agree_to_plan",
    "apply_plan_template",
    "change_milestone",
    "change_plan_template",
    "create_plan",
    "create_plan_template",
    "get_goal",
    "get_milestone",
    "get_plan",
    "get_plan_template",
    "list_milestones",
    "list_plan_templates",
    "list_plans",
    "propose_plan",
    "reach_milestone",
    "request_plan_changes",
    "retire_plan_template",
    "start_milestone",
]
