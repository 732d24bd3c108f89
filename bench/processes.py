"""What a second process of the API is good for: `make bench ONLY=processes`.

One line:

    processes     one      two   ratio  target
    graphql       480      930    1.94    1.70

Both processes answer questions about the schema, which take no database: with the clients and
PostgreSQL on the same two cores, anything else would measure those. Two rounds of one process
stand around each round of two.
"""

import asyncio
import json
import statistics
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from typing import Final

from app.server.migrate import migrate
from bench.data import organisations
from bench.generator import Job, Result, generate
from bench.loading import load
from bench.measure import Mistake, as_bytes
from bench.servers import PRODUCT, Server, a_port, as_served, served, tokens_of
from bench.workloads import Asker, Request

NAME: Final = "processes"
TARGET: Final = 1.7
ROUNDS: Final = 7
SECONDS: Final = 1.5
QUERY: Final = (
    "{ __schema { queryType { fields { name args { name type { name } } type { name kind } } } } }"
)


def run(scale: float) -> bool:
    """Whether two processes answer nearly twice as much."""
    with ProcessPoolExecutor(2, get_context("fork")) as clients:
        for one in [clients.submit(int) for _ in range(2)]:
            one.result()
        return _run(scale, clients)


def _run(scale: float, clients: Executor) -> bool:
    settings = as_served()
    owner = str(settings.database_url)
    migrate(owner)
    asyncio.run(load(owner, scale))
    organisation = organisations(scale)[0]
    asker = Asker(organisation.id, organisation.person(0))
    request = Request("POST", "/graphql", asker, json.dumps({"query": QUERY}))
    sent = [as_bytes(request, tokens_of(settings))]
    with ExitStack() as stack:
        named = {"CAREER_PUBLIC_URL": settings.base_url}
        servers = [
            stack.enter_context(
                served(PRODUCT, a_port(), settings.data_dir / f"bench-product-{nth}.log", named)
            )
            for nth in range(2)
        ]
        rounds = [
            (_rate(clients, servers[:1], sent), _rate(clients, servers, sent))
            for _ in range(ROUNDS + 1)
        ][1:]
    one, two = (statistics.median(rates) for rates in zip(*rounds, strict=True))
    ratio = statistics.median(after / before for before, after in rounds)
    print(f"{'processes':<12}{'one':>6}{'two':>9}{'ratio':>8}{'target':>8}")
    line = f"{'graphql':<12}{one:>6.0f}{two:>9.0f}{ratio:>8.2f}{TARGET:>8.2f}"
    print(line + ("" if ratio >= TARGET else "   falls short"))
    return ratio >= TARGET


def _rate(clients: Executor, servers: list[Server], sent: list[bytes]) -> float:
    """Answers a second of all of them, asked at the same time."""
    jobs = [clients.submit(generate, Job(one.port, sent, SECONDS, once=False)) for one in servers]
    results: list[Result] = [job.result() for job in jobs]
    if refused := sum(one.refused for one in results):
        told = next(one.first_refusal for one in results if one.refused)
        raise Mistake(f"{refused} answers were no success; the first: {told!r}")
    return sum(one.rate for one in results)
