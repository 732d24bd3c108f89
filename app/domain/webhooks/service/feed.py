"""The feed: everything that happened, for those who would rather ask than be told."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.feedstatement import Feed
from app.domain.policy import Me
from app.domain.statement import One
from app.domain.use_case import query
from app.domain.webhooks.commands import EventFilters
from app.domain.webhooks.repository import feed
from app.domain.webhooks.views import EventView


@query(Scope.WEBHOOKS_READ, EventView)
def list_events(_me: Me, filters: EventFilters) -> Feed:
    """Read what has happened, from where you were.

    Each event is the envelope that endpoints are sent. Every page has a cursor to go on from, the
    last one too: keep it, and ask with it again. Nothing appears before it later. A page may hold
    less than was asked for, even nothing, while there is more to read. Events are kept for 30
    days; who stopped reading before that is refused, and starts again without a cursor.
    """
    return feed.events(filters)


@query(Scope.WEBHOOKS_READ, EventView)
def get_event(_me: Me, event_id: UUID) -> One:
    """Read one event, as endpoints are told it."""
    return feed.event(event_id)
