"""Calendar feeds over REST."""

from app.api.route import Route, get, post
from app.domain.calendars import service

routes: list[Route] = [
    get("/calendar-feeds", service.list_calendar_feeds),
    post("/calendar-feeds", service.create_calendar_feed),
    get("/calendar-feeds/{calendar_feed_id}", service.get_calendar_feed),
    post("/calendar-feeds/{calendar_feed_id}/revoke", service.revoke_calendar_feed),
]
