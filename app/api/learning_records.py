"""Learning records over REST."""

from app.api.route import Route, get, post
from app.domain.learning_records import service

routes: list[Route] = [
    get("/learning-records", service.list_learning_records),
    post("/learning-records", service.record_statements),
    get("/learning-records/{learning_record_id}", service.get_learning_record),
]
