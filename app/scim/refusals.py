"""Refusals as SCIM says them (RFC 7644, section 3.12)."""

import json
from typing import Final

from app.domain.errors import Conflict, DomainError, Invalid, Malformed
from app.domain.failures import Taken
from app.domain.people.errors import ExternalIdTaken, NotSearchable, UserNameTaken
from app.door.problem import Refusal

MEDIA_TYPE: Final = "application/scim+json"
SCHEMA: Final = "urn:ietf:params:scim:api:messages:2.0:Error"
BAD_REQUEST: Final = 400
UNIQUE: Final = (UserNameTaken, ExternalIdTaken, Taken)


def refusal(error: DomainError, _request_id: str) -> Refusal:
    """The body of a refusal. It repeats nothing that was sent."""
    status, kind = _told(error)
    body = {"schemas": [SCHEMA], "status": str(status), "detail": _detail(error)}
    if kind is not None:
        body["scimType"] = kind
    return Refusal(status, MEDIA_TYPE, json.dumps(body, separators=(",", ":")).encode())


def _told(error: DomainError) -> tuple[int, str | None]:
    if isinstance(error, UNIQUE):
        return Conflict.status, "uniqueness"
    if isinstance(error, NotSearchable):
        return BAD_REQUEST, "invalidFilter"
    if isinstance(error, Invalid):
        return BAD_REQUEST, "invalidValue"
    if isinstance(error, Malformed):
        return BAD_REQUEST, "invalidSyntax"
    return error.status, None


def _detail(error: DomainError) -> str:
    return " ".join([error.message, *(f"{f.pointer}: {f.detail}." for f in error.faults)])
