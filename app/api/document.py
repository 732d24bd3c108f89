"""The OpenAPI document: what FastAPI makes of the routes, and what it cannot know."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.describe import Problem
from app.domain.actor import GRANTABLE
from app.domain.event import Event

DESCRIPTION = """\
Career conversations that are regular, safe and followed through: conversations, notes with a
known audience, plans, and milestones with one owner and one deadline.

Every path takes `Authorization: Bearer`; `x-scope` says which scope. Errors are
`application/problem+json` (RFC 9457). Lists are `{"data": [...], "nextCursor": ...}`.
"""


def document(app: FastAPI) -> dict[str, Any]:
    """OpenAPI 3.1, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            openapi_version="3.1.0",
            description=DESCRIPTION,
            routes=app.routes,
            tags=[{"name": name} for name in _tags(app)],
        )
        components = made.setdefault("components", {})
        components.setdefault("schemas", {})["Problem"] = _problem()
        components["securitySchemes"] = {
            "bearer": {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {
                        "tokenUrl": "/oauth2/token",
                        "scopes": {scope.value: scope.value for scope in sorted(GRANTABLE)},
                    }
                },
            }
        }
        made["webhooks"] = _webhooks()
        for path in made["paths"].values():
            for operation in path.values():
                _drop_unused_422(operation)
        app.openapi_schema = made
    return app.openapi_schema


def _tags(app: FastAPI) -> list[str]:
    found = {tag: None for route in app.routes for tag in getattr(route, "tags", ())}
    return [*map(str, found), "Webhooks"]


def _problem() -> dict[str, Any]:
    schema = Problem.model_json_schema()
    fault = schema.pop("$defs")["ProblemFault"]
    schema["properties"]["errors"]["items"] = fault
    return schema


def _drop_unused_422(operation: dict[str, Any]) -> None:
    """FastAPI adds its own validation error, which is never what is answered."""
    answer = operation["responses"].get("422")
    if answer and "HTTPValidationError" in str(answer):
        operation["responses"].pop("422")


def _webhooks() -> dict[str, Any]:
    return {
        name: {
            "post": {
                "operationId": "on"
                + "".join(p.capitalize() for p in name.replace("_", ".").split(".")),
                "summary": kind.explanation(),
                "tags": ["Webhooks"],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["id", "type", "subject", "sequence", "data"],
                                "properties": {
                                    "specversion": {"const": "1.0"},
                                    "id": {"type": "string", "format": "uuid"},
                                    "source": {"type": "string", "format": "uri"},
                                    "type": {"const": kind.name},
                                    "subject": {"type": "string", "format": "uuid"},
                                    "time": {"type": "string", "format": "date-time"},
                                    "timestamp": {"type": "string", "format": "date-time"},
                                    "datacontenttype": {"const": "application/json"},
                                    "dataschema": {"type": "string", "format": "uri"},
                                    "sequence": {"type": "string"},
                                    "tenantid": {"type": "string", "format": "uuid"},
                                    "data": kind.model_json_schema(
                                        by_alias=True, mode="serialization"
                                    ),
                                },
                            }
                        }
                    }
                },
                "responses": {"2XX": {"description": "Taken. Anything else is tried again."}},
            }
        }
        for kind in Event.catalogue.values()
        for name in [kind.name]
    }
