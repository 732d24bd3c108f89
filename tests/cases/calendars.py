"""Calendar feeds."""

from app.domain.calendars import service as calendars
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of
from tests.scene import Scene

# Calendar feeds belong to one person each: amina, and nobody else.

_MINE = (DONE, *[NOT_FOUND] * 5)

of(calendars.list_calendar_feeds, DONE, *[EMPTY] * 5)
of(calendars.get_calendar_feed, *_MINE, calendar_feed_id="calendar_feed")


@case(calendars.create_calendar_feed, *[DONE] * 5, FORBIDDEN)
async def _create_calendar_feed(scene: Scene) -> Ask:
    return Ask(calendars.create_calendar_feed, body={"name": f"{ASKED} calendar"})


@case(calendars.revoke_calendar_feed, *_MINE)
async def _revoke_calendar_feed(scene: Scene) -> Ask:
    ids = {"calendar_feed_id": await scene.a_calendar_feed()}
    return Ask(calendars.revoke_calendar_feed, ids, version=1)
