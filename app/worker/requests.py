"""What is sent to an endpoint, and what is remembered of it."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Final

from app.domain.webhooks.commands import DueDelivery, EndpointFormat, Lane, Outcome
from app.worker.network import Attempt, Outgoing
from app.worker.signature import sign
from app.worker.wire import USER_AGENT

CONTENT_TYPES: Final = {
    EndpointFormat.JSON: "application/json",
    EndpointFormat.CLOUDEVENTS: "application/cloudevents+json",
    EndpointFormat.XAPI: "application/json",
}
OF_FORMAT: Final[Mapping[EndpointFormat, Mapping[str, str]]] = {
    EndpointFormat.XAPI: {"x-experience-api-version": "1.0.3"},
}
NOT_KEPT: Final = "(not kept)"


def request(lane: Lane, due: DueDelivery, at: int, authorization: str | None) -> Outgoing:
    """The request, signed at this moment (Unix time). ValueError if it cannot be sent."""
    body, name = due.body.encode(), str(due.event_id)
    headers = {
        **OF_FORMAT.get(lane.format, {}),
        **{header.lower(): value for header, value in lane.headers.items()},
        **({"authorization": authorization} if authorization else {}),
        "content-type": CONTENT_TYPES[lane.format],
        "webhook-id": name,
        "webhook-timestamp": str(at),
        "webhook-signature": sign(lane.secrets, id=name, timestamp=at, body=body),
    }
    return Outgoing(lane.url, body, headers)


def outcome(
    lane: Lane, due: DueDelivery, began_at: datetime, outgoing: Outgoing, attempt: Attempt
) -> Outcome:
    """What is remembered: everything but what the endpoint told us in confidence."""
    confided = {name.lower() for name in lane.headers} | {"authorization"}
    sent = {
        name: NOT_KEPT if name.lower() in confided else value
        for name, value in outgoing.headers.items()
    }
    known_there = lane.format is EndpointFormat.XAPI and attempt.status == HTTPStatus.CONFLICT
    return Outcome(
        delivery_id=due.id,
        leased_until=due.leased_until,
        began_at=began_at,
        url=lane.url,
        request_headers={"user-agent": USER_AGENT, **sent},
        succeeded=attempt.succeeded or known_there,
        status=attempt.status,
        error=attempt.error.value if attempt.error is not None else None,
        duration_ms=attempt.duration_ms,
        response_headers=dict(attempt.headers),
        response_body=attempt.body_excerpt,
        retry_after_s=attempt.retry_after_s,
    )


def unsent(lane: Lane, due: DueDelivery, began_at: datetime, error: str, why: str) -> Outcome:
    """An attempt that got as far as trying to make the request; `why` stands for an answer."""
    return Outcome(
        delivery_id=due.id,
        leased_until=due.leased_until,
        began_at=began_at,
        url=lane.url,
        request_headers={},
        succeeded=False,
        status=None,
        error=error,
        duration_ms=0,
        response_headers={},
        response_body=why,
        retry_after_s=None,
    )
