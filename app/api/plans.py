"""Plans, goals and milestones over REST."""

from app.api.route import Route, delete, get, patch, post
from app.domain.plans import service

routes: list[Route] = [
    get("/plans", service.list_plans),
    post("/plans", service.create_plan),
    get("/plans/{plan_id}", service.get_plan),
    post("/plans/{plan_id}/propose", service.propose_plan),
    post("/plans/{plan_id}/request-changes", service.request_plan_changes),
    post("/plans/{plan_id}/agree", service.agree_to_plan),
    post("/plans/{plan_id}/start-review", service.start_plan_review),
    get("/plans/{plan_id}/reviews", service.list_reviews),
    post("/plans/{plan_id}/reviews", service.review_plan),
    get("/plan-reviews/{review_id}", service.get_review),
    get("/plans/{plan_id}/sequence", service.list_plan_sequence),
    post("/plans/{plan_id}/goals", service.add_goal),
    post("/plans/{plan_id}/milestones", service.add_milestone),
    get("/goals/{goal_id}", service.get_goal),
    get("/milestones", service.list_milestones),
    get("/milestones/{milestone_id}", service.get_milestone),
    patch("/milestones/{milestone_id}", service.change_milestone),
    post("/milestones/{milestone_id}/start", service.start_milestone),
    post("/milestones/{milestone_id}/reach", service.reach_milestone),
    post("/milestones/{milestone_id}/dependencies", service.add_dependency),
    delete("/milestones/{milestone_id}/dependencies/{depends_on_id}", service.remove_dependency),
    post("/milestones/{milestone_id}/resources", service.add_resource),
    get("/milestone-resources/{resource_id}", service.get_resource),
    patch("/milestone-resources/{resource_id}", service.change_resource),
    delete("/milestone-resources/{resource_id}", service.remove_resource),
    post("/milestone-resources/{resource_id}/approve", service.approve_resource),
    get("/milestones/{milestone_id}/evidence", service.list_evidence),
    post("/milestones/{milestone_id}/evidence", service.add_evidence),
    get("/evidence/{evidence_id}", service.get_evidence),
    delete("/evidence/{evidence_id}", service.withdraw_evidence),
]
