"""Trusted issuers over REST."""

from app.api.route import Route, get
from app.domain.issuers import service

routes: list[Route] = [get("/trusted-issuers", service.list_trusted_issuers)]
