"""What the worker and the use cases tell each other: requests to make, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from app.domain.shape import Command, Shape
from app.domain.webhooks.models import CredentialsKind, EndpointFormat


class Count(Shape):
    count: int


class Backlog(Shape):
    """What waits, over all organisations; counted up to 100,000."""

    untold: int = Field(description="Events.")
    owed: int = Field(description="Deliveries.")
    late_s: float = Field(description="Seconds that the oldest of them is due, while it is free.")


# Neither frozen nor validated, as `Outcome` below: there is one of each for every delivery.
@dataclass(slots=True)
class DueDelivery:
    """One request to make, to the endpoint of its lane."""

    id: UUID
    event_id: UUID
    body: str
    owed_at: datetime
    is_first: bool
    """Whether nothing was tried before."""
    leased_until: datetime


class Lane(Shape):
    """Everything the network side needs to reach one endpoint, and what is due there: no open
    row. The deliveries are about different subjects, so that their order does not matter.
    """

    endpoint_id: UUID
    url: str
    format: EndpointFormat
    secrets: tuple[str, ...] = Field(repr=False, description="Those that sign, the newest first.")
    headers: Mapping[str, str] = Field(repr=False, description="The endpoint's own.")
    credentials_kind: CredentialsKind | None
    credentials: Mapping[str, str] = Field(repr=False)
    due: tuple[DueDelivery, ...]


class Claimed(Shape):
    lanes: tuple[Lane, ...]
    is_all: bool = Field(description="False: more is due, or will be when these have ended.")
    relayed: int = Field(default=0, description="Events; see `relay_and_claim`.")
    is_all_told: bool = Field(default=True, description="False: more is to be relayed.")

    @property
    def count(self) -> int:
        return sum(len(lane.due) for lane in self.lanes)


class Room(Shape):
    """How many more deliveries a worker can take for a tenant, and for each endpoint."""

    altogether: int
    usual: int = Field(description="For endpoints that `known` does not have.")
    known: Mapping[UUID, int]
    slow: frozenset[UUID] = Field(default=frozenset(), description="Those that let us wait.")

    def without(self, taken: Mapping[UUID, int]) -> Self:
        """What is left when so many were taken, by their endpoints."""
        left = {id: max(0, self.known.get(id, self.usual) - n) for id, n in taken.items()}
        altogether = self.altogether - sum(taken.values())
        return self.model_copy(update={"altogether": altogether, "known": {**self.known, **left}})


@dataclass(slots=True)
class Outcome:
    """What became of one attempt."""

    delivery_id: UUID
    leased_until: datetime
    began_at: datetime
    url: str
    request_headers: Mapping[str, str]
    succeeded: bool
    status: int | None = None
    error: str | None = None
    duration_ms: int = 0
    response_headers: Mapping[str, str] = field(default_factory=dict)
    response_body: str = ""
    retry_after_s: int | None = None


class Outcomes(Command):
    """Of attempts that ended, in the order in which they did; and what was not tried after all."""

    ended: tuple[Outcome, ...]
    given_back: tuple[UUID, ...] = ()
