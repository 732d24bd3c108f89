"""What ten times as much data costs each read: `make bench ONLY=growth`.

A line for each read:

    name         before    after   ratio  target
    plan           3210     3150    0.98    0.80

- `before`, `after`: answers a second of one process, with the data of every day and with ten
  times as many people, plans and milestones in each of the organisations.
- `ratio`: the second by the first. It is near one wherever answers are found by an index.
"""

import asyncio
import statistics
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

from app.server.migrate import migrate
from app.settings import Settings
from bench.generator import Job, generate
from bench.loading import load
from bench.measure import Mistake, as_bytes
from bench.prepare import prepare
from bench.servers import PRODUCT, as_served, served, tokens_of
from bench.workloads import GROUPS, chosen

NAME: Final = "growth"
TIMES: Final = 10
TARGET: Final = 0.80
ROUNDS: Final = 7
SECONDS: Final = 1.5


def run(scale: float) -> bool:
    """Whether no read is slower by more than a fifth."""
    with ProcessPoolExecutor(1, get_context("fork")) as clients:
        clients.submit(int).result()  # it is small while we are
        settings = as_served()
        migrate(str(settings.database_url))
        before = _rates(settings, scale, clients)
        after = _rates(settings, scale * TIMES, clients)
    print(f"{'name':<12}{'before':>8}{'after':>9}{'ratio':>8}{'target':>8}")
    for name, rate in before.items():
        ratio = after[name] / rate
        line = f"{name:<12}{rate:>8.0f}{after[name]:>9.0f}{ratio:>8.2f}{TARGET:>8.2f}"
        print(line + ("" if ratio >= TARGET else "   falls short"))
    return all(after[name] >= TARGET * rate for name, rate in before.items())


def _rates(settings: Settings, scale: float, clients: Executor) -> dict[str, float]:
    """Of each read, the median of some rounds; the first warms up, and does not count."""
    asyncio.run(load(str(settings.database_url), scale))
    tokens = tokens_of(settings)
    workloads = chosen(",".join(GROUPS["reads"]))
    requests = asyncio.run(prepare(workloads, scale, settings, tokens)).requests
    found: dict[str, float] = {}
    with served(PRODUCT, settings.port, settings.data_dir / "bench-product.log", {}) as product:
        for workload in workloads:
            sent = [as_bytes(one, tokens) for one in requests[workload.name]]
            job = Job(product.port, sent, SECONDS, once=False)
            results = [clients.submit(generate, job).result() for _ in range(ROUNDS + 1)][1:]
            if refused := sum(one.refused for one in results):
                raise Mistake(f"{workload.name}: {refused} answers were no success")
            found[workload.name] = statistics.median(one.rate for one in results)
    return found
