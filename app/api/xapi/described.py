"""What the OpenAPI document says of where learning systems report."""

from typing import Any, Final

from app.api.answers import RATE_LIMIT, headers
from app.domain.actor import Scope
from app.domain.learning_records.commands import MOST_STATEMENTS

JSON: Final = "application/json"
TAG: Final = "xAPI"
SCOPE: Final = Scope.LEARNING_WRITE.value
SAMPLE_ID: Final = "6f1c2a3e-7f0b-4b7e-9d43-0a4f6f3f9b01"
SAMPLE: Final = {
    "actor": {"mbox": "mailto:amina@example.com"},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
    "object": {"id": "https://learning.example.com/courses/42"},
    "result": {"score": {"scaled": 0.92}},
}
ID: Final = {"type": "string", "format": "uuid"}
STATEMENT: Final = {"type": "object", "required": ["actor", "verb", "object"]}
REFUSED: Final = {
    "type": "object",
    "required": ["code", "message", "instance"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
VERSION: Final = {
    "name": "X-Experience-API-Version",
    "in": "header",
    "required": True,
    "description": "1.0.x or 2.0.x. The answer has it, too.",
    "schema": {"type": "string", "pattern": r"^(1|2)\.0(\.[0-9]{1,4})?$"},
    "example": "2.0.0",
}


def paths() -> dict[str, Any]:
    """Path items, by path."""
    return {
        "/xapi/statements": {"post": _post(), "put": _put()},
        "/xapi/about": {"get": _about()},
    }


def _post() -> dict[str, Any]:
    many = {
        "type": "array",
        "items": STATEMENT,
        "minItems": 1,
        "maxItems": MOST_STATEMENTS,
    }
    told = _told("reportStatements", "Report statements", {"anyOf": [STATEMENT, many]})
    told["responses"]["200"] = {
        "description": "Their ids, in their order.",
        "headers": headers(*RATE_LIMIT),
        "content": {JSON: {"schema": {"type": "array", "items": ID}}},
    }
    return told


def _put() -> dict[str, Any]:
    told = _told("reportStatement", "Report a statement under an id", STATEMENT)
    told["parameters"].append(
        {
            "name": "statementId",
            "in": "query",
            "required": True,
            "schema": ID,
            "example": SAMPLE_ID,
        }
    )
    told["responses"]["204"] = {"description": "It is known.", "headers": headers(*RATE_LIMIT)}
    return told


def _told(name: str, summary: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "description": f"{summary} of xAPI 1.0.3 or 2.0. Those of a body are recorded together, or "
        "none. The milestones that name the course and that the person owns go on in a moment; "
        "what became of each statement is read at `/v1/learning-records`. Instead of a token, a "
        "client id and secret do (HTTP Basic).",
        "tags": [TAG],
        "security": [{"bearer": [SCOPE]}, {"client": []}],
        "x-scope": SCOPE,
        "parameters": [VERSION],
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": schema, "example": SAMPLE}},
        },
        "responses": {
            "400": _refused("`statement_invalid`, `xapi_version_unknown` or `malformed`."),
            "401": _refused("`unauthenticated`.", "WWW-Authenticate"),
            "403": _refused("`forbidden` or `insufficient_scope`.", *RATE_LIMIT),
            "409": _refused("`statement_conflict`: the id is that of another one.", *RATE_LIMIT),
            "413": _refused("`too_large`."),
            "415": _refused("`unsupported_media_type` or `unsupported_encoding`."),
            "429": _refused("`rate_limited`.", "Retry-After"),
            "503": _refused("`unavailable`.", "Retry-After"),
        },
    }


def _about() -> dict[str, Any]:
    shown = {"version": ["1.0.3", "2.0.0"], "extensions": {}}
    return {
        "operationId": "readXapiVersions",
        "summary": "Learn which versions of xAPI are spoken",
        "description": "Learn which versions of xAPI are spoken. No token is needed.",
        "tags": [TAG],
        "security": [],
        "responses": {
            "200": {
                "description": "As asked.",
                "content": {JSON: {"schema": {"type": "object"}, "example": shown}},
            }
        },
    }


def _refused(text: str, *names: str) -> dict[str, Any]:
    named = {"headers": headers(*names)} if names else {}
    return {"description": text, **named, "content": {JSON: {"schema": REFUSED}}}
