"""What you can do with what happens: follow it.

These are no use cases: what is shown of an event is what the queries of other features show, and
whoever follows is asked for their scopes.
"""

from app.domain.live.errors import TooManySubscriptions
from app.domain.live.following import Follower, Following
from app.domain.live.log import Interest, Told
from app.domain.live.places import opened_place, sealed_place
from app.domain.live.topics import (
    CONVERSATIONS,
    FOLLOWED,
    INBOX,
    INBOX_TYPES,
    MILESTONES,
    TOPICS,
    Change,
    Topic,
    occurred,
)

__all__ = [
    "CONVERSATIONS",
    "FOLLOWED",
    "INBOX",
    "INBOX_TYPES",
    "MILESTONES",
    "TOPICS",
    "Change",
    "Follower",
    "Following",
    "Interest",
    "Told",
    "TooManySubscriptions",
    "Topic",
    "occurred",
    "opened_place",
    "sealed_place",
]
