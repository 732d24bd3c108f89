"""What you can do with plans. One function, one transaction, one scope; one file for each noun."""

from app.domain.plans.service.goals import add_goal, get_goal
from app.domain.plans.service.help import (
    ask_for_help,
    get_help,
    list_help,
    offer_help,
    resolve_help,
)
from app.domain.plans.service.milestones import (
    add_milestone,
    agree_step,
    change_milestone,
    get_milestone,
    list_milestones,
    reach_milestone,
    start_milestone,
)
from app.domain.plans.service.owners import (
    accept_milestone,
    decline_milestone,
    offer_milestone,
    tell_owner_needed,
    withdraw_milestone_offer,
)
from app.domain.plans.service.plans import (
    agree_to_plan,
    create_plan,
    get_plan,
    list_plans,
    propose_plan,
    request_plan_changes,
)
from app.domain.plans.service.reassigning import reassign_milestones
from app.domain.plans.service.supporters import (
    add_milestone_supporter,
    remove_milestone_supporter,
)

__all__ = [
    "accept_milestone",
    "add_goal",
    "add_milestone",
    "add_milestone_supporter",
    "agree_step",
    "agree_to_plan",
    "ask_for_help",
    "change_milestone",
    "create_plan",
    "decline_milestone",
    "get_goal",
    "get_help",
    "get_milestone",
    "get_plan",
    "list_help",
    "list_milestones",
    "list_plans",
    "offer_help",
    "offer_milestone",
    "propose_plan",
    "reach_milestone",
    "reassign_milestones",
    "remove_milestone_supporter",
    "request_plan_changes",
    "resolve_help",
    "start_milestone",
    "tell_owner_needed",
    "withdraw_milestone_offer",
]
