"""The SQL of calendar feeds."""

from datetime import timedelta
from functools import cache
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    Date,
    Integer,
    String,
    and_,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.actor import ActorKind
from app.domain.calendars import policy
from app.domain.calendars.commands import Entry, EntryKind
from app.domain.calendars.models import CalendarFeed
from app.domain.calendars.views import CalendarFeedView
from app.domain.conversations.views import ConversationView
from app.domain.entity import Moment
from app.domain.outbox import OutboxEvent, OutboxMark
from app.domain.people.views import PersonView
from app.domain.plans.views import MilestoneView, is_open
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.rowstatement import read_statement
from app.domain.statement import SCOPED, Many, One, Statement

BACK: Final = timedelta(days=90)
AHEAD: Final = timedelta(days=400)
MOST_ENTRIES: Final = 1000

# Asked at every fetch, so in one round trip: the tenant is set in the same statement. Nothing
# in it depends on the secret, so that a wrong one costs what a right one does.
KNOWN: Final = SCOPED.format(
    tenant="$1",
    query="SELECT feed.person_id, feed.name, feed.secret_hash, feed.last_used_on "
    "FROM calendar_feed AS feed JOIN person ON person.tenant_id = feed.tenant_id "
    "AND person.id = feed.person_id AND person.status <> 'left' "
    "WHERE feed.tenant_id = $2 AND feed.id = $3 AND feed.revoked_at IS NULL "
    "AND scope.tenant_id = $1 LIMIT 1",
)
USED: Final = """
UPDATE calendar_feed SET last_used_on = $3
WHERE tenant_id = $1 AND id = $2 AND (last_used_on IS NULL OR last_used_on < $3)
"""
_LOCK: Final = "SELECT id FROM person WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE"
_LIVE: Final = (
    "SELECT count(*) FROM calendar_feed "
    "WHERE tenant_id = $1 AND person_id = $2 AND revoked_at IS NULL"
)


def feed(feed_id: UUID) -> One:
    return One(CalendarFeedView, (col(CalendarFeed.id) == feed_id,))


def feeds() -> Many:
    return Many(CalendarFeedView, ())


class Feeds(Repository[CalendarFeed]):
    entity = CalendarFeed
    guard: ClassVar[Rule] = policy.may_read

    async def count_mine(self) -> int:
        """How many of mine are in use. Nobody else can begin one for me until we commit."""
        mine = (self.tx.actor.tenant_id, self.tx.actor.id)
        await self.tx.connection.fetchval(_LOCK, *mine)
        found: int = await self.tx.connection.fetchval(_LIVE, *mine)
        return found

    async def used(self, feed_id: UUID) -> None:
        today = self.tx.now.date()
        await self.tx.connection.execute(USED, self.tx.actor.tenant_id, feed_id, today)


@cache
def entries_statement() -> Statement:
    """What stands in the calendar of a person, the nearest first: rows of `Entry`, and `person_id`
    and `other_id` with the people whose data it is.
    """
    me = Me(ActorKind.PERSON)
    both = _milestones(me).union_all(_conversations(me)).subquery("entry")
    is_over = both.c.day < me.today
    nearest = func.abs(both.c.day - me.today)
    query = select(both).order_by(is_over, nearest, both.c.id).limit(MOST_ENTRIES)
    return read_statement(query)


def as_entry(row: Any) -> Entry:
    return Entry(
        kind=EntryKind(row["kind"]),
        id=row["id"],
        version=row["version"],
        title=row["title"],
        category=row["category"],
        status=row["status"],
        about=row["about"],
        on=row["on_day"],
        begins_at=row["begins_at"],
        minutes=row["minutes"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
    )


def _milestones(me: Me) -> Any:
    """What one owns or has in one's plan, as far as one may read it, while it is open."""
    row: Any = aliased(MilestoneView.table)
    owned = and_(row.owner_id == me.id, row.owner_status != "declined")
    return select(
        literal(EntryKind.MILESTONE.value, String).label("kind"),
        row.id,
        row.version,
        row.title.label("title"),
        cast(row.kind, String).label("category"),
        cast(row.status, String).label("status"),
        _name(me, row.person_id).label("about"),
        row.due_on.label("on_day"),
        cast(null(), Moment).label("begins_at"),
        cast(null(), Integer).label("minutes"),
        row.created_at,
        _changed_at(row).label("changed_at"),
        row.due_on.label("day"),
        row.person_id,
        row.person_id.label("other_id"),
    ).where(
        _SCOPED,
        row.tenant_id == me.tenant_id,
        MilestoneView.guard(me, row),
        or_(row.person_id == me.id, owned),
        is_open(row),
        row.due_on.between(me.today - BACK.days, me.today + AHEAD.days),
    )


def _conversations(me: Me) -> Any:
    """Those that one takes part in."""
    row: Any = aliased(ConversationView.table)
    day = cast(func.timezone(literal_column("'UTC'"), row.scheduled_at), Date)
    first, second = _name(me, row.person_id), _name(me, row.partner_id)
    return select(
        literal(EntryKind.CONVERSATION.value, String),
        row.id,
        row.version,
        row.topic,
        literal("", String),
        cast(row.status, String),
        func.coalesce(first, second),
        cast(null(), Date),
        row.scheduled_at,
        row.duration_minutes,
        row.created_at,
        _changed_at(row),
        day,
        row.person_id,
        row.partner_id,
    ).where(
        _SCOPED,
        row.tenant_id == me.tenant_id,
        ConversationView.guard(me, row),
        or_(row.person_id == me.id, row.partner_id == me.id),  # not what was handed to them
        row.scheduled_at.between(me.now - BACK, me.now + AHEAD),
    )


_SCOPED: Final[Any] = literal_column("scope.tenant_id IS NOT NULL")
"""In both halves: neither may begin before the tenant is set."""


def _name(me: Me, person_id: Any) -> Any:
    """What somebody is called; null for oneself."""
    person: Any = aliased(PersonView.table)
    found = select(person.display_name).where(
        person.tenant_id == me.tenant_id, person.id == person_id, person.id != me.id
    )
    return found.correlate_except(person).scalar_subquery()


def _changed_at(row: Any) -> Any:
    """When something was told of it last, or when it was made."""
    event: Any = aliased(OutboxEvent)
    told = (
        select(event.created_at)
        .where(event.tenant_id == row.tenant_id, event.subject_id == row.id)
        .order_by(event.sequence.desc())
        .limit(1)
    )
    mark: Any = aliased(OutboxMark)  # what was told so long ago that it is not kept
    marked = select(mark.told_at).where(mark.tenant_id == row.tenant_id, mark.id == row.id)
    return func.greatest(
        row.created_at,
        told.correlate_except(event).scalar_subquery(),
        marked.correlate_except(mark).scalar_subquery(),
    )


def people_of(rows: Any, me: UUID) -> tuple[UUID, ...]:
    """Whose data these rows are, besides one's own."""
    named = {row[name] for row in rows for name in ("person_id", "other_id")}
    return tuple(sorted(named - {me}))
