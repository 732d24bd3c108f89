"""A worker dies at any of its commits: every event comes, and twice only with the same id."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from app.domain import transaction
from app.domain.failures import OutcomeUnknown
from app.worker.deliver import Courier
from app.worker.network import Sender
from tests.security.test_guard import LENIENT
from tests.worker.hooks import LEASE_S, Answers, Hooks, requests
from tests.worker.receivers import receiving

STEPS = 3
Commit = Callable[[Any], Coroutine[Any, Any, None]]


@pytest.mark.parametrize("is_committed", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("nth", range(1, 7))
async def test_nothing_is_lost(
    hooks: Hooks, nth: int, monkeypatch: pytest.MonkeyPatch, *, is_committed: bool
) -> None:
    """At each commit of relaying, taking and recording, just before it and just after it."""
    commit: Commit = transaction.commit
    count = 0

    async def dies(connection: Any) -> None:
        nonlocal count
        count += 1
        if count == nth:
            if is_committed:
                await commit(connection)
            connection.terminate()
            raise OutcomeUnknown
        if count > nth:
            connection.terminate()
            raise OutcomeUnknown
        await commit(connection)

    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "milestone.*")
        milestone = await hooks.progress(await hooks.world.a_milestone(), *range(1, STEPS))
        with monkeypatch.context() as patched:
            patched.setattr("app.worker.recorder.PAUSES_S", ())
            patched.setattr(transaction, "commit", dies)
            await until_it_died(hooks)
        assert count >= nth

        hooks.passed += hooks.lease
        await hooks.rounds()

        got = requests(receiver)
        by_id = {one.id: one.body for one in got}
        assert {one.body for one in got} == set(by_id.values())  # each id says the same each time
        told = [one.place[1] for one in got if one.subject == milestone["id"]]
        assert sorted(set(told)) == list(range(1, STEPS + 1))
        assert told == sorted(told)


async def until_it_died(hooks: Hooks) -> None:
    async with Sender(LENIENT, 2) as sender:
        courier = Courier(sender, lease_s=LEASE_S)
        try:
            for _ in range(2 * STEPS):
                await hooks.relay()
                await courier.send_due(hooks.ctx)
                await courier.finish()
        except OutcomeUnknown:
            await courier.finish()
