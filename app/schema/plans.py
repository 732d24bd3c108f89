"""Plans, goals and milestones in the graph."""

from app.domain.plans import service

queries = {
    "plan": service.get_plan,
    "plans": service.list_plans,
    "goal": service.get_goal,
    "milestone": service.get_milestone,
    "milestones": service.list_milestones,
    "plan_sequence": service.list_plan_sequence,
    "plan_review": service.get_review,
    "plan_reviews": service.list_reviews,
    "milestone_resource": service.get_resource,
    "evidence": service.get_evidence,
    "evidence_list": service.list_evidence,
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
    service.start_plan_review,
    service.review_plan,
    service.add_dependency,
    service.remove_dependency,
    service.add_resource,
    service.change_resource,
    service.remove_resource,
    service.approve_resource,
    service.add_evidence,
    service.withdraw_evidence,
]
