"""What the worker counts, and what waits, is read where the settings say."""

from datetime import timedelta

import httpx

from app.domain.transaction import Database
from app.server.postgres import free_port
from app.worker.metrics import REGISTRY, Watcher, exposed
from tests.worker.hooks import Answers, Hooks
from tests.worker.receivers import receiving, reset_after_listening


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_attempts_are_counted_by_endpoint_and_outcome(hooks: Hooks) -> None:
    lag = counted("career_webhook_lag_seconds_count")
    async with receiving(Answers([500])) as receiver, receiving(reset_after_listening) as broken:
        first = await hooks.register(receiver.url, "plan.created")
        second = await hooks.register(broken.url, "plan.created")
        for _ in range(2):
            await hooks.world.a_plan()
            await hooks.rounds()

    def attempts(id: str, outcome: str) -> float:
        return counted("career_webhook_attempts_total", endpoint=id, outcome=outcome)

    assert attempts(str(first.id), "failed") == attempts(str(first.id), "succeeded") == 1
    assert attempts(str(second.id), "reset") == 2
    assert counted("career_webhook_lag_seconds_count") == lag + 1


async def test_what_waits_is_told(hooks: Hooks, looking: Database) -> None:
    watcher = Watcher(looking)
    async with receiving(Answers([500])) as receiver:
        await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await watcher.once(hooks.now())
        assert counted("career_events_untold") >= 1
        await hooks.relay()
        await watcher.once(hooks.now() + timedelta(seconds=100))
        assert counted("career_webhook_queue") >= 1
        assert counted("career_webhook_late_seconds") >= 100


async def test_they_are_served_at_a_port_of_their_own() -> None:
    port = free_port()
    with exposed("127.0.0.1", port):
        async with httpx.AsyncClient() as client:
            told = await client.get(f"http://127.0.0.1:{port}/metrics")
    assert "career_webhook_attempts_total" in told.text
    with exposed("127.0.0.1", 0):
        pass
