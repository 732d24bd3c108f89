"""Plans, goals and milestones in the graph."""

from app.domain.plans import service

queries = {
    "plan": service.get_plan,
    "plans": service.list_plans,
    "goal": service.get_goal,
    "milestone": service.get_milestone,
    "milestones": service.list_milestones,
    "plan_template": service.get_plan_template,
    "plan_templates": service.list_plan_templates,
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
    service.create_plan_template,
    service.change_plan_template,
    service.retire_plan_template,
    service.apply_plan_template,
]
