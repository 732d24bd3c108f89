"""Refusals to learning systems: codes as everywhere, with the numbers of status that xAPI wants,
and the header that it wants in every answer.
"""

import json
import re
from typing import Any, Final

from app.domain.errors import DomainError, Fault, Invalid, Malformed
from app.domain.learning_records.commands import LATEST_VERSION
from app.door.problem import Refusal

VERSION: Final = "X-Experience-API-Version"
NEWEST: Final = LATEST_VERSION
VERSIONS: Final = {
    re.compile(r"1\.0(\.[0-9]{1,4})?", re.ASCII): "1.0.3",
    re.compile(r"2\.0(\.[0-9]{1,4})?", re.ASCII): NEWEST,
}
"""What may be asked for, and what is answered by."""
MEDIA_TYPE: Final = "application/json"
BAD_REQUEST: Final = 400


class VersionUnknown(Malformed):
    """Say by the header `X-Experience-API-Version` which xAPI you speak: 1.0.x or 2.0.x."""

    code = "xapi_version_unknown"


def refusal(error: DomainError, request_id: str) -> Refusal:
    """The body of a refusal. It repeats nothing that was sent."""
    body: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "instance": f"urn:request:{request_id}",
    }
    if error.faults:
        body["errors"] = [
            {"pointer": fault.pointer, "detail": fault.detail} for fault in error.faults
        ]
    status = BAD_REQUEST if isinstance(error, Invalid) else error.status
    version = str(error.facts.get("xapi_version", NEWEST))
    return Refusal(
        status,
        MEDIA_TYPE,
        json.dumps(body, separators=(",", ":")).encode(),
        ((VERSION.lower().encode(), version.encode()),),
    )


def in_its_place(faults: tuple[Fault, ...], *, is_list: bool) -> tuple[Fault, ...]:
    """The same in the body as it came: a list of statements, or one alone."""
    before = "/statements" if is_list else "/statements/0"
    return tuple(Fault(one.pointer.removeprefix(before), one.detail) for one in faults)
