"""What the worker counts, for Prometheus: `CAREER_WORKER_METRICS_PORT` says where it is read."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import accumulate
from typing import Final
from uuid import UUID

from prometheus_client import CollectorRegistry, Gauge, start_http_server
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from app.domain.entity import utc_now
from app.domain.transaction import Database
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import DueDelivery, Outcome
from app.worker.rounds import Rounds

REGISTRY: Final = CollectorRegistry()


class Seconds(Collector):
    """A histogram that one thread counts in. One of `prometheus_client` takes ten times as long,
    which would show: something is counted with each attempt.
    """

    def __init__(self, name: str, documentation: str, bounds: Sequence[float]) -> None:
        self._name, self._documentation, self._bounds = name, documentation, bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0
        REGISTRY.register(self)

    def observe(self, seconds: float) -> None:
        self._counts[bisect_left(self._bounds, seconds)] += 1
        self._sum += seconds

    def collect(self) -> Iterator[HistogramMetricFamily]:
        bounds = [*map(floatToGoString, (*self._bounds, float("inf")))]
        buckets = [*zip(bounds, accumulate(self._counts), strict=True)]
        yield HistogramMetricFamily(self._name, self._documentation, buckets, self._sum)


class Outcomes(Collector):
    """How often which endpoint answered how; counted in one thread, too."""

    def __init__(self, name: str, documentation: str) -> None:
        self._name, self._documentation = name, documentation
        self._counts = Counter[tuple[UUID, str]]()
        REGISTRY.register(self)

    def count(self, endpoint_id: UUID, word: str) -> None:
        self._counts[endpoint_id, word] += 1

    def collect(self) -> Iterator[CounterMetricFamily]:
        told = CounterMetricFamily(self._name, self._documentation, labels=("endpoint", "outcome"))
        for (endpoint_id, word), count in [*self._counts.items()]:
            told.add_metric((str(endpoint_id), word), count)
        yield told


ATTEMPTS: Final = Outcomes(
    "career_webhook_attempts",
    "Attempts to deliver, by endpoint: `succeeded`, `failed` (an answer that is no success) or "
    "why there was no answer.",
)
DURATION: Final = Seconds(
    "career_webhook_attempt_seconds",
    "Seconds until an attempt was answered or given up.",
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15),
)
LAG: Final = Seconds(
    "career_webhook_lag_seconds",
    "Seconds from when something was owed until it was delivered at the first attempt.",
    (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3600),
)
UNTOLD: Final = Gauge("career_events_untold", "Events that are not relayed yet.", registry=REGISTRY)
OWED: Final = Gauge("career_webhook_queue", "Deliveries that are pending.", registry=REGISTRY)
LATE: Final = Gauge(
    "career_webhook_late_seconds", "How long the oldest delivery is due.", registry=REGISTRY
)
PERIOD_S: Final = 15.0


def attempted(endpoint_id: UUID, due: DueDelivery, outcome: Outcome) -> None:
    """Count one attempt."""
    seconds = outcome.duration_ms / 1000
    word = "succeeded" if outcome.succeeded else outcome.error or "failed"
    ATTEMPTS.count(endpoint_id, word)
    DURATION.observe(seconds)
    if outcome.succeeded and due.is_first:
        LAG.observe(max(0.0, (outcome.began_at - due.owed_at).total_seconds() + seconds))


@contextmanager
def exposed(host: str, port: int) -> Iterator[None]:
    """Served over HTTP as long as the block lasts; not at all with port 0."""
    if not port:
        yield
        return
    server, thread = start_http_server(port, host, REGISTRY)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Watcher(Rounds):
    """Looks at what is waiting, once in a while."""

    name = "watcher"

    def __init__(self, finder: Database) -> None:
        self.finder = finder
        super().__init__(period_s=PERIOD_S, after_s=PERIOD_S)

    async def once(self, now: datetime | None = None) -> int:
        """How much is waiting is set, and returned."""
        backlog = await webhooks.backlog(self.finder, now or utc_now())
        UNTOLD.set(backlog.untold)
        OWED.set(backlog.owed)
        LATE.set(backlog.late_s)
        return backlog.untold + backlog.owed
