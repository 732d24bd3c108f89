"""Plans, goals and milestones over REST."""

from app.api.route import Route, get, patch, post
from app.domain.plans import service

routes: list[Route] = [
    get("/plans", service.list_plans),
    post("/plans", service.create_plan),
    get("/plans/{plan_id}", service.get_plan),
    post("/plans/{plan_id}/propose", service.propose_plan),
    post("/plans/{plan_id}/request-changes", service.request_plan_changes),
    post("/plans/{plan_id}/agree", service.agree_to_plan),
    post("/plans/{plan_id}/goals", service.add_goal),
    post("/plans/{plan_id}/milestones", service.add_milestone),
    get("/goals", service.list_goals),
    get("/goals/{goal_id}", service.get_goal),
    get("/milestones", service.list_milestones),
    get("/milestones/{milestone_id}", service.get_milestone),
    patch("/milestones/{milestone_id}", service.change_milestone),
    post("/milestones/{milestone_id}/start", service.start_milestone),
    post("/milestones/{milestone_id}/reach", service.reach_milestone),
]
