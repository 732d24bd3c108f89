"""Reflections over REST."""

from app.api.route import Route, delete, get, patch, post, put
from app.domain.reflections import service

routes: list[Route] = [
    get("/reflections", service.list_reflections),
    post("/reflections", service.write_reflection),
    get("/reflections/{reflection_id}", service.get_reflection),
    patch("/reflections/{reflection_id}", service.change_reflection),
    delete("/reflections/{reflection_id}", service.delete_reflection),
    get("/learning-moments", service.list_learning_moments),
    post("/learning-moments", service.write_learning_moment),
    get("/learning-moments/{learning_moment_id}", service.get_learning_moment),
    patch("/learning-moments/{learning_moment_id}", service.change_learning_moment),
    delete("/learning-moments/{learning_moment_id}", service.delete_learning_moment),
    post("/learning-moments/{learning_moment_id}/publish", service.publish_learning_moment),
    post("/learning-moments/{learning_moment_id}/withdraw", service.withdraw_learning_moment),
    get("/reflection-rhythm", service.get_reflection_rhythm),
    put("/reflection-rhythm", service.set_reflection_rhythm),
    get("/reflection-prompt", service.get_reflection_prompt),
    post("/reflection-prompt/skip", service.skip_reflection_prompt),
    post("/reflection-prompt/snooze", service.snooze_reflection_prompt),
]
