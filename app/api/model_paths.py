"""What the OpenAPI document says of competency models that travel as files."""

from typing import Any, Final

from app.api import model_export, model_file
from app.api.answers import RATE_LIMIT, headers, problem
from app.domain.actor import Scope
from app.domain.competencies.commands import SyncReport
from app.domain.competencies.service.exports import MEDIA_TYPES, ExportFormat

EXAMPLE: Final = """framework: {code: craft, title: Craft}
competencies:
  - {code: COM, name: Communication, statement: Makes oneself understood.}
"""
SYNC: Final = Scope.COMPETENCIES_SYNC.value


def paths() -> dict[str, Any]:
    """Path items, by path."""
    return {
        model_export.PATH: {"get": _export()},
        model_file.PATH: {"post": _sync()},
    }


def _sync() -> dict[str, Any]:
    report = {"$ref": f"#/components/schemas/{SyncReport.__name__}"}
    line = {"type": "string", "description": "JSON in each line."}
    options = model_file.FileOptions.model_json_schema(by_alias=True)
    return {
        "operationId": "syncModelFile",
        "summary": "Have a stored framework say what a file says",
        "description": "The body is the file as it is, up to 256 MiB: our own format in YAML or "
        "JSON, a CASE package, a CSV of OpenSALT, OSMT or ESCO, or a career ladder in JSON, YAML "
        "or Markdown. Otherwise it is `syncCompetencyFramework`. With "
        f"`Accept: {model_file.NDJSON}` the answer says line by line how far it is (`stage`, "
        "`read` bytes of `size`); the last line has the `report`, or the `problem` that refused "
        "it, in which case nothing was changed.",
        "tags": ["competencies"],
        "security": [{"bearer": [SYNC]}],
        "x-scope": SYNC,
        "parameters": [_option(name, one, options) for name, one in _said(options)],
        "requestBody": {
            "required": True,
            "content": {
                "*/*": {"schema": {"type": "string", "format": "binary"}, "example": EXAMPLE}
            },
        },
        "responses": {
            "200": {
                "description": "As the file says, or a plan of how it would be.",
                "headers": headers(*RATE_LIMIT),
                "content": {
                    "application/json": {"schema": report},
                    model_file.NDJSON: {"schema": line},
                },
            },
            "400": problem("`malformed`: there is no file in the body.", *RATE_LIMIT),
            "401": problem("`unauthenticated`.", "WWW-Authenticate"),
            "403": problem("`insufficient_scope`.", "WWW-Authenticate", *RATE_LIMIT),
            "409": problem(
                "`sync_plan_outdated`, `competency_in_use`, `level_in_use` or "
                "`framework_not_in_force`.",
                *RATE_LIMIT,
            ),
            "413": problem("`too_large`.", *RATE_LIMIT),
            "415": problem("`unsupported_encoding`.", *RATE_LIMIT),
            "422": problem("`model_unreadable`: what is wrong, and in which line.", *RATE_LIMIT),
            "429": problem("`rate_limited`.", "Retry-After", *RATE_LIMIT),
            "503": problem("`unavailable`.", "Retry-After", *RATE_LIMIT),
        },
    }


def _said(options: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return list(options["properties"].items())


def _option(name: str, one: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """A parameter: what may be absent has no null in a query string."""
    [kind, *_] = one.get("anyOf", [one])
    if "$ref" in kind:
        kind = options["$defs"][kind["$ref"].rpartition("/")[2]]
    schema = {key: value for key, value in kind.items() if key not in ("title", "description")}
    told = {"description": one["description"]} if "description" in one else {}
    return {"name": name, "in": "query", **told, "schema": schema}


def _export() -> dict[str, Any]:
    kinds: dict[str, Any] = {
        kind.partition(";")[0]: {"schema": {}} for kind in sorted({*MEDIA_TYPES.values()})
    }
    scope = Scope.COMPETENCIES_READ.value
    options = model_export.ExportOptions.model_json_schema(by_alias=True)["properties"]
    formats = [one.value for one in ExportFormat]
    return {
        "operationId": "exportCompetencyFramework",
        "summary": "Have a competency framework as a file",
        "description": "A published version in our own format, which can be synced again, as a "
        "CASE 1.1 package, or as a table with a column for each level.",
        "tags": ["competencies"],
        "security": [{"bearer": [scope]}],
        "x-scope": scope,
        "parameters": [
            {
                "name": "framework_id",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "format": "uuid"},
                "example": "0198c0de-0000-7000-8000-000000000001",
            },
            {
                "name": "format",
                "in": "query",
                "description": options["format"]["description"],
                "schema": {"enum": formats, "default": formats[0]},
            },
            {
                "name": "number",
                "in": "query",
                "description": options["number"]["description"],
                "schema": {"type": "integer", "minimum": 1, "maximum": model_export.LARGEST},
            },
        ],
        "responses": {
            "200": {
                "description": "The file.",
                "headers": {
                    **headers("ETag", *RATE_LIMIT),
                    "Content-Disposition": {
                        "description": "A name for the file (RFC 6266).",
                        "schema": {"type": "string"},
                    },
                },
                "content": kinds,
            },
            "304": {"description": "It has not changed.", "headers": headers(*RATE_LIMIT)},
            "400": problem("`malformed`.", *RATE_LIMIT),
            "401": problem("`unauthenticated`.", "WWW-Authenticate"),
            "403": problem("`insufficient_scope`.", "WWW-Authenticate", *RATE_LIMIT),
            "404": problem("`not_found`.", *RATE_LIMIT),
            "422": problem("`invalid`: no such format, or no number.", *RATE_LIMIT),
            "429": problem("`rate_limited`.", "Retry-After", *RATE_LIMIT),
            "503": problem("`unavailable`.", "Retry-After", *RATE_LIMIT),
        },
    }
