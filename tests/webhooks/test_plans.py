"""What polling costs, and looking after endpoints: a few steps along an index."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from app.domain.context import _symbols
from app.domain.feedstatement import Feed, feed_statement
from app.domain.policy import Me, bind
from app.domain.statement import Statement, one_statement
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.models import DeliveryStatus
from tests.relations import run_as_app
from tests.webhooks.rows import rows
from tests.webhooks.test_feed import many_events
from tests.worker.hooks import Hooks
from tests.world import World

MANY = 20_000
FEW_PAGES = 80
SOME_PAGES = 400  # where dead rows of other tests may lie in the way; all would be over a thousand


async def planned(world: World, statement: Statement, **values: Any) -> dict[str, Any]:
    """How the statement was carried out, as the role that serves."""
    await run_as_app(world, "ANALYZE outbox_event")
    ctx = world.ctx("vendor")
    given = bind(ctx.actor, ctx.clock()) | values
    sql = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.sql}"
    (row,) = await world.database.fetch(sql, *statement.arguments(given))
    plan: dict[str, Any] = json.loads(row[0])[0]["Plan"]
    return plan


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def touched(plan: dict[str, Any]) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def scans(plan: dict[str, Any], table: str) -> set[str]:
    return {one["Node Type"] for one in nodes(plan) if one.get("Relation Name") == table}


async def test_an_empty_poll_is_one_short_look(hooks: Hooks) -> None:
    world = hooks.world
    await many_events(world, MANY, age=timedelta(days=1))
    me = Me(world.actors["vendor"].kind)
    read = webhooks.list_events(me, **_symbols(webhooks.list_events, {}))
    assert isinstance(read, Feed)
    (row,) = await rows(world, "SELECT last FROM outbox_feed")
    statement = feed_statement(me, read, after=True)
    for place, found in ((row["last"], 1), (row["last"] - MANY, 51), (0, 51)):
        plan = await planned(world, statement, limit=51, after_0=place)
        assert plan["Actual Rows"] == found
        assert "Seq Scan" not in scans(plan, "outbox_event")
        assert touched(plan) < SOME_PAGES


async def test_how_an_endpoint_does_is_counted_along_an_index(hooks: Hooks) -> None:
    world = hooks.world
    endpoint = await hooks.register("http://127.0.0.1:1/hook")
    await many_deliveries(world, endpoint.id, MANY)
    me = Me(world.actors["vendor"].kind)
    asked = webhooks.get_webhook_endpoint_health
    read: Any = asked(me, **_symbols(asked, {}))
    plan = await planned(world, one_statement(me, read), endpoint_id=endpoint.id)
    assert scans(plan, "webhook_delivery") <= {"Index Scan", "Index Only Scan"}
    assert touched(plan) < FEW_PAGES


async def many_deliveries(world: World, endpoint_id: UUID, count: int) -> None:
    """All delivered, but for one that is pending and one that failed."""
    await run_as_app(
        world,
        "INSERT INTO webhook_delivery (tenant_id, id, version, created_at, endpoint_id, event_id,"
        " event_type, subject_id, sequence, body, status, attempts, due_at)"
        " SELECT tenant_id, uuidv7(), 1, now(), id, uuidv7(), 'thing.done', $3, n, '{}',"
        " CASE n WHEN 7 THEN 'pending' WHEN 8 THEN 'failed' ELSE $4 END, 1, now()"
        " FROM webhook_endpoint, generate_series(1, $1::int) AS n WHERE id = $2",
        count,
        endpoint_id,
        uuid4(),
        DeliveryStatus.DELIVERED.value,
    )
    await run_as_app(world, "ANALYZE webhook_delivery")
