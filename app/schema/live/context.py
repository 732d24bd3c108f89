"""What the resolvers of subscriptions may depend on."""

from dataclasses import dataclass

from app.domain.context import Context
from app.domain.live.service import Following
from app.door.sessions import Session


@dataclass(frozen=True, slots=True)
class LiveContext:
    """Who follows, by way of the connection that they follow on."""

    session: Session
    following: Following
    request_id: str

    @property
    def ctx(self) -> Context:
        """As it is now: scopes may be fewer than when it began."""
        return self.session.context
