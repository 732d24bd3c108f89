"""What every refusal looks like."""

from functools import cache
from typing import Any

from httpx import Response

from app.api.reference import errors

PROBLEM = "application/problem+json"

known = cache(errors)


def refused(answer: Response, status: int, code: str) -> dict[str, Any]:
    """The body of a problem, after checking that it is one (RFC 9457) and ours."""
    assert answer.status_code == status, (answer.request.url.path, answer.text)
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["code"] == code
    assert body["code"] in known()
    assert body["type"] == f"http://career.test/problems/{code}"
    assert body["instance"] == f"urn:request:{answer.headers['x-request-id']}"
    assert body["title"]
    assert body["detail"]
    assert all(fault.keys() - {"line"} == {"pointer", "detail"} for fault in body.get("errors", ()))
    return body


def pointers(body: dict[str, Any]) -> list[str]:
    return [fault["pointer"] for fault in body["errors"]]
