"""What the OpenAPI document says of answers, wherever a path is described by hand."""

from typing import Any, Final

from app.door.problem import MEDIA_TYPE

RATE_LIMIT: Final = ("RateLimit-Policy", "RateLimit")
"""The headers of every answer to somebody who was let in."""


def problem(text: str, *names: str) -> dict[str, Any]:
    named = {"headers": headers(*names)} if names else {}
    return {
        "description": text,
        **named,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
