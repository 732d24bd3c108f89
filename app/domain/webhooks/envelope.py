"""How an event looks on the wire: CloudEvents 1.0 and Standard Webhooks in one envelope."""

import json

from app.domain.event import Event
from app.domain.outbox import OutboxEvent
from app.domain.webhooks.commands import EventType


def envelope(event: OutboxEvent, base_url: str) -> str:
    """The body of every attempt to deliver this event, the same each time."""
    at = event.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return json.dumps(
        {
            "specversion": "1.0",
            "id": str(event.id),
            "source": f"{base_url}/v1",
            "type": event.type,
            "subject": str(event.subject_id),
            "time": at,
            "timestamp": at,
            "datacontenttype": "application/json",
            "dataschema": f"{base_url}{schema_path(event.type, event.revision)}",
            "sequence": f"{event.sequence:010d}",
            "tenantid": str(event.tenant_id),
            "data": event.data,
        },
        separators=(",", ":"),
        ensure_ascii=False,
    )


def schema_path(name: str, revision: int) -> str:
    return f"/schemas/events/{name}/{revision}.json"


def event_types() -> tuple[EventType, ...]:
    return tuple(
        EventType(
            name=kind.name,
            revision=kind.revision,
            description=kind.explanation(),
            json_schema=kind.model_json_schema(by_alias=True, mode="serialization"),
        )
        for _, kind in sorted(Event.catalogue.items())
    )
