"""What you can do with calendar feeds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.actor import Actor, ActorKind, Scope
from app.domain.calendars import policy, repository
from app.domain.calendars.commands import Calendar, CreateFeed, NewCalendarFeed
from app.domain.calendars.errors import FeedRevoked, NoSuchFeed, TooManyFeeds
from app.domain.calendars.models import DECOY, MOST_FEEDS, CalendarFeed, Token
from app.domain.calendars.repository import Feeds
from app.domain.calendars.views import CalendarFeedView
from app.domain.entity import utc_now
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Me, bind
from app.domain.secret import hash_secret, secret_matches
from app.domain.statement import Many, One
from app.domain.trail import Fact
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action, query

SHOWS: Final = frozenset({Scope.PLANS_READ, Scope.CONVERSATIONS_READ})
"""What somebody needs to make a feed, and what is read through it."""

READ: Final = "read_calendar_feed"
"""The name under which the audit trail knows that somebody else's data was read through one."""

read_token = Token.read


@query(Scope.CONVERSATIONS_READ, CalendarFeedView)
def get_calendar_feed(_me: Me, calendar_feed_id: UUID) -> One:
    """Read one of your calendar feeds, without its address."""
    return repository.feed(calendar_feed_id)


@query(Scope.CONVERSATIONS_READ, CalendarFeedView)
def list_calendar_feeds(_me: Me) -> Many:
    """List your calendar feeds, the oldest first, without their addresses."""
    return repository.feeds()


@action(
    Scope.CONVERSATIONS_READ,
    NewCalendarFeed,
    raises=(Forbidden, TooManyFeeds),
    creates=True,
    sensitive=True,
)
async def create_calendar_feed(tx: Transaction, command: CreateFeed) -> NewCalendarFeed:
    """Have your milestones and conversations in your own calendar.

    The answer holds the address, and is the only one that does. It shows what you may read:
    the open milestones that you own or that are in your plan, as whole days, and the
    conversations that you take part in; of notes and preparations nothing. You can have ten.
    The token needs the scope `plans:read`, too.
    """
    if not policy.may_have(tx.me):
        raise Forbidden
    for scope in sorted(SHOWS):
        tx.actor.require(scope)
    feeds = Feeds(tx)
    if await feeds.count_mine() >= MOST_FEEDS:
        raise TooManyFeeds
    feed = CalendarFeed(person_id=tx.actor.id, name=command.name, secret_hash=DECOY)
    feeds.add(feed)
    token = Token.new(feed.tenant_id, feed.id)
    feed.secret_hash = hash_secret(token.secret)
    tx.concern(tx.actor.id)
    url = f"{tx.tools.base_url}/calendars/{token.text}.ics"
    return NewCalendarFeed(id=feed.id, version=feed.version, name=feed.name, url=url)


@action(Scope.CONVERSATIONS_READ, CalendarFeedView, raises=(NotFound, FeedRevoked), versioned=True)
async def revoke_calendar_feed(tx: Transaction, calendar_feed_id: UUID) -> CalendarFeed:
    """Have a calendar feed end. Its address answers to nobody from now on."""
    feed = await Feeds(tx).get(calendar_feed_id, lock=True)
    feed.revoke(tx.now)
    return feed


@dataclass(frozen=True, slots=True)
class KnownFeed:
    """A feed whose address somebody knew."""

    feed_id: UUID
    name: str
    person: Actor


async def recognise_feed(
    database: Database, token: Token, clock: Callable[[], datetime] = utc_now
) -> KnownFeed:
    """Whose feed this is. Raises `NoSuchFeed`, in the same way for whatever is wrong with it."""
    rows = await database.fetch(
        repository.KNOWN, str(token.tenant_id), token.tenant_id, token.feed_id
    )
    kept = rows[0]["secret_hash"] if rows else DECOY
    if not secret_matches(token.secret, kept) or not rows:
        raise NoSuchFeed
    [row] = rows
    now = clock()
    if row["last_used_on"] is None or row["last_used_on"] < now.date():
        async with database.transaction(Actor.system(token.tenant_id), now) as tx:
            await Feeds(tx).used(token.feed_id)
    person = Actor(token.tenant_id, row["person_id"], ActorKind.PERSON, SHOWS)
    return KnownFeed(token.feed_id, row["name"], person)


async def read_calendar(
    database: Database, feed: KnownFeed, clock: Callable[[], datetime] = utc_now
) -> Calendar:
    """What the person of a feed has in their calendar, by the rules that hold for them now."""
    now = clock()
    statement = repository.entries_statement()
    rows = await database.fetch(statement.sql, *statement.arguments(bind(feed.person, now)))
    others = repository.people_of(rows, feed.person.id)
    if others:
        fact = Fact(feed.person, now, READ, row_id=feed.feed_id, subjects=others)
        database.journal.note(fact)
    return Calendar(feed.name, tuple(repository.as_entry(row) for row in rows))


__all__ = [
    "Calendar",
    "KnownFeed",
    "Token",
    "create_calendar_feed",
    "get_calendar_feed",
    "list_calendar_feeds",
    "read_calendar",
    "read_token",
    "recognise_feed",
    "revoke_calendar_feed",
]
