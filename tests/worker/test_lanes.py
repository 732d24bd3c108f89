"""How much is taken ahead: enough that something is always on its way, and no more than that."""

import asyncio
from typing import Any, cast
from uuid import uuid4

import pytest

from app.domain.context import Context
from app.worker.deliver import Courier
from app.worker.lanes import FIRST, MOST, Place
from app.worker.network import Sender
from app.worker.recorder import Recorder
from tests.security.test_guard import LENIENT
from tests.worker.hooks import ATTEMPT_S, BASE_URL, LEASE_S, Answers, Hooks
from tests.worker.receivers import receiving
from tests.worker.test_worker import until

ANYTHING = cast(Any, None)


def place(*, waiting: int = 0, sent: int = 0, unrecorded: int = 0) -> Place:
    found = Place(ANYTHING, ANYTHING, ANYTHING, window=MOST, unrecorded=unrecorded)
    found.waiting.extend([ANYTHING] * waiting)
    found.open.update({uuid4(): 0.0 for _ in range(sent)})
    return found


@pytest.mark.parametrize(
    ("waiting", "sent", "unrecorded", "room"),
    [
        (0, 0, 0, MOST),
        (100, 16, 0, MOST - 116),
        (0, 0, MOST, MOST),  # all of it has ended: meanwhile as much can be sent
        (MOST // 2, 0, MOST, MOST // 2),
        (0, 0, 2 * MOST - 10, 10),  # but no more than that is ever held
        (MOST, 0, MOST, 0),
        (0, 0, 3 * MOST, 0),
    ],
)
def test_what_waits_to_be_recorded_takes_no_place_of_what_is_sent(
    waiting: int, sent: int, unrecorded: int, room: int
) -> None:
    assert place(waiting=waiting, sent=sent, unrecorded=unrecorded).room == room


def test_more_is_wanted_for_half_of_what_it_may_hold() -> None:
    assert place(waiting=MOST // 2).wants_more
    assert place(waiting=MOST // 2).is_half_sent
    assert not place(waiting=MOST // 2 + 1).wants_more
    assert place(sent=MOST // 4, unrecorded=MOST).wants_more
    assert not place(sent=MOST // 4, unrecorded=2 * MOST - 20).wants_more


async def test_more_is_sent_while_outcomes_wait_to_be_recorded(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.worker.lanes.MOST", FIRST)
    recorded = asyncio.Event()
    record = Recorder._record

    async def wait_and_record(recorder: Recorder, batch: Any) -> None:
        await recorded.wait()
        await record(recorder, batch)

    monkeypatch.setattr(Recorder, "_record", wait_and_record)
    async with receiving(Answers()) as receiver, Sender(LENIENT, ATTEMPT_S) as sender:
        await hooks.register(receiver.url, "plan.created")
        for _ in range(3 * FIRST):
            await hooks.world.a_plan()
        await hooks.relay()
        courier = Courier(sender, lease_s=LEASE_S)
        taken = []
        for _ in range(3):
            taken.append(await courier.send_due(hooks.ctx))
            await until(lambda: not any(place.ahead for place in courier.places.all()))
        assert taken == [FIRST, FIRST, 0]
        recorded.set()
        await courier.finish()
        assert await courier.send_due(hooks.ctx) == FIRST
        await courier.finish()
    assert len(receiver.bodies) == len(set(receiver.bodies)) == 3 * FIRST


async def test_what_is_let_go_while_others_are_taken_is_looked_for(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have been too late for the statement that took the others."""
    perform, asked = Context.perform, list[bool]()

    async def meanwhile(ctx: Context, action: Any, arguments: Any) -> Any:
        asked.append(arguments["is_due"])
        answer = await perform(ctx, action, arguments)
        if len(asked) == 1:
            hooks.courier._recorded(
                Place(ctx, ANYTHING, ANYTHING, unrecorded=1), let_others_go=True
            )
        return answer

    monkeypatch.setattr(Context, "perform", meanwhile)
    for _ in range(3):
        await hooks.courier.relay_and_send(hooks.ctx, BASE_URL, is_due=False)
    assert asked == [False, True, False]
