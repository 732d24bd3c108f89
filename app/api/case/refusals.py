"""Refusals as CASE says them: `imsx_StatusInfo`, with the codes of its binding and no others."""

import json
import re
from typing import Any, Final

from app.domain.errors import (
    DomainError,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    RateLimited,
    Unauthenticated,
    Unavailable,
)
from app.door.errors import InternalError, MethodNotAllowed
from app.door.problem import Refusal

MEDIA_TYPE: Final = "application/json"
SYSTEM: Final = "sourcedId"
BAD_REQUEST: Final = 400
UUID_FORM: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


class SelectionInvalid(Malformed):
    """A parameter selects by something that is not there, or cannot be read."""

    code = "invalid_selection_field"


class SortInvalid(Malformed):
    """Nothing can be sorted by this."""

    code = "invalid_sort_field"


class IdentifierInvalid(NotFound):
    """This is not a UUID, so that nothing is called so."""

    code = "invalid_uuid"


MINOR: Final[tuple[tuple[type[DomainError], str], ...]] = (
    (SortInvalid, "invalid_sort_field"),
    (Malformed, "invalid_selection_field"),
    (Invalid, "invalid_selection_field"),
    (IdentifierInvalid, "invalid_uuid"),
    (NotFound, "unknownobject"),
    (Unauthenticated, "unauthorised_request"),
    (Forbidden, "forbidden"),
    (RateLimited, "server_busy"),
    (Unavailable, "server_busy"),
    (InternalError, "internal_server_error"),
)
"""The first kind that fits says the code; what fits none has no code."""


def read_identifier(text: str) -> str:
    found = text.lower()
    if not UUID_FORM.fullmatch(found):
        raise IdentifierInvalid
    return found


def refusal(error: DomainError, _request_id: str) -> Refusal:
    """The body of a refusal. It repeats nothing that was sent."""
    is_unsupported = isinstance(error, MethodNotAllowed)
    body: dict[str, Any] = {
        "imsx_codeMajor": "unsupported" if is_unsupported else "failure",
        "imsx_severity": "error",
        "imsx_description": _description(error),
    }
    minor = next((code for kind, code in MINOR if isinstance(error, kind)), None)
    if minor is not None:
        field = {"imsx_codeMinorFieldName": SYSTEM, "imsx_codeMinorFieldValue": minor}
        body["imsx_codeMinor"] = {"imsx_codeMinorField": [field]}
    status = BAD_REQUEST if isinstance(error, Invalid) else error.status
    return Refusal(status, MEDIA_TYPE, json.dumps(body, separators=(",", ":")).encode())


def _description(error: DomainError) -> str:
    return " ".join([error.message, *(f"{one.pointer}: {one.detail}." for one in error.faults)])
