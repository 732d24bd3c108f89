"""How an event looks on the wire: CloudEvents 1.0 and Standard Webhooks in one envelope."""

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import Field

from app.domain.event import Event
from app.domain.example import example
from app.domain.outbox import OutboxEvent
from app.domain.shape import Shape, absent
from app.domain.webhooks.commands import EventType

SOURCE_PATH: Final = "/v1"
SCHEMA_PATH: Final = "/schemas/event-envelope.json"

EXAMPLE_ID: Final = UUID("0198c2a4-6b1e-7c3d-9f00-3a5b7c9d1e2f")
EXAMPLE_EVENT_ID: Final = UUID("0198c2a4-6b1f-7a10-8c2e-5d4f6e7a8b9c")
EXAMPLE_TENANT_ID: Final = UUID("0198c2a4-0000-7000-8000-000000000001")
EXAMPLE_AT: Final = datetime(2026, 12, 24, 9, 30, tzinfo=UTC)

AT: Final = """to_char(event.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
# What `envelope` makes of the row `event`, made where the rows are. The data are the last of it:
# they are JSON already, and so is a type, whose words need no escaping.
ENVELOPE: Final = f"""
concat('{{"specversion":"1.0","id":"', event.id, '","source":', to_json(event.source),
  ',"type":"', event.type, '","subject":"', event.subject_id, '","time":"', {AT},
  '","timestamp":"', {AT}, '","datacontenttype":"application/json","dataschema":',
  to_json(left(event.source, -3) || '/schemas/events/' || event.type || '/' || event.revision
    || '.json'),
  ',"sequence":"', lpad(event.sequence::text, 10, '0'), '","tenantid":"', event.tenant_id,
  '","data":', event.data, '}}')
"""


class EventEnvelope(Shape):
    """What an endpoint is sent, and the feed shows, of one event: a CloudEvent 1.0."""

    specversion: Literal["1.0"]
    id: UUID = Field(description="Of the event: the `webhook-id`. The same one may come again.")
    source: str = Field(description="Who tells it: the address of this API.")
    type: str = Field(description="What happened, such as `milestone.reached`.")
    subject: UUID = Field(description="What it happened to: the `id` in `data`.")
    time: datetime = Field(description="When it happened.")
    timestamp: datetime = Field(description="The same, as Standard Webhooks calls it.")
    datacontenttype: Literal["application/json"]
    dataschema: str = Field(description="Where the JSON Schema of `data` can be read.")
    sequence: str = Field(
        pattern="^[0-9]{10}$", description="Counts the events of one subject; sorts as text."
    )
    tenantid: UUID = Field(description="The organisation.")
    test: Literal[True] = absent("It did not happen: somebody asked to be sent an example.")
    data: dict[str, Any] = Field(description="Ids, status and dates; never what people wrote.")


def envelope(event: OutboxEvent, *, test: bool = False) -> str:
    """The body of every attempt to deliver this event, the same each time: it has its `source`."""
    return json.dumps(enveloped(event, test=test), separators=(",", ":"), ensure_ascii=False)


def enveloped(event: OutboxEvent, *, test: bool = False) -> dict[str, Any]:
    at = event.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {
        "specversion": "1.0",
        "id": str(event.id),
        "source": event.source,
        "type": event.type,
        "subject": str(event.subject_id),
        "time": at,
        "timestamp": at,
        "datacontenttype": "application/json",
        "dataschema": schema_url(event),
        "sequence": f"{event.sequence:010d}",
        "tenantid": str(event.tenant_id),
        **({"test": True} if test else {}),
        "data": event.data,
    }


def envelope_schema() -> dict[str, Any]:
    return EventEnvelope.model_json_schema()


def source_of(base_url: str) -> str:
    return f"{base_url}{SOURCE_PATH}"


def schema_url(event: OutboxEvent) -> str:
    base_url = (event.source or "").removesuffix(SOURCE_PATH)
    return base_url + schema_path(event.type, event.revision)


def schema_path(name: str, revision: int) -> str:
    return f"/schemas/events/{name}/{revision}.json"


def data_schema(kind: type[Event]) -> dict[str, Any]:
    return kind.model_json_schema(by_alias=True, mode="serialization")


def sample(
    kind: type[Event], base_url: str, *, id: UUID, subject_id: UUID, tenant_id: UUID, at: datetime
) -> OutboxEvent:
    """An event of this kind that did not happen."""
    schema = data_schema(kind)
    data: dict[str, Any] = example(schema, schema.get("$defs", {}), whole=True)
    return OutboxEvent(
        id=id,
        tenant_id=tenant_id,
        created_at=at,
        type=kind.name,
        revision=kind.revision,
        subject_id=subject_id,
        sequence=1,
        actor_id=EXAMPLE_ID,
        data=data | {"id": str(subject_id), "version": 1},
        source=source_of(base_url),
    )


def example_envelope(kind: type[Event], base_url: str) -> dict[str, Any]:
    """One to be shown, the same each time."""
    return enveloped(
        sample(
            kind,
            base_url,
            id=EXAMPLE_EVENT_ID,
            subject_id=EXAMPLE_ID,
            tenant_id=EXAMPLE_TENANT_ID,
            at=EXAMPLE_AT,
        )
    )


def kind_of(name: str) -> type[Event] | None:
    """The newest revision of what is called so."""
    kinds = [kind for kind in Event.catalogue.values() if kind.name == name]
    return max(kinds, key=lambda kind: kind.revision, default=None)


@lru_cache(maxsize=4)
def event_types(base_url: str, said_in_xapi: frozenset[str]) -> tuple[EventType, ...]:
    """All kinds of event, with the types among them that can be said in xAPI. Not free to make."""
    return tuple(
        EventType(
            name=kind.name,
            revision=kind.revision,
            description=kind.explanation(),
            schema_url=base_url + schema_path(kind.name, kind.revision),
            json_schema=data_schema(kind),
            example=example_envelope(kind, base_url),
            said_in_xapi=kind.name in said_in_xapi,
        )
        for _, kind in sorted(Event.catalogue.items())
    )
