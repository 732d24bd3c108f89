"""What was sent and what came back, kept as it was and shown as text, to both doors alike."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.webhooks.models import BACKOFF, LONGEST_STRETCH
from tests.api.problems import pointers, refused
from tests.relations import run_as_app
from tests.worker.hooks import Answers, Endpoint, Hooks, requests
from tests.worker.receivers import Visit, receiving
from tests.world import World

LITTLE = timedelta(seconds=1)
HOSTILE = [
    "<script>alert(1)</script>",
    '{"data": [], "nextCursor": null}',
    "\x1b[2J\x1b[31mred\x1b]0;title\x07\r\nsecond line",
    "</body>&amp;%00${7*7}{{7*7}}",
    "\u202eright to left\u2066 \ud7ff \U0001f600",
]


@dataclass
class Saying:
    """A receiver that refuses, and says so in these words."""

    words: str

    async def __call__(self, visit: Visit) -> None:
        await visit.listen()
        body = self.words.encode()
        head = (
            "HTTP/1.1 418 I'm a teapot\r\nContent-Type: text/html\r\nSet-Cookie: a=<b>\r\n"
            f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        await visit.say(head.encode() + body)


async def listed(world: World, path: str) -> list[dict[str, Any]]:
    answer = await world.rest("vendor", "GET", path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


async def test_everything_that_was_sent_and_came_back_is_there(hooks: Hooks) -> None:
    async with receiving(Answers([503], "X-Seen: yes\r\n")) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.round()
        hooks.passed += BACKOFF[0] * LONGEST_STRETCH + LITTLE
        await hooks.send()

        (owed,) = await listed(hooks.world, f"/v1/webhook-endpoints/{endpoint.id}/deliveries")
        path = f"/v1/webhook-deliveries/{owed['id']}"
        alone = (await hooks.world.rest("vendor", "GET", f"{path}?expand=requests,endpoint")).json()
        assert {name: alone[name] for name in owed} == owed
        assert (owed["status"], owed["attempts"], owed["tries"]) == ("delivered", 2, 2)
        assert (owed["cause"], owed["waits"], owed["dueAt"]) == ("event", False, None)
        sent = requests(receiver)
        assert owed["body"].encode() == sent[0].body == sent[1].body
        assert alone["endpoint"]["url"] == receiver.url
        first, second = alone["requests"]
        assert [first["number"], second["number"]] == [1, 2]
        assert (first["succeeded"], first["status"], first["error"]) == (False, 503, None)
        assert (second["succeeded"], second["status"]) == (True, 200)
        assert first["responseHeaders"]["x-seen"] == "yes"
        for tried, got in zip((first, second), sent, strict=True):
            assert tried["url"] == receiver.url
            assert tried["eventId"] == owed["eventId"] == got.id
            assert tried["eventType"] == "plan.created"
            kept = {name.lower(): value for name, value in tried["requestHeaders"].items()}
            assert {name: got.headers[name] for name in kept if name in got.headers} == kept
            assert kept["webhook-signature"] == got.headers["webhook-signature"]
        together = await listed(hooks.world, f"/v1/webhook-attempts?endpointId={endpoint.id}")
        assert together == [first, second]


@pytest.mark.parametrize("words", HOSTILE)
async def test_what_receivers_say_is_text_and_nothing_else(hooks: Hooks, words: str) -> None:
    async with receiving(Saying(words)) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.round()
        path = f"/v1/webhook-attempts?endpointId={endpoint.id}"
        answer = await hooks.world.rest("vendor", "GET", path)
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        (tried,) = answer.json()["data"]
        assert isinstance(tried["responseBody"], str)
        assert tried["status"] == 418
        assert "\x1b" not in tried["responseBody"]
        if words.isascii() and words.isprintable():
            assert tried["responseBody"] == words
        graph = await hooks.world.graphql(
            "vendor", "{ webhookAttempts { edges { node { id responseBody } } } }", {}
        )
        (edge,) = graph.json()["data"]["webhookAttempts"]["edges"]
        assert edge["node"] == {"id": tried["id"], "responseBody": tried["responseBody"]}


async def test_what_is_behind_an_earlier_one_says_so(hooks: Hooks) -> None:
    async with receiving(Answers([500])) as receiver:
        endpoint = await hooks.register(receiver.url, "milestone.*")
        milestone = await hooks.world.a_milestone(await hooks.world.a_plan())
        await hooks.progress(milestone, 10, 20)
        await hooks.round()
        path = f"/v1/webhook-endpoints/{endpoint.id}/deliveries?subjectId={milestone['id']}"
        owed = await listed(hooks.world, path)
        assert len(owed) >= 2
        assert [one["waits"] for one in owed] == [False, *[True] * (len(owed) - 1)]
        assert all(one["dueAt"] for one in owed)
        assert await listed(hooks.world, f"{path}&sort=-created") == owed[::-1]
        assert await listed(hooks.world, f"{path}&status=pending&cause=event") == owed
        assert await listed(hooks.world, f"{path}&status=delivered") == []
        assert await listed(hooks.world, f"{path}&cause=replay") == []
        assert await listed(hooks.world, f"{path}&eventType={owed[0]['eventType']}")
        await run_as_app(
            hooks.world,
            "UPDATE webhook_delivery SET status = 'failed' WHERE id = $1",
            UUID(owed[0]["id"]),
        )
        assert [one["waits"] for one in await listed(hooks.world, path)][:2] == [False, False]


async def test_attempts_are_narrowed_and_listed_in_their_order(hooks: Hooks) -> None:
    async with receiving(Answers([500])) as one, receiving(Answers()) as other:
        first = await hooks.register(one.url, "plan.created")
        second = await hooks.register(other.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.round()
        hooks.passed += BACKOFF[0] * LONGEST_STRETCH + LITTLE
        await hooks.send()
        every = await listed(hooks.world, "/v1/webhook-attempts")
        assert len(every) == 3
        assert [one["id"] for one in every] == sorted(one["id"] for one in every)
        for query, wanted in (
            ("succeeded=false", [one for one in every if not one["succeeded"]]),
            (f"endpointId={first.id}", [o for o in every if o["endpointId"] == str(first.id)]),
            (f"endpointId={second.id}&succeeded=false", []),
            (
                f"since={every[0]['beganAt']}",
                [o for o in every if o["beganAt"] >= every[0]["beganAt"]],
            ),
            ("since=2190-01-01T00:00:00Z", []),
        ):
            assert await listed(hooks.world, f"/v1/webhook-attempts?{query}") == wanted, query
    for query, pointer in (("endpointId=x", "/endpointId"), ("since=now", "/since")):
        answer = await hooks.world.rest("vendor", "GET", f"/v1/webhook-attempts?{query}")
        assert pointers(refused(answer, 422, "invalid")) == [pointer]


async def test_of_an_endpoint_that_was_removed_nothing_is_known(hooks: Hooks) -> None:
    world = hooks.world
    async with receiving(Answers()) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await world.a_plan()
        await hooks.round()
    owed = await hooks.delivery(endpoint)
    path = f"/v1/webhook-endpoints/{endpoint.id}"
    assert (await world.rest("vendor", "DELETE", path, if_match="*")).is_success
    for below in ("deliveries", "redeliveries"):
        assert await listed(world, f"{path}/{below}") == []
    assert await listed(world, "/v1/webhook-attempts") == []
    for gone in (f"{path}/health", f"/v1/webhook-deliveries/{owed['id']}"):
        refused(await world.rest("vendor", "GET", gone), 404, "not_found")


async def health(world: World, endpoint: Endpoint) -> dict[str, Any]:
    answer = await world.rest("vendor", "GET", f"/v1/webhook-endpoints/{endpoint.id}/health")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


NOTHING = {"succeeded": 0, "failed": 0, "successRate": None, "meanDurationMs": None}
HEALTH = """query($id: UUID!) {
  webhookEndpoint(endpointId: $id) { health {
    id enabled pending { count hasMore } oldestPendingAt failed { count hasMore }
    lastHour { succeeded failed successRate meanDurationMs }
    lastDay { succeeded failed successRate meanDurationMs }
    failingSince failuresInRow lastSucceededAt lastFailedAt pausedUntil
  } }
}"""


async def test_health_is_told_in_one_look(hooks: Hooks) -> None:
    async with receiving(Answers([200, 500, 503], "Retry-After: 30\r\n")) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        well = await health(hooks.world, endpoint)
        assert (well["pending"], well["failed"]) == ({"count": 0, "hasMore": False},) * 2
        assert (well["lastHour"], well["lastDay"]) == (NOTHING, NOTHING)
        assert (well["oldestPendingAt"], well["failuresInRow"]) == (None, 0)
        for _ in range(3):
            await hooks.world.a_plan()
            await hooks.round()
        ill = await health(hooks.world, endpoint)
        owed = [one for one in await hooks.deliveries(endpoint) if one["status"] == "pending"]
        assert ill["pending"] == {"count": 2, "hasMore": False}
        assert ill["oldestPendingAt"] == owed[0]["createdAt"]
        assert (ill["lastHour"]["succeeded"], ill["lastHour"]["failed"]) == (1, 2)
        assert ill["lastHour"]["successRate"] == pytest.approx(1 / 3, abs=1e-4)
        assert ill["lastHour"]["meanDurationMs"] >= 0
        assert ill["lastDay"] == ill["lastHour"]
        assert ill["failuresInRow"] == 2
        assert ill["lastSucceededAt"] < ill["failingSince"] <= ill["lastFailedAt"]
        assert ill["pausedUntil"] > ill["lastFailedAt"]
        graph = await hooks.world.graphql("vendor", HEALTH, {"id": str(endpoint.id)})
        assert graph.json().get("data", graph.json()) == {"webhookEndpoint": {"health": ill}}


async def test_what_can_be_recovered_is_counted_up_to_a_limit(hooks: Hooks) -> None:
    endpoint = await hooks.register("http://127.0.0.1:1/hook")
    await run_as_app(
        hooks.world,
        "INSERT INTO webhook_delivery (tenant_id, id, version, created_at, endpoint_id, event_id,"
        " event_type, subject_id, sequence, body, status, attempts, due_at)"
        " SELECT tenant_id, uuidv7(), 1, now(), id, uuidv7(), 'thing.done', id, n, '{}',"
        " CASE WHEN n > 3 THEN 'failed' ELSE 'pending' END, 1, now()"
        " FROM webhook_endpoint, generate_series(1, 10004) AS n WHERE id = $1",
        endpoint.id,
    )
    ill = await health(hooks.world, endpoint)
    assert ill["pending"] == {"count": 3, "hasMore": False}
    assert ill["failed"] == {"count": 10_000, "hasMore": True}


async def test_hours_that_are_long_past_do_not_count(hooks: Hooks) -> None:
    endpoint = await hooks.register("http://127.0.0.1:1/hook")
    for hours, failed in ((0, 1), (1, 2), (2, 4), (24, 8), (25, 16)):
        await run_as_app(
            hooks.world,
            "INSERT INTO webhook_hour (tenant_id, id, version, created_at, endpoint_id, hour,"
            " succeeded, failed, duration_ms) SELECT tenant_id, gen_random_uuid(), 1, now(), id,"
            " date_trunc('hour', now(), 'UTC') - make_interval(hours => $2), 0, $3, $3 * 10"
            " FROM webhook_endpoint WHERE id = $1",
            endpoint.id,
            hours,
            failed,
        )
    ill = await health(hooks.world, endpoint)
    assert json.dumps(ill["lastHour"]) == json.dumps(
        {"succeeded": 0, "failed": 3, "successRate": 0.0, "meanDurationMs": 10}
    )
    assert ill["lastDay"]["failed"] == 15
