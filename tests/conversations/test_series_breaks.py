"""Leave and pauses leave out what lies in them, and give back what they did not need."""

from datetime import date

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import (
    PauseSeries,
    PrepareConversation,
)
from tests.conversations.series_kit import BEGUN, Pairs, on


async def test_leave_leaves_out_what_lies_in_it_and_nothing_else(pairs: Pairs) -> None:
    series = await pairs.series()
    await pairs.change(
        "UPDATE person SET status = 'on_leave', leave_ends_on = '2031-05-20' WHERE id = $1",
        pairs.world.id("jonas"),
    )
    await pairs.look("01-01 12:01")
    assert await pairs.dates(series) == ["06-03 10:00", "07-01 10:00"]
    left_out = [one for one in await pairs.occurrences(series) if one["status"] == "skipped"]
    assert {(one["ended_because"], one["ended_by_id"]) for one in left_out} == {("leave", None)}
    assert (await pairs.shown(series))["skippedInARow"] == 0
    assert (await pairs.shown(series))["status"] == "active"


async def test_a_leave_without_an_end_leaves_nothing_to_come_until_it_ends(pairs: Pairs) -> None:
    series, amina = await pairs.series(), pairs.world.id("amina")
    await pairs.change("UPDATE person SET status = 'on_leave' WHERE id = $1", amina)
    await pairs.look("01-01 12:01")
    assert await pairs.dates(series) == []
    await pairs.look("07-20 10:00")
    assert await pairs.dates(series) == []
    await pairs.change("UPDATE person SET status = 'active' WHERE id = $1", amina)
    await pairs.look("07-20 14:01")
    assert await pairs.dates(series) == ["08-05 10:00", "09-02 10:00"]


async def test_a_leave_that_ends_early_gives_back_what_it_took(pairs: Pairs) -> None:
    series, amina = await pairs.series(), pairs.world.id("amina")
    await pairs.change("UPDATE person SET status = 'on_leave' WHERE id = $1", amina)
    await pairs.look("01-01 12:01")
    assert await pairs.dates(series) == []
    await pairs.change("UPDATE person SET status = 'active' WHERE id = $1", amina)
    await pairs.look("01-10 10:00")
    assert await pairs.dates(series) == ["02-04 10:00", "03-04 10:00"]
    again = [one["slot_at"] for one in await pairs.occurrences(series)]
    assert again.count(on("02-04 10:00")) == 2


async def test_a_pause_that_was_a_mistake_takes_nothing(pairs: Pairs) -> None:
    series = await pairs.series()
    pause = PauseSeries(reason="agreed")  # type: ignore[arg-type]
    for _ in range(2):
        await pairs.do("amina", conversations.pause_series, series_id=series, command=pause)
        assert await pairs.dates(series) == []
        await pairs.do("amina", conversations.resume_series, series_id=series)
        assert await pairs.dates(series) == BEGUN
    await pairs.look()
    assert await pairs.dates(series) == BEGUN


async def test_what_somebody_prepared_stays_where_it_is(pairs: Pairs) -> None:
    series = await pairs.series()
    first = await pairs.nth(series)
    command = PrepareConversation(hopes="Next year")
    action = conversations.prepare_conversation
    await pairs.do("amina", action, conversation_id=first, command=command)
    pause = PauseSeries(reason="agreed", until=date(2031, 4, 10))  # type: ignore[arg-type]
    await pairs.do("jonas", conversations.pause_series, series_id=series, command=pause)
    assert await pairs.dates(series) == ["01-07 10:00", "05-06 10:00"]
    assert await pairs.dates(series, "skipped") == ["02-04 10:00"]


async def test_a_pause_ends_on_its_day_with_one_next_slot(pairs: Pairs) -> None:
    series = await pairs.series()
    pause = PauseSeries(reason="leave", until=date(2031, 7, 10))  # type: ignore[arg-type]
    await pairs.do("amina", conversations.pause_series, series_id=series, command=pause)
    await pairs.look("07-09 20:00")
    assert (await pairs.shown(series))["status"] == "paused"
    await pairs.look("07-10 01:00")
    assert (await pairs.shown(series))["status"] == "active"
    assert await pairs.dates(series) == ["08-05 10:00", "09-02 10:00"]
    assert await pairs.dates(series, "skipped") == BEGUN
    assert await pairs.told("series.paused", "series.resumed") == [
        "series.paused",
        "series.resumed",
    ]


async def test_an_open_pause_is_over_when_somebody_says_so(pairs: Pairs) -> None:
    series = await pairs.series()
    pause = PauseSeries(reason="agreed")  # type: ignore[arg-type]
    await pairs.do("amina", conversations.pause_series, series_id=series, command=pause)
    assert await pairs.dates(series) == []
    await pairs.look("04-20 10:00")
    await pairs.do("jonas", conversations.resume_series, series_id=series)
    assert await pairs.dates(series) == ["05-06 10:00", "06-03 10:00"]
