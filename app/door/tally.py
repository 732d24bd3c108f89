"""How many requests were answered, and how long it took: counted by the one thread that answers.

The counters of `prometheus_client` take a lock for each number that they count, of which a request
has seven. Here they are plain numbers, which its registry asks for when somebody looks.
"""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

from prometheus_client import Metric
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.registry import Collector, CollectorRegistry

BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""
BEYOND: Final = "+Inf"


class Durations:
    """How long the answers of one route took."""

    __slots__ = ("seconds", "within")

    def __init__(self) -> None:
        self.within = [0] * (len(BOUNDS) + 1)
        """How many took longer than one bound and no longer than the next."""
        self.seconds = 0.0

    @property
    def buckets(self) -> list[tuple[str, float]]:
        bounds = [*map(str, BOUNDS), BEYOND]
        return list(zip(bounds, accumulate(map(float, self.within)), strict=True))


class Tally(Collector):
    """What a process answered since it started. Not for several threads."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.in_flight = 0
        self._answers: dict[tuple[str, str, int], int] = {}
        self._durations: dict[str, Durations] = {}
        registry.register(self)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one; `seconds` from the first byte read to the last byte sent."""
        kind = (method, route, status)
        self._answers[kind] = self._answers.get(kind, 0) + 1
        durations = self._durations.get(route)
        if durations is None:
            durations = self._durations[route] = Durations()
        durations.within[bisect_left(BOUNDS, seconds)] += 1
        durations.seconds += seconds

    def collect(self) -> Iterable[Metric]:
        """For the registry."""
        labels = ["method", "route", "status"]
        answers = CounterMetricFamily("career_requests", "Requests answered.", labels=labels)
        for (method, route, status), count in self._answers.items():
            answers.add_metric([method, route, str(status)], count)
        yield answers
        told = "Seconds from the first byte read to the last byte sent."
        durations = HistogramMetricFamily("career_request_seconds", told, labels=["route"])
        for route, one in self._durations.items():
            durations.add_metric([route], one.buckets, one.seconds)
        yield durations
        told = "Requests being answered."
        yield GaugeMetricFamily("career_requests_in_flight", told, self.in_flight)
