"""Plans, goals and milestones over REST."""

from app.api.route import Route, delete, get, patch, post, put
from app.domain.plans import service

routes: list[Route] = [
    get("/plans", service.list_plans),
    post("/plans", service.create_plan),
    get("/plans/{plan_id}", service.get_plan),
    post("/plans/{plan_id}/propose", service.propose_plan),
    post("/plans/{plan_id}/request-changes", service.request_plan_changes),
    post("/plans/{plan_id}/agree", service.agree_to_plan),
    post("/plans/{plan_id}/complete", service.complete_plan),
    post("/plans/{plan_id}/close", service.close_plan),
    post("/plans/{plan_id}/reopen", service.reopen_plan),
    post("/plans/{plan_id}/goals", service.add_goal),
    post("/plans/{plan_id}/milestones", service.add_milestone),
    get("/goals/{goal_id}", service.get_goal),
    post("/goals/{goal_id}/start", service.start_goal),
    post("/goals/{goal_id}/achieve", service.achieve_goal),
    post("/goals/{goal_id}/adjust", service.adjust_goal),
    post("/goals/{goal_id}/release", service.release_goal),
    post("/goals/{goal_id}/reopen", service.reopen_goal),
    patch("/goals/{goal_id}", service.change_goal),
    post("/goals/{goal_id}/align", service.align_goal),
    post("/goals/{goal_id}/unalign", service.unalign_goal),
    put("/goals/{goal_id}/competencies", service.set_goal_competencies),
    get("/milestones", service.list_milestones),
    get("/milestones/{milestone_id}", service.get_milestone),
    patch("/milestones/{milestone_id}", service.change_milestone),
    post("/milestones/{milestone_id}/start", service.start_milestone),
    post("/milestones/{milestone_id}/reach", service.reach_milestone),
    post("/milestones/{milestone_id}/waive", service.waive_milestone),
    post("/milestones/{milestone_id}/reopen", service.reopen_milestone),
    delete("/milestones/{milestone_id}", service.delete_milestone),
]
