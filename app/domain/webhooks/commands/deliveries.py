"""What can be asked of deliveries, of attempts and of the feed."""

from uuid import UUID

from pydantic import Field

from app.domain.page import Variant
from app.domain.shape import Filters
from app.domain.values import Instant, Key
from app.domain.webhooks.models import DeliveryCause, DeliveryStatus


class DeliveryOrder(Variant):
    """In which order deliveries are listed.

    `created`: The oldest first. `-created`: The newest first.
    """

    OLDEST_FIRST = "created"
    NEWEST_FIRST = "-created"


class DeliveryFilters(Filters):
    status: DeliveryStatus | None = Field(default=None, description="Only of this status.")
    event_type: Key | None = Field(default=None, description="Only of events of this type.")
    cause: DeliveryCause | None = Field(
        default=None, description="Only those that are owed for this reason."
    )
    subject_id: UUID | None = Field(
        default=None, description="Of what happened to this, as long as the feed has it."
    )
    sort: DeliveryOrder | None = Field(default=None, description="The default is `created`.")


class AttemptFilters(Filters):
    endpoint_id: UUID | None = Field(default=None, description="Only to this endpoint.")
    succeeded: bool | None = Field(
        default=None, description="Only those that were answered with a 2xx, or only the others."
    )
    since: Instant | None = Field(default=None, description="That began then or later.")


class FeedStart(Variant):
    """Where the reading of events begins.

    `oldest`: With the oldest that is kept. `newest`: With what happens from now on.
    """

    OLDEST = "oldest"
    NEWEST = "newest"


class EventFilters(Filters):
    type: Key | None = Field(
        default=None, description="One type, such as `milestone.reached`, or `milestone.*`."
    )
    subject_id: UUID | None = Field(default=None, description="What happened to this.")
    since: Instant | None = Field(default=None, description="What happened then or later.")
    start: FeedStart | None = Field(
        default=None,
        description="Where to begin without a cursor: with the `oldest` that is kept, which is the "
        "default, or after the `newest`, with what is yet to happen.",
    )
