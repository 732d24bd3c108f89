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
    post("/plans/{plan_id}/goals", service.add_goal),
    post("/plans/{plan_id}/milestones", service.add_milestone),
    get("/goals/{goal_id}", service.get_goal),
    get("/milestones", service.list_milestones),
    get("/milestones/{milestone_id}", service.get_milestone),
    patch("/milestones/{milestone_id}", service.change_milestone),
    post("/milestones/{milestone_id}/start", service.start_milestone),
    post("/milestones/{milestone_id}/reach", service.reach_milestone),
    post("/milestones/{milestone_id}/offer", service.offer_milestone),
    post("/milestones/{milestone_id}/accept", service.accept_milestone),
    post("/milestones/{milestone_id}/decline", service.decline_milestone),
    post("/milestones/{milestone_id}/withdraw-offer", service.withdraw_milestone_offer),
    post("/people/{person_id}/milestones:reassign", service.reassign_milestones),
    post("/milestones/{milestone_id}/supporters", service.add_milestone_supporter),
    delete(
        "/milestones/{milestone_id}/supporters/{supporter_id}", service.remove_milestone_supporter
    ),
    get("/milestones/{milestone_id}/help", service.list_help),
    post("/milestones/{milestone_id}/help", service.ask_for_help),
    post("/milestones/{milestone_id}/help-offers", service.offer_help),
    get("/help/{help_id}", service.get_help),
    post("/help/{help_id}/resolve", service.resolve_help),
]
