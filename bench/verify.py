"""Before anything is timed: both sides do the same, or nothing is measured."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

from bench.loading import events_of, open_again
from bench.measure import Mistake, Sides, ask
from bench.workloads import Request, Tokens, Workload

WRITES: Final = 20
TIMES: Final = ("startedAt", "reachedAt")


def verify(
    sides: Sides, workload: Workload, requests: Sequence[Request], tokens: Tokens, owner_dsn: str
) -> Callable[[int], None]:
    """How the first so many requests of the workload can be undone.

    Raises:
        Mistake: the answers differ, or what was written.

    """

    def undo(count: int) -> None:
        changed = [one.changes for one in requests[:count]]
        asyncio.run(open_again(owner_dsn, changed))

    def done_by(server: Any, request: Request) -> tuple[Any, Any]:
        answer = ask(server, request, tokens.headers(request))
        if not workload.writes:
            return answer, None
        return _without_times(answer), asyncio.run(_told(owner_dsn, request))

    compared = requests[:WRITES] if workload.writes else requests
    ours = [done_by(sides.product, request) for request in compared]
    if workload.writes:
        undo(len(compared))
    theirs = [done_by(sides.limit, request) for request in compared]
    if workload.writes:
        undo(len(compared))
    for request, one, other in zip(compared, ours, theirs, strict=True):
        if one != other:
            raise Mistake(f"{request.target}: the product did {one}, the limit {other}")
    return undo


async def _told(owner_dsn: str, request: Request) -> list[tuple[Any, ...]]:
    told = await events_of(owner_dsn, *request.changes)
    if not told:
        raise Mistake(f"{request.target}: nothing was told")
    return told


def _without_times(answer: dict[str, Any]) -> dict[str, Any]:
    if not all(answer[name] for name in TIMES):
        raise Mistake(f"a milestone was reached at no time: {answer}")
    return {name: value for name, value in answer.items() if name not in TIMES}
