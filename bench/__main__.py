"""`python -m bench`, with a database of its own: `make bench` brings one."""

import argparse
import asyncio
import os
import pickle
import sys
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from app.server.migrate import migrate
from app.settings import Settings
from bench import (
    depth,
    growth,
    importing,
    lasting,
    pages,
    processes,
    series,
    starting,
    syncing,
    webhooks,
)
from bench.limit import SCRIPTS
from bench.loading import Unusable, load, postmaster
from bench.measure import HEADING, Measured, Mistake, Sides, as_bytes
from bench.prepare import Prepared, prepare
from bench.servers import LIMIT, PRODUCT, a_port, as_served, served, tokens_of
from bench.verify import verify
from bench.workloads import Tokens, Workload, chosen

KINDS: Final = (
    depth,
    growth,
    importing,
    lasting,
    pages,
    processes,
    series,
    starting,
    syncing,
    webhooks,
)
APART: Final[dict[str, Any]] = {one.NAME: one for one in KINDS}
"""Of another kind: each runs with nothing else."""


def main() -> int:
    wanted = _arguments()
    if "DATABASE_URL" not in os.environ:
        return _fail("there is no DATABASE_URL: `make bench` brings a database of its own")
    if wanted.apart is not None:
        return _apart(wanted.apart, wanted)
    # Started before anything else, so that it is small.
    with ProcessPoolExecutor(1, get_context("fork")) as clients:
        clients.submit(os.getpid).result()
        try:
            return _run(wanted, clients)
        except (Unusable, Mistake) as reason:
            return _fail(str(reason))


def _apart(kind: Any, wanted: Any) -> int:
    lasts = {"minutes": wanted.minutes, "rate": wanted.rate} if kind is lasting else {}
    try:
        return 0 if kind.run(wanted.scale, **lasts) else 1
    except (Unusable, Mistake) as reason:
        return _fail(str(reason))


def _run(wanted: Any, clients: Executor) -> int:
    settings = as_served()
    owner = str(settings.database_url)
    migrate(owner)
    if asyncio.run(load(owner, wanted.scale)):
        _say("the data were loaded")
    tokens = tokens_of(settings)
    prepared = asyncio.run(prepare(wanted.workloads, wanted.scale, settings, tokens))
    measured = _measure(wanted.workloads, prepared, wanted.seconds, settings, tokens, clients)
    return 0 if all(one.is_enough for one in measured) else 1


def _measure(
    workloads: Sequence[Workload],
    prepared: Prepared,
    seconds: float,
    settings: Settings,
    tokens: Tokens,
    clients: Executor,
) -> list[Measured]:
    folder: Path = settings.data_dir
    owner = str(settings.database_url)
    scripts = folder / "bench-scripts.pickle"
    scripts.write_bytes(pickle.dumps(prepared.scripts))
    measured = []
    with ExitStack() as stack:
        log = folder / "bench-product.log"
        product = stack.enter_context(served(PRODUCT, settings.port, log, {}))
        log, told = folder / "bench-limit.log", {SCRIPTS: str(scripts)}
        limit = stack.enter_context(served(LIMIT, a_port(), log, told))
        sides = Sides(product, limit, clients, asyncio.run(postmaster(owner)))
        print(HEADING, flush=True)
        for workload in workloads:
            requests = prepared.requests[workload.name]
            undo = verify(sides, workload, requests, tokens, owner)
            sent = [as_bytes(request, tokens) for request in requests]
            measured.append(sides.measure(workload, sent, seconds, undo))
            print(measured[-1].line(), flush=True)
            if not measured[-1].is_calm:
                _say(f"{workload.name}: this machine was never calm, the ratio says little")
    return measured


def _arguments() -> Any:
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument(
        "--only",
        default="",
        metavar="NAMES",
        help=f"comma-separated; or: reads; or one of: {', '.join(APART)}",
    )
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies the data")
    parser.add_argument("--seconds", type=float, default=1.5, help="of each side in each round")
    told = f"that {lasting.NAME} lasts"
    parser.add_argument("--minutes", type=float, default=lasting.MINUTES, help=told)
    told = f"requests a second of {lasting.NAME}"
    parser.add_argument("--rate", type=float, default=lasting.RATE, help=told)
    wanted = parser.parse_args()
    wanted.apart = APART.get(wanted.only)
    try:
        wanted.workloads = [] if wanted.apart else chosen(wanted.only)
    except ValueError as error:
        parser.error(str(error))
    return wanted


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _fail(reason: str) -> int:
    _say(f"bench: {reason}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
