"""Plans, goals and milestones in the graph."""

from app.domain.plans import service

queries = {
    "plan": service.get_plan,
    "plans": service.list_plans,
    "goals": service.list_goals,
    "goal": service.get_goal,
    "milestone": service.get_milestone,
    "milestones": service.list_milestones,
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
]
