"""How calendar feeds refuse."""

from app.domain.errors import Conflict, NotFound


class TooManyFeeds(Conflict):
    """You have ten calendar feeds that are in use. Revoke one that you do not need any more."""

    code = "too_many_calendar_feeds"


class FeedRevoked(Conflict):
    """This calendar feed was revoked already."""

    code = "calendar_feed_revoked"


class NoSuchFeed(NotFound):
    """There is no calendar at this address, or not any more."""

    code = "calendar_not_found"
