"""What is sent to an endpoint, and what is remembered of it."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from typing import Final

from app.domain.webhooks.commands import DueDelivery, EndpointFormat, Lane, Outcome
from app.domain.webhooks.headers import AUTHORIZATION
from app.worker.network import Attempt, Outgoing
from app.worker.signature import Signer
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


class Letterhead:
    """What is the same in all requests to one endpoint, as long as nobody changes it."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self._fixed = {
            **OF_FORMAT.get(lane.format, {}),
            **{name.lower(): value for name, value in lane.headers.items()},
        }
        self._content_type = CONTENT_TYPES[lane.format]
        self._confided = {name.lower() for name in lane.headers} | {AUTHORIZATION}
        self._is_store = lane.format is EndpointFormat.XAPI

    @cached_property
    def _signer(self) -> Signer:
        return Signer(self.lane.secrets)

    def request(self, due: DueDelivery, at: int, authorization: str | None) -> Outgoing:
        """The request, signed at this moment (Unix time). ValueError if it cannot be sent."""
        body, name = due.body.encode(), str(due.event_id)
        headers = {**self._fixed, AUTHORIZATION: authorization} if authorization else self._fixed
        headers = {
            **headers,
            "content-type": self._content_type,
            "webhook-id": name,
            "webhook-timestamp": str(at),
            "webhook-signature": self._signer.sign(id=name, timestamp=at, body=body),
        }
        return Outgoing(self.lane.url, body, headers)

    def outcome(
        self, due: DueDelivery, began_at: datetime, outgoing: Outgoing, attempt: Attempt
    ) -> Outcome:
        """What is remembered: everything but what the endpoint told us in confidence."""
        sent = {"user-agent": USER_AGENT, **outgoing.headers}
        sent |= dict.fromkeys(self._confided & sent.keys(), NOT_KEPT)
        known_there = self._is_store and attempt.status == HTTPStatus.CONFLICT
        return Outcome(
            delivery_id=due.id,
            leased_until=due.leased_until,
            began_at=began_at,
            url=self.lane.url,
            request_headers=sent,
            succeeded=attempt.succeeded or known_there,
            status=attempt.status,
            error=attempt.error.value if attempt.error is not None else None,
            duration_ms=attempt.duration_ms,
            response_headers=attempt.headers,
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
