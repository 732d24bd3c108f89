"""Objectives over REST."""

from app.api.route import Route, get, patch, post, put
from app.domain.objectives import service

routes: list[Route] = [
    get("/objectives", service.list_objectives),
    post("/objectives", service.create_objective),
    put("/objectives/by-external-id/{external_id}", service.put_objective),
    get("/objectives/{objective_id}", service.get_objective),
    patch("/objectives/{objective_id}", service.change_objective),
    post("/objectives/{objective_id}/achieve", service.achieve_objective),
    post("/objectives/{objective_id}/release", service.release_objective),
    post("/objectives/{objective_id}/reopen", service.reopen_objective),
]
