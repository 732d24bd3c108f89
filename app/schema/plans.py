"""Plans, goals and milestones in the graph."""

from app.domain.plans import service

queries = {
    "plan": service.get_plan,
    "plans": service.list_plans,
    "goal": service.get_goal,
    "milestone": service.get_milestone,
    "milestones": service.list_milestones,
    "deadline_change": service.get_deadline_change,
}
mutations = [
    service.create_plan,
    service.propose_plan,
    service.request_plan_changes,
    service.agree_to_plan,
    service.complete_plan,
    service.close_plan,
    service.reopen_plan,
    service.add_goal,
    service.start_goal,
    service.achieve_goal,
    service.adjust_goal,
    service.release_goal,
    service.reopen_goal,
    service.change_goal,
    service.align_goal,
    service.unalign_goal,
    service.set_goal_competencies,
    service.add_milestone,
    service.change_milestone,
    service.move_deadline,
    service.move_deadlines,
    service.agree_to_deadline,
    service.start_milestone,
    service.reach_milestone,
    service.waive_milestone,
    service.reopen_milestone,
    service.delete_milestone,
]
