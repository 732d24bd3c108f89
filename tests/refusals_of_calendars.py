"""How calendar feeds refuse: each error, by the shortest way to it."""

from dataclasses import replace
from typing import Final

from app.domain.calendars import service as calendars
from app.domain.calendars.models import MOST_FEEDS
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

OUT_OF_REACH: Final[set[str]] = set()

changed("stale", calendars.revoke_calendar_feed, version=9)
changed("invalid", calendars.create_calendar_feed, name="")
changed("invalid", calendars.create_calendar_feed, name="a\nb")


@refused("too_many_calendar_feeds", calendars.create_calendar_feed, apart=True)
async def _eleventh(scene: Scene) -> Ask:
    for _ in range(MOST_FEEDS - 1):
        await scene.a_calendar_feed()
    return await of_case(calendars.create_calendar_feed)(scene)


@refused("calendar_feed_revoked", calendars.revoke_calendar_feed, apart=True)
async def _revoked(scene: Scene) -> Ask:
    ask = await of_case(calendars.revoke_calendar_feed)(scene)
    await scene.done("amina", calendars.revoke_calendar_feed, **ask.ids, if_version=1)
    return replace(ask, version=2)
