"""Work over REST."""

from app.api.route import Route, get
from app.domain.work import service

routes: list[Route] = [get("/work", service.list_work)]
