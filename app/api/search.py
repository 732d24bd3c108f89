"""Search over REST."""

from app.api.route import Route, get
from app.domain.search import service

routes: list[Route] = [get("/search", service.search)]
