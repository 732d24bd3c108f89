"""Events are described by examples that are true, and an endpoint can be sent one."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import jsonschema_rs
import pytest
from standardwebhooks import Webhook

from app.api.webhook_document import ENVELOPE
from app.domain.event import Event
from app.domain.features import import_features
from app.domain.outbox import OutboxEvent
from app.domain.transaction import Transaction
from app.domain.webhooks import formats
from app.domain.webhooks.envelope import EventEnvelope, envelope_schema, example_envelope
from tests.webhooks.kit import BASIC, HEADER, done, registered, sql
from tests.worker.hooks import Answers, Hooks, requests
from tests.worker.receivers import receiving
from tests.world import World

import_features()
KINDS = [*Event.catalogue.values()]
NAMES = sorted({kind.name for kind in KINDS})


def holds(schema: dict[str, Any], value: Any) -> None:
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(value)


@pytest.mark.parametrize("kind", KINDS, ids=Event.catalogue)
def test_the_example_of_every_kind_is_one(kind: type[Event]) -> None:
    shown = example_envelope(kind, "https://career.example")
    holds(envelope_schema(), shown)
    holds(kind.model_json_schema(by_alias=True, mode="serialization"), shown["data"])
    assert kind.model_validate(shown["data"], by_alias=True).id == UUID(shown["subject"])
    assert set(shown["data"]) == {field.alias for field in kind.model_fields.values()}
    assert (shown["type"], "test" in shown) == (kind.name, False)


def test_an_envelope_is_what_its_schema_says() -> None:
    shown = example_envelope(KINDS[0], "https://career.example")
    assert set(shown) == set(EventEnvelope.model_fields) - {"test"}
    for name in shown:
        with pytest.raises(jsonschema_rs.ValidationError):
            holds(envelope_schema(), {key: one for key, one in shown.items() if key != name})
    with pytest.raises(jsonschema_rs.ValidationError):
        holds(envelope_schema(), shown | {"sequence": "1"})
    holds(envelope_schema(), shown | {"test": True})


async def test_the_catalogue_shows_them(world: World) -> None:
    answer = await world.rest("vendor", "GET", "/v1/event-types")
    found = {one["name"]: one for one in answer.json()["data"]}
    assert sorted(found) == NAMES
    for one in found.values():
        assert one["description"]
        holds(one["jsonSchema"], one["example"]["data"])
        assert one["schemaUrl"] == one["example"]["dataschema"]
        described = await world.client.get(one["schemaUrl"])
        assert described.json() == one["jsonSchema"]
    form = await world.client.get("/schemas/event-envelope.json")
    assert (form.status_code, form.json()) == (200, envelope_schema())


async def test_the_document_tells_of_every_request_that_we_make(world: World) -> None:
    document = (await world.client.get("/openapi.json")).json()
    parts = document["components"]

    def at(place: Mapping[str, Any]) -> Any:
        _, _, kind, name = place["$ref"].split("/")
        return parts[kind][name]

    assert sorted(document["webhooks"]) == NAMES
    for name, item in document["webhooks"].items():
        operation = item["post"]
        named = [at(one)["name"] for one in operation["parameters"]]
        assert named == ["webhook-id", "webhook-timestamp", "webhook-signature"]
        assert set(operation["responses"]) == {"2XX", "410", "429", "503", "default"}
        assert "tried again after 5 seconds" in at(operation["responses"]["default"])["description"]
        contents = operation["requestBody"]["content"]
        assert set(contents) == {"application/json", "application/cloudevents+json"}
        for content in contents.values():
            schema = {**at(content["schema"]), "components": parts}
            for shown in content["examples"].values():
                holds(schema, at(shown)["value"])
                with pytest.raises(jsonschema_rs.ValidationError):
                    holds(schema, at(shown)["value"] | {"type": "other"})
                with pytest.raises(jsonschema_rs.ValidationError):
                    holds(schema, at(shown)["value"] | {"data": {}})
            assert at(content["schema"])["properties"]["type"] == {"const": name}
    assert ENVELOPE in parts["schemas"]


@pytest.mark.parametrize("format", ["json", "cloudevents"])
async def test_an_endpoint_is_sent_an_example(hooks: Hooks, format: str) -> None:
    world = hooks.world
    async with receiving(Answers()) as receiver:
        said = {"headers": [HEADER], "credentials": BASIC, "format": format}
        made = await registered(world, url=receiver.url, **said)
        answer = await world.rest(
            "vendor",
            "POST",
            f"/v1/webhook-endpoints/{made['id']}/test",
            {"eventType": "milestone.reached"},  # which it does not ask for
        )
        delivery = answer.json()
        assert (answer.status_code, delivery["status"]) == (202, "pending")
        assert await hooks.send() == 1
    [got] = requests(receiver)
    Webhook(made["secret"]).verify(got.body, got.headers)
    assert got.id == delivery["eventId"] == got.event["id"]
    assert got.subject == delivery["subjectId"]
    assert (got.event["type"], got.event["test"]) == ("milestone.reached", True)
    assert got.event["tenantid"] == str(world.tenant_id)
    assert datetime.fromisoformat(got.event["time"]) <= hooks.now()
    holds(envelope_schema(), got.event)
    described = await world.client.get(got.event["dataschema"])
    holds(described.json(), got.event["data"])
    assert got.headers["x-api-key"] == HEADER["value"]
    listed = await world.rest("vendor", "GET", f"/v1/webhook-endpoints/{made['id']}/deliveries")
    assert [(one["id"], one["status"]) for one in listed.json()["data"]] == [
        (delivery["id"], "delivered")
    ]


async def test_each_example_is_another_event_that_never_happened(hooks: Hooks) -> None:
    world = hooks.world
    made = await registered(world)
    every = [await done(world, "POST", made, "/test", eventType="plan.created") for _ in range(3)]
    for name in ("id", "eventId", "subjectId"):
        assert len({one[name] for one in every}) == 3
    rows = await sql(world, "SELECT cause, sequence FROM webhook_delivery")
    assert [tuple(row) for row in rows] == [("test", 1)] * 3
    happened = await sql(world, "SELECT 1 FROM outbox_event WHERE type = 'plan.created'")
    assert happened == []


async def test_in_xapi_it_is_the_statement(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    async def say(_tx: Transaction, events: Sequence[OutboxEvent]) -> Mapping[UUID, str]:
        return {one.id: json.dumps({"id": str(one.id), "verb": one.type}) for one in events}

    monkeypatch.setitem(formats._sayers, "milestone.reached", say)
    made = await registered(hooks.world, format="xapi")
    delivery = await done(hooks.world, "POST", made, "/test", eventType="milestone.reached")
    [row] = await sql(hooks.world, "SELECT body FROM webhook_delivery")
    assert json.loads(row["body"]) == {"id": delivery["eventId"], "verb": "milestone.reached"}
    answer = await hooks.world.rest("vendor", "GET", "/v1/event-types")
    said = {one["name"] for one in answer.json()["data"] if one["saidInXapi"]}
    assert "milestone.reached" in said
    assert "plan.created" not in said
