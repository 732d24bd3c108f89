"""Series of conversations, and the settings that they go by."""

from app.domain.conversations import service as conversations
from app.domain.conversations.states import SeriesKind
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of, person
from tests.scene import Scene

# Amina and jonas have one; amina has a setting of her own, by jonas.

_KNOWS = (DONE, DONE, *[NOT_FOUND] * 3, DONE)
_SEES = (DONE, DONE, *[EMPTY] * 3, DONE)
_TAKES_PART = (DONE, DONE, *[NOT_FOUND] * 3, FORBIDDEN)
_MAY = (DONE, DONE, *[FORBIDDEN] * 4)

of(conversations.list_series, *_SEES)
of(conversations.get_series, *_KNOWS, series_id="series")
of(conversations.list_cadence_settings, *_SEES)
of(conversations.get_cadence_setting, *_KNOWS, cadence_setting_id="cadence_setting")


@case(conversations.get_effective_cadence, *_KNOWS)
async def _get_effective_cadence(scene: Scene) -> Ask:
    return Ask(conversations.get_effective_cadence, {"person_id": person(scene, "amina")})


@case(conversations.start_series, *_MAY)
async def _start_series(scene: Scene) -> Ask:
    await scene.no_series(SeriesKind.MENTOR)
    body = {
        "personId": person(scene, "amina"),
        "partnerId": person(scene, "jonas"),
        "kind": "mentor",
        "topic": f"{ASKED} topic",
        "rule": "FREQ=WEEKLY;BYDAY=TH",
        "startsOn": "2031-01-31",
        "at": "09:30",
    }
    return Ask(conversations.start_series, body=body)


@case(conversations.change_series, *_TAKES_PART)
async def _change_series(scene: Scene) -> Ask:
    ids = {"series_id": await scene.a_series()}
    body = {"topic": f"{ASKED} topic", "rule": "FREQ=WEEKLY;BYDAY=TH", "zone": "Asia/Tokyo"}
    return Ask(conversations.change_series, ids, body, version=1)


@case(conversations.pause_series, *_TAKES_PART)
async def _pause_series(scene: Scene) -> Ask:
    ids = {"series_id": await scene.a_series()}
    return Ask(conversations.pause_series, ids, {"reason": "agreed"}, version=1)


@case(conversations.resume_series, *_TAKES_PART)
async def _resume_series(scene: Scene) -> Ask:
    id = await scene.a_series()
    body = {"reason": "agreed"}
    await scene.world.rest("amina", "POST", f"/v1/series/{id}/pause", body, if_match="*")
    return Ask(conversations.resume_series, {"series_id": id}, version=2)


@case(conversations.end_series, *_TAKES_PART)
async def _end_series(scene: Scene) -> Ask:
    ids = {"series_id": await scene.a_series()}
    return Ask(conversations.end_series, ids, {"reason": f"{ASKED} reason"}, version=1)


@case(conversations.set_cadence, *_MAY)
async def _set_cadence(scene: Scene) -> Ask:
    await scene.a_cadence_setting()  # says less: the same again would be no change
    body = {
        "personId": person(scene, "amina"),
        "rule": "FREQ=WEEKLY;BYDAY=TH",
        "reminders": [{"afterDays": 2, "to": "participants"}],
        "startsByItself": True,
    }
    return Ask(conversations.set_cadence, body=body)


@case(conversations.remove_cadence_setting, *_TAKES_PART)
async def _remove_cadence_setting(scene: Scene) -> Ask:
    id = await scene.a_cadence_setting()
    return Ask(
        conversations.remove_cadence_setting,
        {"cadence_setting_id": id},
        version=scene.versions[id],
    )
