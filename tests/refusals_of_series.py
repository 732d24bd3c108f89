"""How series and their settings refuse."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID, uuid4

from app.domain.conversations import service as conversations
from app.domain.conversations.states import SeriesKind
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.relations import become
from tests.scene import Scene

VERSIONED: Final[tuple[Any, ...]] = (
    conversations.change_series,
    conversations.pause_series,
    conversations.resume_series,
    conversations.end_series,
    conversations.remove_cadence_setting,
)
for _versioned in VERSIONED:
    changed("stale", _versioned, version=9)

HOSTILE: Final = (
    "FREQ=SECONDLY",
    "FREQ=WEEKLY;COUNT=-1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
    "FREQ=DAILY;" + "BYDAY=MO;" * 40,
    "EXDATE:20310101",
    "parrot",
)
for _rule in HOSTILE:
    for _taking in (
        conversations.start_series,
        conversations.change_series,
        conversations.set_cadence,
    ):
        changed("bad_rule", _taking, rule=_rule)

for _at in ("24:00", "9:00", "noon", "10:00:00"):
    changed("invalid", conversations.start_series, at=_at)
    changed("invalid", conversations.set_cadence, at=_at)
changed("invalid", conversations.start_series, zone="Mars/Olympus")
changed("invalid", conversations.start_series, rule="\x00")
changed("invalid", conversations.change_series, topic=None)
changed("invalid", conversations.change_series, durationMinutes=0)
changed("invalid", conversations.end_series, reason=" ")
changed("invalid", conversations.set_cadence, managerId=uuid4())
changed("invalid", conversations.set_cadence, lookahead=7)
changed("invalid", conversations.set_cadence, graceDays=-1)
changed("invalid", conversations.set_cadence, reminders=[{"afterDays": 0, "to": "participants"}])
changed("people_unknown", conversations.set_cadence, personId=uuid4())
changed("pause_without_days", conversations.pause_series, until="2020-01-31")
for _taking in (conversations.start_series, conversations.change_series):
    changed("conversation_template_unknown", _taking, templateKey="no_such")
changed("partner_unknown", conversations.start_series, partnerId=uuid4())
changed("participant_unknown", conversations.start_series, "jonas", personId=uuid4())


@refused("talks_to_themselves", conversations.start_series)
async def _with_oneself(scene: Scene) -> Ask:
    ask = await of_case(conversations.start_series)(scene)
    return replace(ask, body={**ask.body, "partnerId": ask.body["personId"]})


@refused("series_goes_on", conversations.start_series)
async def _twice(scene: Scene) -> Ask:
    ask = await of_case(conversations.start_series)(scene)
    await scene.a_series(SeriesKind.MENTOR)
    return ask


@refused("partner_not_manager", conversations.start_series)
async def _with_no_manager(scene: Scene) -> Ask:
    ask = await of_case(conversations.start_series)(scene)
    return replace(ask, body={**ask.body, "kind": "manager", "partnerId": scene.world.id("olga")})


@refused("participant_gone", conversations.start_series, apart=True)
async def _with_who_left(scene: Scene) -> Ask:
    await become(scene.world, "tomas", "left")
    ask = await of_case(conversations.start_series)(scene)
    return replace(ask, body={**ask.body, "partnerId": scene.world.id("tomas")})


async def _ended(scene: Scene, use_case: Any) -> Ask:
    ask = await of_case(use_case)(scene)
    id: UUID = ask.ids["series_id"]
    path = f"/v1/series/{id}"
    await scene.world.rest("amina", "POST", f"{path}/end", {"reason": "Enough"}, if_match="*")
    version = (await scene.world.rest("amina", "GET", path)).json()["version"]
    return replace(ask, version=version)


for _use_case, _code in (
    (conversations.change_series, "series_over"),
    (conversations.end_series, "series_over"),
    (conversations.pause_series, "series_not_active"),
    (conversations.resume_series, "series_not_paused"),
):

    @refused(_code, _use_case)
    async def _when_it_is_over(scene: Scene, use_case: Any = _use_case) -> Ask:
        return await _ended(scene, use_case)
