"""Pages that our answers point to: what an error means, what an event or a model looks like."""

from html import escape
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from app.domain.competencies.declared.schema import own_format_schema
from app.domain.errors import DomainError, NotFound
from app.domain.event import Event
from app.domain.webhooks.envelope import data_schema, envelope_schema

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{code}</title>
<h1><code>{code}</code></h1><p>{text}</p><p>HTTP status: {status}</p></html>"""

FOR_ANYBODY: Final = {
    "cache-control": "public, max-age=300",
    "access-control-allow-origin": "*",
}
"""Schemas are no secret, and editors may come from any page."""


def errors() -> dict[str, type[DomainError]]:
    """Every kind of refusal, by its code."""
    return {kind.code: kind for kind in DomainError.catalogue() if kind is not DomainError}


async def error_page(request: Request) -> Response:
    kind = errors().get(request.path_params["code"])
    if kind is None:
        raise NotFound
    text = escape(kind.explanation())
    return HTMLResponse(PAGE.format(code=kind.code, text=text, status=kind.status))


async def event_schema(request: Request) -> Response:
    named = f"{request.path_params['name']}.v{request.path_params['revision']}"
    kind = Event.catalogue.get(named)
    if kind is None:
        raise NotFound
    return JSONResponse(data_schema(kind), headers=FOR_ANYBODY)


async def envelope_form(_request: Request) -> Response:
    return JSONResponse(envelope_schema(), headers=FOR_ANYBODY)


async def model_schema(_request: Request) -> Response:
    return JSONResponse(own_format_schema(), headers=FOR_ANYBODY)
