"""What page 200 of a list costs, against page 1: `make bench ONLY=depth`.

    name          page 1  page 200   ratio  target  per-s-1  per-s-200
    milestones       610       615    0.99    0.90     1410       1402

- `page 1`, `page 200`: microseconds of CPU for one answer, of the API and of PostgreSQL together.
- `ratio`: what page 200 gives a second by what page 1 gives, the median of rounds in which both had
  their turn, one after the other: near one wherever a page is found by an index.
"""

import asyncio
import statistics
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

from app.server.migrate import migrate
from bench.growth import Side
from bench.loading import load, postmaster
from bench.measure import as_bytes
from bench.prepare import prepare
from bench.servers import PRODUCT, as_served, served, tokens_of
from bench.workloads import chosen, prepared

NAME: Final = "depth"
WORKLOAD: Final = "page200"
TARGET: Final = 0.90
ROUNDS: Final = 15


def run(scale: float) -> bool:
    """Whether page 200 is slower by no more than a tenth."""
    with ProcessPoolExecutor(1, get_context("fork")) as clients:
        clients.submit(int).result()  # it is small while we are
        settings = as_served()
        owner = str(settings.database_url)
        migrate(owner)
        asyncio.run(load(owner, scale))
        tokens = tokens_of(settings)
        workload = chosen(WORKLOAD)
        far = asyncio.run(prepare(workload, scale, settings, tokens)).requests[WORKLOAD]
        asked = {"first": prepared(workload[0], scale), "far": far}
        sent = {name: [as_bytes(one, tokens) for one in of] for name, of in asked.items()}
        log = settings.data_dir / "bench-product.log"
        with served(PRODUCT, settings.port, log, {}) as product:
            side = Side(product, asyncio.run(postmaster(owner)), sent)
            rounds = [
                (side.turn("first", clients), side.turn("far", clients)) for _ in range(ROUNDS + 1)
            ]
    del rounds[0]  # it warms up, and does not count
    ratio = statistics.median(behind.rate / before.rate for (before, _), (behind, _) in rounds)
    cpu = [statistics.median(one[at][1] for one in rounds) for at in (0, 1)]
    rates = [statistics.median(one[at][0].rate for one in rounds) for at in (0, 1)]
    print(
        f"{'name':<12}{'page 1':>8}{'page 200':>10}{'ratio':>8}{'target':>8}{'per-s-1':>9}"
        f"{'per-s-200':>11}\n"
        f"{'milestones':<12}{cpu[0]:>8.0f}{cpu[1]:>10.0f}{ratio:>8.2f}{TARGET:>8.2f}"
        f"{rates[0]:>9.0f}{rates[1]:>11.0f}{'' if ratio >= TARGET else '   falls short'}",
        flush=True,
    )
    return ratio >= TARGET
