"""Puts the tables of routes, and what belongs to no feature, into an application."""

import re
from functools import cache, partial
from typing import Any, Final

from fastapi import FastAPI
from starlette import routing
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.api import (
    access,
    assessments,
    audit,
    calendar_feed,
    calendars,
    case,
    catalog,
    competencies,
    conversation_templates,
    conversations,
    coverage,
    gaps,
    issuers,
    learning_records,
    model_export,
    model_file,
    oauth,
    objectives,
    people,
    plans,
    reflections,
    role_profiles,
    search,
    trusted_documents,
    webhooks,
    work,
    xapi,
)
from app.api.health import live, metrics, ready
from app.api.reference import envelope_form, error_page, event_schema, model_schema
from app.api.route import Handler, Route
from app.domain.errors import NotFound
from app.domain.use_case import Query
from app.domain.webhooks.envelope import SCHEMA_PATH
from app.door.errors import MethodNotAllowed

FEATURES: Final = (
    people,
    competencies,
    role_profiles,
    objectives,
    reflections,
    plans,
    assessments,
    gaps,
    learning_records,
    conversation_templates,
    conversations,
    coverage,
    work,
    webhooks,
    access,
    issuers,
    trusted_documents,
    audit,
    calendars,
    search,
)


PLACEHOLDER: Final = re.compile(r"\{\w+\}")


def routes() -> list[Route]:
    return [route for feature in FEATURES for route in feature.routes]


def install(app: FastAPI, base_url: str) -> None:
    app.router.routes.extend(_served())
    _fixed(app, base_url)
    app.add_exception_handler(HTTPException, _framework_refusal)  # type: ignore[arg-type]


@cache
def _served() -> tuple[routing.Route, ...]:
    """The routes with their handlers. FastAPI has not looked at them: it would take a second to
    find out what nobody asks before they want the document (`describe.py`).
    """
    return tuple(map(_serving, routes()))


def _serving(route: Route) -> routing.Route:
    handler = Handler(route, place_of(route))
    made = routing.Route(route.full_path, handler, name=route.use_case.name)
    made.methods = {route.method}  # Starlette adds a HEAD of its own; ours is a GET by then
    return made


def place_of(route: Route) -> str | None:
    """The path at which one can read what a route makes or changes, with `{}` for its id: below
    the route itself, or else where one of its view is read.
    """
    readable = _readable()
    below = f"{route.full_path}/{{}}"
    if below in readable:
        return below
    returned = route.use_case.returns
    return next((path for path, view in readable.items() if view is returned), None)


@cache
def _readable() -> dict[str, Any]:
    """By path, with `{}` for ids: the view of what can be read there."""
    return {
        PLACEHOLDER.sub("{}", one.full_path): one.use_case.returns
        for one in routes()
        if isinstance(one.use_case, Query) and not one.use_case.paged and one.use_case.ids
    }


def _fixed(app: FastAPI, base_url: str) -> None:
    app.add_route(oauth.ENDPOINT, oauth.token, methods=["POST"])
    for path, body in (
        ("/.well-known/oauth-authorization-server", oauth.metadata(base_url)),
        ("/.well-known/oauth-protected-resource", oauth.protected_resource(base_url)),
    ):
        app.add_route(path, partial(_document, body))
    app.add_route("/.well-known/jwks.json", _keys)
    app.add_route("/.well-known/api-catalog", partial(catalog.answer, base_url))
    app.add_route(calendar_feed.PATH, calendar_feed.answer, methods=["GET"])
    app.add_route(model_file.PATH, model_file.answer, methods=["POST"])
    app.add_route(model_export.PATH, model_export.answer, methods=["GET"])
    for path, answer in case.ANSWERS.items():
        app.add_route(path, answer, methods=["GET"])
    for path, methods, answer in xapi.ANSWERS:
        app.add_route(path, answer, methods=methods)
    app.add_route("/health/live", live)
    app.add_route("/health/ready", ready)
    app.add_route("/metrics", metrics)
    app.add_route("/problems/{code}", error_page)
    app.add_route(SCHEMA_PATH, envelope_form)
    app.add_route("/schemas/events/{name}/{revision}.json", event_schema)
    app.add_route("/schemas/competency-model.json", model_schema)


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
        allowed = _methods(request)
        allowed |= {"HEAD"} if "GET" in allowed else set()
        # Below a mount, only what is mounted there knows.
        known = ", ".join(sorted(allowed)) or (error.headers or {}).get("Allow", "")
        raise MethodNotAllowed(allow=known)
    raise NotFound(detail="There is nothing at this address.")


def _methods(request: Request) -> set[str]:
    """Every method that some route at this path answers."""
    found: set[str] = set()
    for route in request.app.router.routes:
        match, _ = route.matches(request.scope)
        if match is not routing.Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return found
