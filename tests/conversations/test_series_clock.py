"""The next conversations of a series are there, whatever happens: once each, and never a heap."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import (
    ChangeSeries,
    EndConversation,
    EndSeries,
    SetCadence,
)
from app.domain.conversations.repository.series import Occurrences
from tests.conversations.series_kit import BEGUN, FIRST_TUESDAYS, Pairs, on

LOOKS_AGAIN = timedelta(hours=4, minutes=1)


async def test_the_next_ones_are_there_at_once_and_stay_two_ahead(pairs: Pairs) -> None:
    series = await pairs.series()
    assert await pairs.dates(series) == BEGUN
    assert await pairs.look() == 0
    await pairs.hold(await pairs.nth(series))
    await pairs.look("01-07 11:00")
    assert await pairs.dates(series) == ["02-04 10:00", "03-04 10:00"]
    first = (await pairs.occurrences(series))[0]
    assert (first["duration_minutes"], first["slot_at"]) == (60, on("01-07 10:00"))
    assert await pairs.told("conversation.scheduled") == ["conversation.scheduled"] * 3


async def test_they_begin_with_what_the_settings_and_the_template_say(pairs: Pairs) -> None:
    reminders = [{"afterDays": 3, "to": "participants"}]
    setting = SetCadence(personId=pairs.world.id("amina"), grace_days=2, reminders=reminders)
    await pairs.do("amina", conversations.set_cadence, command=setting)
    template, version = await pairs.template("career")
    series = await pairs.series()
    [first, second] = await pairs.occurrences(series)
    for one in (first, second):
        assert (one["grace_days"], one["reminders"]) == (2, reminders)
        assert one["template_version_id"] == version
    # Tuesday the 7th, and two working days more: over with the end of Thursday.
    assert first["missed_at"] == on("01-10 00:00")
    assert first["reckoned_for"] == first["scheduled_at"]

    _, newer = await pairs.template("career", template)
    change = ChangeSeries(rule="FREQ=MONTHLY;BYDAY=1FR", at="10:00")
    await pairs.do("jonas", conversations.change_series, series_id=series, command=change)
    await pairs.hold(await pairs.nth(series))
    await pairs.look("01-03 11:00")
    moved = await pairs.occurrences(series)
    assert moved[0]["missed_at"] == on("01-08 00:00")  # from Friday on: Monday, Tuesday
    assert [one["template_version_id"] for one in moved] == [version, version, newer]


async def test_both_sides_see_what_comes_and_a_client_sees_no_words(pairs: Pairs) -> None:
    series = await pairs.series(topic="Where I want to go", startsOn="2031-01-01")
    world, first = pairs.world, await pairs.nth(series)
    path = f"/v1/series/{series}?expand=upcoming.series"
    for who, topic in (("amina", "Where I want to go"), ("jonas", "Where I want to go")):
        shown = (await world.rest(who, "GET", path)).json()
        assert (shown["topic"], shown["upcoming"][0]["id"]) == (topic, str(first))
        assert shown["upcoming"][0]["series"]["id"] == str(series)
    shown = (await world.rest("vendor", "GET", path)).json()
    assert (shown["topic"], shown["upcoming"][0]["topic"]) == (None, None)
    assert (await world.rest("priya", "GET", path)).status_code == 404
    listed = await world.rest("amina", "GET", f"/v1/conversations?seriesId={series}")
    assert len(listed.json()["data"]) == 2


async def test_what_was_not_held_keeps_nothing_from_coming(pairs: Pairs) -> None:
    series = await pairs.series()
    await pairs.look("06-15 10:00")
    assert await pairs.dates(series) == [*BEGUN, "07-01 10:00", "08-05 10:00"]


async def test_many_clocks_at_once_make_each_once(pairs: Pairs) -> None:
    made = [await pairs.series("amina", who, kind="peer") for who in ("olga", "tomas", "priya")]
    pairs.now = on("02-10 10:00")
    await asyncio.gather(*(pairs.clock().once() for _ in range(4)))
    assert len(await pairs.told("conversation.scheduled")) == 4 * len(made)
    for one in made:
        assert await pairs.dates(one) == [*BEGUN, "03-04 10:00", "04-01 10:00"]


async def test_a_clock_that_dies_midway_leaves_nothing_half_done(
    pairs: Pairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = await pairs.series()
    add_all = Occurrences.add_all

    async def dies(self: Any, entities: Any) -> None:
        await add_all(self, entities)
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(Occurrences, "add_all", dies)
        await pairs.look("02-10 10:00")
    assert await pairs.dates(series) == BEGUN
    await pairs.look()
    assert await pairs.dates(series) == [*BEGUN, "03-04 10:00", "04-01 10:00"]
    assert await pairs.told("conversation.scheduled") == ["conversation.scheduled"] * 4


async def test_it_goes_on_in_batches_until_nothing_is_left(
    pairs: Pairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.worker.clock.BATCH", 1)
    for who in ("olga", "tomas", "priya"):
        await pairs.series("amina", who, kind="peer")
    missed, series = 3, 3
    assert await pairs.look("02-10 10:00") == missed + series
    assert await pairs.look() == 0


# Early, late, moved, skipped


async def test_a_late_meeting_takes_the_slot_that_is_close_behind_it(pairs: Pairs) -> None:
    series = await pairs.series()
    pairs.now = on("01-30 12:00")
    await pairs.hold(await pairs.nth(series))
    await pairs.look()
    assert await pairs.dates(series) == ["03-04 10:00", "04-01 10:00"]
    [absorbed] = [one for one in await pairs.occurrences(series) if one["ended_because"]]
    assert (absorbed["ended_because"], absorbed["status"]) == ("absorbed", "skipped")


async def test_an_early_meeting_leaves_the_next_slot_where_it_is(pairs: Pairs) -> None:
    series = await pairs.series()
    pairs.now = on("01-02 12:00")
    await pairs.hold(await pairs.nth(series))
    await pairs.look()
    assert await pairs.dates(series) == ["02-04 10:00", "03-04 10:00"]


async def test_a_conversation_moved_past_the_next_slot_stands_for_it(pairs: Pairs) -> None:
    series = await pairs.series()
    await pairs.move(await pairs.nth(series), "02-06 09:00")
    await pairs.look()
    assert await pairs.dates(series) == ["02-06 09:00", "03-04 10:00"]
    assert await pairs.dates(series, "skipped") == ["02-04 10:00"]
    await pairs.look("01-20 10:00")
    assert await pairs.dates(series) == ["02-06 09:00", "03-04 10:00"]


async def test_what_was_skipped_is_counted_and_the_next_one_stands(pairs: Pairs) -> None:
    series, action = await pairs.series(), conversations.skip_conversation
    command = EndConversation(reason="A busy week")
    for nth, skipped in enumerate((1, 2)):
        one = await pairs.nth(series, nth)
        await pairs.do("amina", action, conversation_id=one, command=command)
        await pairs.look()
        assert (await pairs.shown(series))["skippedInARow"] == skipped
    assert await pairs.dates(series) == ["03-04 10:00", "04-01 10:00"]
    pairs.now = on("03-04 11:00")
    await pairs.hold(await pairs.nth(series, 2))
    assert (await pairs.shown(series))["skippedInARow"] == 0


async def test_a_rule_of_uneven_steps_keeps_all_of_them_where_they_meet_on_time(
    pairs: Pairs,
) -> None:
    series = await pairs.series(rule="FREQ=MONTHLY;BYMONTHDAY=2,6", kind="peer")
    pairs.now = on("01-02 11:00")
    await pairs.hold(await pairs.nth(series))
    await pairs.look()
    assert await pairs.dates(series) == ["01-06 10:00", "02-03 10:00"]


# Another cadence


async def test_another_rule_moves_what_nobody_touched(pairs: Pairs) -> None:
    series = await pairs.series()
    known = {one["id"] for one in await pairs.occurrences(series)}
    await pairs.move(await pairs.nth(series), "01-08 09:00")
    command = ChangeSeries(rule="FREQ=WEEKLY;BYDAY=TH", duration_minutes=30)
    await pairs.do("jonas", conversations.change_series, series_id=series, command=command)
    assert await pairs.dates(series) == ["01-02 10:00", "01-08 09:00"]
    assert {one["id"] for one in await pairs.occurrences(series)} == known
    assert await pairs.told("conversation.rescheduled") == ["conversation.rescheduled"] * 2
    lengths = [one["duration_minutes"] for one in await pairs.occurrences(series)]
    assert lengths == [30, 60]


async def test_where_the_person_is_says_what_ten_o_clock_is(pairs: Pairs) -> None:
    series = await pairs.series()
    amina = pairs.world.id("amina")
    await pairs.change("UPDATE person SET time_zone = 'Asia/Tokyo' WHERE id = $1", amina)
    await pairs.look("01-01 12:01")
    assert await pairs.dates(series) == ["01-07 01:00", "02-04 01:00"]


async def test_ten_o_clock_stays_ten_o_clock_when_clocks_change(pairs: Pairs) -> None:
    pairs.now = on("03-25 10:00")
    rule = "FREQ=WEEKLY;BYDAY=FR"
    series = await pairs.series(zone="Europe/Stockholm", rule=rule, startsOn="2031-03-25")
    assert await pairs.dates(series) == ["03-28 09:00", "04-04 08:00"]


async def test_they_meet_on_days_on_which_both_of_them_work(pairs: Pairs) -> None:
    """As the two say of themselves: one is off on the Tuesday, the other never works Wednesdays."""
    world = pairs.world
    for who, body in (
        ("jonas", {"daysOff": ["2031-01-07"]}),
        ("amina", {"workingWeek": [1, 2, 4, 5]}),
    ):
        path = f"/v1/people/{world.id(who)}/working-calendar"
        assert (await world.rest(who, "PUT", path, body)).is_success
    series = await pairs.series()
    assert await pairs.dates(series) == ["01-09 10:00", "02-04 10:00"]


async def test_nobody_meets_on_a_weekend_of_friday_and_saturday(pairs: Pairs) -> None:
    await pairs.change("UPDATE tenant SET working_week = '{7,1,2,3,4}'")
    series = await pairs.series(rule="FREQ=WEEKLY;BYDAY=FR")
    assert await pairs.dates(series) == ["01-05 10:00", "01-12 10:00"]


async def test_settings_are_followed_and_another_one_moves_the_dates(pairs: Pairs) -> None:
    series = await pairs.series(rule=None, at=None)
    assert await pairs.dates(series) == BEGUN
    command = SetCadence(
        person_id=pairs.world.id("amina"), rule="FREQ=WEEKLY;BYDAY=MO", at="15:30", lookahead=3
    )
    await pairs.do("jonas", conversations.set_cadence, command=command)
    pairs.now += LOOKS_AGAIN
    await pairs.look()
    assert await pairs.dates(series) == ["01-06 15:30", "01-13 15:30", "01-20 15:30"]


# Endings


async def test_who_leaves_ends_it_once_and_all_of_it(pairs: Pairs) -> None:
    series = await pairs.series("amina", "olga", kind="mentor")
    await pairs.move(await pairs.nth(series), "01-08 09:00")
    await pairs.change("UPDATE person SET status = 'left' WHERE id = $1", pairs.world.id("olga"))
    await pairs.look("01-01 12:01")
    await pairs.look("02-10 10:00")
    assert await pairs.dates(series) == []
    shown = await pairs.shown(series)
    assert (shown["status"], shown["endedReason"]) == ("ended", "left")
    assert await pairs.told("series.ended") == ["series.ended"]


async def test_two_who_end_it_keep_what_they_prepared(pairs: Pairs) -> None:
    series = await pairs.series()
    await pairs.move(await pairs.nth(series), "01-08 09:00")
    command = EndSeries(reason="Another team")
    await pairs.do("amina", conversations.end_series, series_id=series, command=command)
    assert await pairs.dates(series) == ["01-08 09:00"]
    assert await pairs.dates(series, "cancelled") == ["02-04 10:00"]
    await pairs.look("03-01 10:00")
    assert len(await pairs.occurrences(series)) == 2


@pytest.mark.parametrize("by_itself", [False, True])
async def test_another_manager_ends_it_and_may_have_one_of_their_own(
    pairs: Pairs, *, by_itself: bool
) -> None:
    series, amina, olga = await pairs.series(), pairs.world.id("amina"), pairs.world.id("olga")
    await pairs.series("amina", "tomas", kind="peer")
    command = SetCadence(rule=FIRST_TUESDAYS, starts_by_itself=by_itself)
    await pairs.do("jonas", conversations.set_cadence, command=command)
    await pairs.change(
        "UPDATE relationship SET related_id = $1 WHERE person_id = $2 AND kind = 'manager'",
        olga,
        amina,
    )
    await pairs.look("01-01 12:01")
    assert (await pairs.shown(series))["endedReason"] == "relationship_ended"
    found = await pairs.rows(
        "SELECT id, topic FROM series WHERE partner_id = $1 AND status = 'active'", olga
    )
    assert len(found) == by_itself
    for one in found:
        assert await pairs.dates(one["id"]) == BEGUN
    assert await pairs.told("series.ended") == ["series.ended"]
    await pairs.look("01-01 17:00")
    assert len(await pairs.rows("SELECT 1 FROM series")) == 2 + by_itself
