"""What can be asked of deliveries, of attempts and of the feed."""

from uuid import UUID

from pydantic import Field

from app.domain.page import Variant
from app.domain.shape import Filters
from app.domain.values import Instant, Key
from app.domain.webhooks.models import DeliveryCause, DeliveryStatus


class DeliveryOrder(Variant):
    OLDEST_FIRST = "created"
    NEWEST_FIRST = "-created"


class DeliveryFilters(Filters):
    status: DeliveryStatus | None = None
    event_type: Key | None = None
    cause: DeliveryCause | None = None
    subject_id: UUID | None = Field(
        default=None, description="Of what happened to this, as long as the feed has it."
    )
    sort: DeliveryOrder | None = Field(default=None, description="The default is `created`.")


class AttemptFilters(Filters):
    endpoint_id: UUID | None = None
    succeeded: bool | None = None
    since: Instant | None = Field(default=None, description="That began then or later.")


class FeedStart(Variant):
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
