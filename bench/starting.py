"""How soon a process of the API answers after it was started: `make bench ONLY=start`.

    name       seconds  target  cpu-s
    rest          1.41    3.00   1.60
    graphql       1.47    3.00   1.71

- `seconds`: from the start of `career api`, with the database up and migrated, to the first answer
  of 200 to a question that came with a token: for a plan with goals and milestones, and after that
  one for a nested GraphQL query. The median of some starts.
- `cpu-s`: the CPU that the process and its children had spent by then.
"""

import asyncio
import os
import signal
import statistics
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from typing import Any, Final

from app.server.lifeline import tied_to_me
from app.server.migrate import migrate
from app.settings import Settings
from bench.loading import load
from bench.measure import Mistake
from bench.servers import PRODUCT, as_served, cpu_seconds_below, tokens_of
from bench.workloads import Request, Tokens, chosen, prepared

NAME: Final = "start"
ROUNDS: Final = 3
MOST_S: Final = 3.0
GIVEN_UP_S: Final = 120.0
STOP_S: Final = 30.0
AGAIN_S: Final = 0.005
OK: Final = 200
ASKED: Final = {"rest": "plan", "graphql": "graphql"}


def run(scale: float) -> bool:
    """Whether both are answered soon enough."""
    settings = as_served()
    owner = str(settings.database_url)
    migrate(owner)
    asyncio.run(load(owner, scale))
    tokens = tokens_of(settings)
    requests = {name: prepared(chosen(workload)[0], scale)[0] for name, workload in ASKED.items()}
    # The first one finds nothing in the caches of the machine, and does not count.
    rounds = [_start(settings, requests, tokens) for _ in range(ROUNDS + 1)][1:]
    print(f"{'name':<10}{'seconds':>8}{'target':>8}{'cpu-s':>7}")
    is_enough = True
    for name in ASKED:
        seconds, cpu = (statistics.median(one[name][n] for one in rounds) for n in (0, 1))
        line = f"{name:<10}{seconds:>8.2f}{MOST_S:>8.2f}{cpu:>7.2f}"
        print(line + ("" if seconds <= MOST_S else "   falls short"), flush=True)
        is_enough &= seconds <= MOST_S
    return is_enough


def _start(
    settings: Settings, requests: dict[str, Request], tokens: Tokens
) -> dict[str, tuple[float, float]]:
    """Of each request, the seconds and the CPU until it was answered."""
    headers = {name: tokens.headers(one) for name, one in requests.items()}
    found = {}
    with (settings.data_dir / "bench-product.log").open("wb") as said:
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-P", *PRODUCT],
            env=os.environ | {"PORT": str(settings.port)},
            stdout=said,
            stderr=said,
            preexec_fn=tied_to_me(signal.SIGTERM),  # noqa: PLW1509 - it takes no lock
        )
        try:
            for name, request in requests.items():
                _until_answered(process, settings.port, request, headers[name])
                seconds = time.perf_counter() - began
                found[name] = seconds, cpu_seconds_below(process.pid)
        finally:
            process.terminate()
            process.wait(STOP_S)
    told = ", ".join(f"{name} {one[0]:.2f} s, cpu {one[1]:.2f} s" for name, one in found.items())
    sys.stderr.write(f"{told}\n")
    return found


def _until_answered(process: Any, port: int, request: Request, headers: dict[str, str]) -> None:
    end = time.monotonic() + GIVEN_UP_S
    while time.monotonic() < end and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request(request.method, request.target, request.body or None, headers)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException):
            time.sleep(AGAIN_S)  # nobody listens yet
            continue
        finally:
            connection.close()
        if answer.status == OK:
            return
        raise Mistake(f"{request.target}: {answer.status} {body[:500]!r}")
    raise Mistake("the process did not answer")
