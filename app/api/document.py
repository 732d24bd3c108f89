"""The OpenAPI document: what FastAPI makes of the routes, and what it cannot know."""

import json
import warnings
from functools import cache
from typing import Any, Final

from fastapi.openapi.utils import get_openapi
from pydantic.alias_generators import to_camel
from pydantic.warnings import UnsupportedFieldAttributeWarning
from starlette.requests import Request
from starlette.responses import Response

from app.api import fixed, webhook_document
from app.api.answers import RATE_LIMIT
from app.api.case import described as case_described
from app.api.describe import Problem, described
from app.api.install import routes
from app.domain.actor import GRANTABLE
from app.domain.example import example
from app.domain.view import View
from app.door.late import Late

PATH: Final = "/openapi.json"
TITLE: Final = "Career Conversations"
VERSION: Final = "0.1.0"
DESCRIPTION: Final = """\
Career conversations that are regular, safe and followed through: conversations, notes with a
known audience, plans, and milestones with one owner and one deadline.

Every path takes `Authorization: Bearer`; `x-scope` says which scope. Errors are
`application/problem+json` (RFC 9457). Lists are `{"data": [...], "nextCursor": ...}`.

Every person and every API client has a budget of requests for each minute, and a tighter one for
what is `x-sensitive`. `RateLimit` says what is left of it; beyond it there is a 429.
"""


HEADERS: Final = {
    "X-Request-Id": ("The request, as our logs know it; yours, if it is 8 to 64 letters.", []),
    "WWW-Authenticate": ("What token is needed (RFC 6750, RFC 9728).", ["401", "403"]),
    "Retry-After": ("Seconds to wait before asking again.", ["429", "503"]),
    "RateLimit-Policy": ('Your budgets: `"person";q=600;w=60` is 600 requests in 60 seconds.', []),
    "RateLimit": ('What is left: `"person";r=599;t=42` is 599 for the next 42 seconds.', []),
    "ETag": ("The version of this, for `If-Match` and `If-None-Match`.", []),
    "Location": ("Where what was made can be read.", []),
    "Link": ('Where the next page is: `rel="next"` (RFC 8288).', []),
}
"""Their descriptions, and the statuses that always come with them."""


async def answer(_: Request) -> Response:
    """The document. Who asks first waits for some seconds; nobody else waits with them."""
    return Response(await _TEXT.get(), media_type="application/json")


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    made = _as_fastapi_has_it()
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _problem()
    schemas[case_described.STATUS] = case_described.status_info()
    pointed_to = webhook_document.components()
    schemas |= pointed_to.pop("schemas")
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    _show_relations(schemas)
    made["components"]["headers"] = {
        name: {"description": text, "schema": {"type": "string"}}
        for name, (text, _) in HEADERS.items()
    }
    made["components"] |= pointed_to
    made["components"]["securitySchemes"] = _security()
    for path in made["paths"].values():
        for operation in path.values():
            _complete(operation, schemas)
    made["paths"] |= fixed.paths()
    made["webhooks"] = webhook_document.webhooks()
    return made


def _as_fastapi_has_it() -> dict[str, Any]:
    with warnings.catch_warnings():
        # FastAPI names each body by an alias, of which Pydantic warns that it does nothing there.
        # FastAPI silences that while it hands a body over; ours are only built in here.
        warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)
        return get_openapi(
            title=TITLE,
            version=VERSION,
            openapi_version="3.1.0",
            description=DESCRIPTION,
            routes=described(routes()),
            tags=[{"name": name, "description": text} for name, text in TAGS.items()],
        )


def _text() -> bytes:
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()


_TEXT: Final = Late(_text)


TAGS: Final = {
    "people": "Who works here and who reports to whom, as the HRIS says.",
    "competencies": "What people grow in.",
    "role_profiles": "What roles ask of people, where one can go from them, and who has which.",
    "objectives": "What the organisation and its teams want; goals of people align with it.",
    "reflections": "What people write for themselves, which nobody else reads; and what those who "
    "lead share of what they learned.",
    "plans": "Plans, goals and milestones.",
    "gaps": "How far somebody is from what roles require, and what brings them nearer.",
    "learning_records": "What learning systems reported of people, and what became of it.",
    "assessments": "How far somebody is, in whose eyes, and who sees it.",
    "conversation_templates": "The questions that conversations go by, in several languages.",
    "conversations": "Conversations, preparations and notes.",
    "coverage": "How regularly people meet; never what was said.",
    "work": "What waits for you.",
    "search": "What you may read, found by words.",
    "webhooks": "Who is told about events.",
    "audit": "Who did or read what of whom.",
    "access": "Machines that may come in: API clients, their secrets and keys.",
    "calendars": "What calendar programs show.",
    "issuers": "Whose tokens count besides our own.",
    "Access": "Tokens, and where they come from.",
    "SCIM": "The door of directories.",
    "xAPI": "What learning systems report, in the words of xAPI.",
    "CASE": "Competency frameworks in the words of CASE 1.1, for whoever speaks it.",
    "trusted_documents": "Operations of GraphQL that are executed by their ids.",
    "GraphQL": "The other door to the same use cases.",
    "Operations": "For those who run it.",
    "Reference": "Pages that answers point to.",
    "Webhooks": f"The events that are sent. {webhook_document.RETRIES}",
}


def _security() -> dict[str, Any]:
    scopes = {scope.value: scope.value for scope in sorted(GRANTABLE)}
    flow = {"tokenUrl": "/oauth2/token", "scopes": scopes}
    return {
        "bearer": {"type": "oauth2", "flows": {"clientCredentials": flow}},
        "client": {"type": "http", "scheme": "basic", "description": "Id and secret of a client."},
    }


def _show_relations(schemas: dict[str, Any]) -> None:
    """Every relation of a view is a field that is there if `expand` names it."""
    for view in View.catalogue.values():
        if view.__name__ not in schemas:  # no route answers with it by itself
            made = view.model_json_schema(
                by_alias=True, mode="serialization", ref_template="#/components/schemas/{model}"
            )
            schemas.update(made.pop("$defs", {}))
            schemas[view.__name__] = made
    for view in View.catalogue.values():
        shown = schemas[view.__name__]
        for name, relation in view.relations.items():
            other = {"$ref": f"#/components/schemas/{relation.view.__name__}"}
            kind: dict[str, Any] = (
                {"type": "array", "items": other}
                if relation.many
                else {"anyOf": [other, {"type": "null"}]}
            )
            about = {"description": f"With `expand`: {relation.description}", "x-expanded": True}
            shown["properties"][to_camel(name)] = kind | about


def _complete(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """What FastAPI cannot know of one operation: examples, headers, parameters without null."""
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _without_null(parameter["schema"])
        if parameter["schema"].get("type") == "array":
            parameter |= {"style": "form", "explode": False}  # with commas in between
        if parameter["in"] == "path":
            parameter["example"] = example(parameter["schema"], schemas, whole=True)
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["schema"] = _without_null(content["schema"])
        if "example" not in content:
            content["example"] = example(content["schema"], schemas, whole=False)
    for status, answer in operation["responses"].items():
        for content in answer.get("content", {}).values():
            if not content["schema"].get("$ref", "").endswith("/Problem"):
                content["example"] = example(content["schema"], schemas, whole=True)
        answer["headers"] = {
            name: {"$ref": f"#/components/headers/{name}"}
            for name, (_, statuses) in HEADERS.items()
            if name == "X-Request-Id"
            or status in statuses
            or (name in RATE_LIMIT and status != "401")
        } | answer.get("headers", {})


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What is absent is left out; there is no way to write null outside of JSON."""
    if "anyOf" not in schema:
        return schema
    [real] = [one for one in schema["anyOf"] if one != {"type": "null"}]
    kept: dict[str, Any] = real | {name: value for name, value in schema.items() if name != "anyOf"}
    return kept


def _problem() -> dict[str, Any]:
    schema = Problem.model_json_schema()
    fault = schema.pop("$defs")["ProblemFault"]
    schema["properties"]["errors"]["items"] = fault
    return schema
