"""Plans, goals and milestones in the graph."""

from app.domain.plans import service

queries = {
    "plan": service.get_plan,
    "plans": service.list_plans,
    "goal": service.get_goal,
    "milestone": service.get_milestone,
    "milestones": service.list_milestones,
    "help": service.get_help,
    "help_of_milestone": service.list_help,
}
mutations = [
    service.create_plan,
    service.propose_plan,
    service.request_plan_changes,
    service.agree_to_plan,
    service.add_goal,
    service.add_milestone,
    service.change_milestone,
    service.start_milestone,
    service.reach_milestone,
    service.offer_milestone,
    service.accept_milestone,
    service.decline_milestone,
    service.withdraw_milestone_offer,
    service.reassign_milestones,
    service.add_milestone_supporter,
    service.remove_milestone_supporter,
    service.ask_for_help,
    service.offer_help,
    service.resolve_help,
]
