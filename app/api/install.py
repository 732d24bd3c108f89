"""Puts the tables of routes, and what belongs to no feature, into an application."""

from functools import partial
from typing import Any, Final

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from app.api import competencies, conversations, oauth, people, plans, webhooks
from app.api.describe import operation
from app.api.health import live, metrics, ready
from app.api.reference import error_page, event_schema
from app.api.route import Handler, Route
from app.domain.errors import DomainError, NotFound
from app.domain.use_case import Query, Role
from app.domain.view import View

FEATURES: Final = (people, competencies, plans, conversations, webhooks)


class MethodNotAllowed(DomainError):
    """This resource does not do that. `Allow` lists what it does."""

    code = "method_not_allowed"
    status = 405


def routes() -> list[Route]:
    return [route for feature in FEATURES for route in feature.routes]


def install(app: FastAPI, base_url: str) -> None:
    places = {
        route.use_case.returns: route.full_path.rpartition("/")[0]
        for route in routes()
        if isinstance(route.use_case, Query)
        and not route.use_case.paged
        and any(one.role is Role.ID for one in route.use_case.parameters)
    }

    def locate(view: type[View]) -> str | None:
        return places.get(view)

    for route in routes():
        app.router.add_api_route(**operation(route))
        app.router.routes[-1].app = Handler(route, locate)  # type: ignore[attr-defined]
    _fixed(app, base_url)
    app.add_exception_handler(HTTPException, _framework_refusal)  # type: ignore[arg-type]


def _fixed(app: FastAPI, base_url: str) -> None:
    app.add_route("/oauth2/token", oauth.token, methods=["POST"])
    for path, body in (
        ("/.well-known/oauth-authorization-server", oauth.metadata(base_url)),
        ("/.well-known/oauth-protected-resource", oauth.protected_resource(base_url)),
    ):
        app.add_route(path, partial(_document, body))
    app.add_route("/.well-known/jwks.json", _keys)
    app.add_route("/health/live", live)
    app.add_route("/health/ready", ready)
    app.add_route("/metrics", metrics)
    app.add_route("/problems/{code}", error_page)
    app.add_route("/schemas/events/{name}/{revision}.json", event_schema)


async def _document(body: dict[str, Any], _: Request) -> Response:
    return JSONResponse(body, headers={"cache-control": "public, max-age=300"})


async def _keys(request: Request) -> Response:
    return JSONResponse(
        request.app.state.issuer.keyring.public_jwks(),
        headers={"cache-control": "public, max-age=300"},
    )


async def _framework_refusal(request: Request, error: HTTPException) -> Response:
    """What Starlette refuses by itself is refused in our words, by `Entry`."""
    if error.status_code == MethodNotAllowed.status:
        raise MethodNotAllowed(allow=", ".join(_methods(request)))
    raise NotFound(detail="There is nothing at this address.")


def _methods(request: Request) -> list[str]:
    """Every method that some route at this path answers."""
    found: set[str] = set()
    for route in request.app.router.routes:
        match, _ = route.matches(request.scope)
        if match is not Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return sorted(found)
