"""A calendar as iCalendar writes it (RFC 5545, and RFC 7986 for what is said of the whole)."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from app.domain.calendars.commands import Calendar as Shown
from app.domain.calendars.commands import Entry

PRODUCT: Final = "-//Career Conversations//Calendar feed 1//EN"
READ_AGAIN: Final = timedelta(hours=1)
CANCELLED: Final = frozenset({"cancelled", "skipped", "declined"})


def written(calendar: Shown, base_url: str) -> bytes:
    """The same bytes for the same calendar: nothing in them is of now."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("name", calendar.name)
    made.add("x-wr-calname", calendar.name)
    made.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    host = urlsplit(base_url).hostname or "localhost"
    for entry in sorted(calendar.entries, key=_place):
        made.add_component(_event(entry, host))
    return bytes(made.to_ical())


def _place(entry: Entry) -> tuple[date, str]:
    return (entry.on or (entry.begins_at or entry.created_at).date(), str(entry.id))


def _event(entry: Entry, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.kind}-{entry.id}@{host}")
    event.add("dtstamp", _second(entry.changed_at))
    event.add("created", _second(entry.created_at))
    event.add("last-modified", _second(entry.changed_at))
    event.add("sequence", entry.version - 1)
    event.add("summary", _summary(entry))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.status in CANCELLED else "CONFIRMED")
    if entry.on is not None:
        event.add("categories", ["Milestone", entry.category.replace("_", " ").capitalize()])
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    elif entry.begins_at is not None and entry.minutes is not None:
        event.add("categories", ["Conversation"])
        event.add("dtstart", _second(entry.begins_at))
        event.add("dtend", _second(entry.begins_at) + timedelta(minutes=entry.minutes))
        is_off = entry.status in CANCELLED
        event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    return event


def _summary(entry: Entry) -> str:
    return entry.title if entry.about is None else f"{entry.title} ({entry.about})"


def _second(moment: datetime) -> datetime:
    """ICalendar knows nothing shorter."""
    return moment.astimezone(UTC).replace(microsecond=0)
