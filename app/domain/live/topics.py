"""What can be followed, which events it is about, and who may know of them.

An event is told to whoever may read what it happened to, at the moment in which it is told: the
query that shows it is asked, for each reader and each event, as if they asked themselves. Whoever
may not read it learns nothing, not even that there was something.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.conversations import service as conversations
from app.domain.conversations.events.closing import ConversationAddendumAdded
from app.domain.conversations.events.conversations import ConversationEvent, ConversationPrepared
from app.domain.conversations.events.handoffs import HandoffEvent
from app.domain.conversations.events.reminders import ConversationReminderDue
from app.domain.conversations.events.summaries import (
    ConversationSummaryConfirmed,
    ConversationSummaryCorrectionRequested,
    ConversationSummaryProposed,
)
from app.domain.errors import NotFound
from app.domain.event import Event
from app.domain.live.log import Told
from app.domain.people.events import (
    PersonLeaveEnded,
    PersonLeaveStarted,
    PersonLeft,
    PersonReturned,
    RelationshipEnded,
    RelationshipStarted,
)
from app.domain.plans import service as plans
from app.domain.plans.events.goals import GoalEvent
from app.domain.plans.events.milestones import MilestoneDeleted, MilestoneEvent
from app.domain.plans.events.plans import PlanEvent
from app.domain.use_case import Query
from app.domain.view import Selection
from app.domain.work import service as work

ID: Final = Selection(frozenset({"id"}))


def _types(kinds: Iterable[type[Event]]) -> frozenset[str]:
    """The names of these kinds of events, and of those below them."""
    wanted = tuple(kinds)
    return frozenset(kind.name for kind in Event.catalogue.values() if issubclass(kind, wanted))


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a thing, as one reader may know of it."""

    told: Told
    body: str | None
    """The thing as they see it now, as JSON; None if it is there no longer."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of thing that is followed."""

    name: str
    query: Query
    kinds: tuple[type[Event], ...]
    filters: tuple[str, ...]
    """By which ids it is narrowed; the first is that of the thing, the others are in its events."""
    for_sides: frozenset[str] = frozenset()
    """What only the two whose conversation it is may know of."""

    @property
    def id(self) -> str:
        return self.filters[0]

    @property
    def types(self) -> frozenset[str]:
        return _types(self.kinds)

    async def require(self, ctx: Context, id: Any) -> None:
        """Raises `NotFound` if the reader may not read this one."""
        await ctx.find(self.query, {self.id: id}, ID)

    async def seen(self, ctx: Context, told: Told, selection: Selection) -> Change | None:
        """An event as a reader may know of it; None if they may not."""
        if told.type in self.for_sides and not _is_side(ctx.actor, told):
            return None
        try:
            answer = await ctx.find(self.query, {self.id: told.subject_id}, selection)
        except NotFound:
            if told.type == MilestoneDeleted.name and await _knew_milestone(ctx, told):
                return Change(told, None)
            return None
        return Change(told, answer.body)


def _is_side(actor: Actor, told: Told) -> bool:
    """One of the two of a conversation, who are the same for as long as it exists."""
    return str(actor.id) in (told.data["personId"], told.data["partnerId"])


async def _knew_milestone(ctx: Context, told: Told) -> bool:
    """Whether they could read a milestone that is gone: it was theirs, or they read its plan."""
    if str(ctx.actor.id) in (told.data["personId"], told.data["ownerId"]):
        return True
    try:
        await ctx.find(plans.get_plan, {"plan_id": told.data["planId"]}, ID)
    except NotFound:
        return False
    return True


def occurred(at: datetime) -> str:
    """As everything else says it (RFC 3339, UTC)."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


MILESTONES: Final = Topic(
    "milestone",
    plans.get_milestone,
    (MilestoneEvent,),
    ("milestone_id", "plan_id", "person_id"),
)
CONVERSATIONS: Final = Topic(
    "conversation",
    conversations.get_conversation,
    (ConversationEvent,),
    ("conversation_id", "person_id"),
    for_sides=_types(
        (
            ConversationPrepared,
            ConversationReminderDue,
            ConversationSummaryProposed,
            ConversationSummaryCorrectionRequested,
            ConversationSummaryConfirmed,
            ConversationAddendumAdded,
        )
    ),
)
TOPICS: Final = (MILESTONES, CONVERSATIONS)
INBOX: Final = work.list_work
INBOX_TYPES: Final = _types(
    (
        PlanEvent,
        GoalEvent,
        MilestoneEvent,
        ConversationEvent,
        HandoffEvent,
        RelationshipStarted,
        RelationshipEnded,
        PersonLeaveStarted,
        PersonLeaveEnded,
        PersonLeft,
        PersonReturned,
    )
)
"""After which somebody's work may be another, if they name the person or somebody they lead."""

FOLLOWED: Final = INBOX_TYPES.union(*(topic.types for topic in TOPICS))
"""All that anybody can follow."""
