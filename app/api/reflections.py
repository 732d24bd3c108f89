"""Reflections over REST."""

from app.api.route import Route, delete, get, patch, post
from app.domain.reflections import service

routes: list[Route] = [
    get("/reflections", service.list_reflections),
    post("/reflections", service.write_reflection),
    get("/reflections/{reflection_id}", service.get_reflection),
    patch("/reflections/{reflection_id}", service.change_reflection),
    delete("/reflections/{reflection_id}", service.delete_reflection),
]
