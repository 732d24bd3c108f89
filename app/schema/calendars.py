"""Calendar feeds in the graph."""

from app.domain.calendars import service

queries = {
    "calendar_feed": service.get_calendar_feed,
    "calendar_feeds": service.list_calendar_feeds,
}
mutations = [service.create_calendar_feed, service.revoke_calendar_feed]
