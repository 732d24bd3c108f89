"""One look at all breaks off whatever takes too long, and nothing else."""

import asyncio

import pytest

from app.domain.deadlines import Deadlines

SOON_S = 0.05
PATIENCE_S = 30.0


async def hang(deadlines: Deadlines, began: asyncio.Event | None = None) -> None:
    with deadlines.watch():
        if began is not None:
            began.set()
        await asyncio.Event().wait()


async def test_what_takes_too_long_is_broken_off_whatever_began_when() -> None:
    deadlines = Deadlines(SOON_S)
    began, passed = asyncio.get_running_loop().time(), []

    async def timed(after_s: float) -> None:
        await asyncio.sleep(after_s)
        with pytest.raises(TimeoutError):
            await hang(deadlines)
        passed.append(asyncio.get_running_loop().time() - began - after_s)

    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*(timed(SOON_S * nth / 2) for nth in range(6)))
    assert min(passed) >= SOON_S


async def test_what_ends_in_time_is_left_alone_also_afterwards() -> None:
    deadlines = Deadlines(SOON_S)
    for _ in range(3):
        with deadlines.watch():
            await asyncio.sleep(0)
    with pytest.raises(TimeoutError):  # when this one is over, the others would be, too
        await hang(deadlines)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    with pytest.raises(ZeroDivisionError), deadlines.watch():
        raise ZeroDivisionError


async def test_who_is_cancelled_by_others_stays_cancelled() -> None:
    deadlines, began = Deadlines(PATIENCE_S), asyncio.Event()
    task = asyncio.create_task(hang(deadlines, began))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_limit_within_another_timeout_is_told_apart() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SOON_S):
            await hang(Deadlines(PATIENCE_S))
    async with asyncio.timeout(PATIENCE_S) as outer:
        with pytest.raises(TimeoutError):
            await hang(Deadlines(SOON_S))
    assert not outer.expired()


async def test_what_others_and_the_deadline_break_off_counts_as_cancelled() -> None:
    deadlines = Deadlines(SOON_S)

    async def cancelled_meanwhile() -> None:
        with deadlines.watch():
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                asyncio.current_task().cancel()  # type: ignore[union-attr]
                raise

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(cancelled_meanwhile())


async def test_whoever_waits_is_told_in_the_words_of_those_who_watch() -> None:
    deadlines = Deadlines(PATIENCE_S, ArithmeticError)
    with pytest.raises(ArithmeticError), deadlines.watch(SOON_S):
        await asyncio.Event().wait()


async def test_what_was_lifted_may_take_as_long_as_it_likes() -> None:
    deadlines = Deadlines(SOON_S)
    with deadlines.watch():
        deadlines.lift()
        with pytest.raises(TimeoutError):  # the others still have a deadline
            await asyncio.create_task(hang(deadlines))
