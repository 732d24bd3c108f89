"""A year of webhooks, of which the last month is kept: whether the tables are as quick afterwards.

A day is a round: events are written, relayed, taken and recorded as the worker does it, without
the network; then what is older than thirty rounds is cleared away. Autovacuum, which looks once a
minute, would come by twice a year that way, so each week is vacuumed when it is over.
"""

import statistics
import time
from typing import Any, Final
from uuid import UUID

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.entity import new_id, utc_now
from app.domain.transaction import Database
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import Claimed, Count, Outcome, Outcomes, Room

DAYS: Final = 365
KEPT: Final = 30
EACH: Final = 400  # events a day
SUBJECTS: Final = 4000
WEEK: Final = 7
DAY_S: Final = 86_400
LIMIT: Final = 1000


async def year(database: Database, tenant_id: UUID, tell: Any, vacuum: Any, scale: float) -> float:
    """Seconds of a day at the end, divided by those of a day at the beginning.

    `tell(subjects, sequence)` writes an event of each subject, `vacuum()` does what autovacuum
    would.
    """
    context = Context(Actor.system(tenant_id), database)
    subjects = [new_id() for _ in range(SUBJECTS)]
    days = max(3 * KEPT, round(DAYS * scale))
    began, took = list[float](), list[float]()
    for day in range(days):
        began.append(time.time())
        first = day * EACH % SUBJECTS
        await tell(subjects[first : first + EACH], 1 + day * EACH // SUBJECTS)
        start = time.perf_counter()
        await _through(context)
        took.append(time.perf_counter() - start)
        if day >= KEPT:
            await _clear(context, (time.time() - began[day - KEPT]) / DAY_S)
        if day % WEEK == WEEK - 1:
            await vacuum()
    return statistics.median(took[-KEPT:]) / statistics.median(took[:KEPT])


async def _through(context: Context) -> None:
    await context.execute(webhooks.relay_events, {"limit": LIMIT, "base_url": "http://bench"})
    room = Room(altogether=LIMIT, usual=LIMIT, known={})
    answer = await context.execute(webhooks.claim_deliveries, {"room": room, "lease_s": 30.0})
    claimed = Claimed.model_validate_json(answer.body)
    if claimed.count != EACH:
        message = f"{claimed.count} of {EACH} were due"
        raise RuntimeError(message)
    ended = tuple(
        Outcome(
            delivery_id=due.id,
            leased_until=due.leased_until,
            began_at=utc_now(),
            url=lane.url,
            request_headers={"webhook-id": str(due.event_id)},
            succeeded=True,
            status=200,
            duration_ms=1,
        )
        for lane in claimed.lanes
        for due in lane.due
    )
    await context.execute(webhooks.record_attempts, {"command": Outcomes(ended=ended)})


async def _clear(context: Context, days: float) -> None:
    arguments = {"limit": LIMIT, "events_days": days, "attempts_days": days / 2}
    while True:
        answer = await context.execute(webhooks.clear_webhooks, arguments)
        if not Count.model_validate_json(answer.body).count:
            return
