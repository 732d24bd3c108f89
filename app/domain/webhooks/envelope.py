"""How an event looks on the wire: CloudEvents 1.0 and Standard Webhooks in one envelope."""

import json
from typing import Final

from app.domain.event import Event
from app.domain.outbox import OutboxEvent
from app.domain.webhooks.commands import EventType

SOURCE_PATH: Final = "/v1"

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


def envelope(event: OutboxEvent) -> str:
    """The body of every attempt to deliver this event, the same each time: it has its `source`."""
    at = event.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return json.dumps(
        {
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
            "data": event.data,
        },
        separators=(",", ":"),
        ensure_ascii=False,
    )


def source_of(base_url: str) -> str:
    return f"{base_url}{SOURCE_PATH}"


def schema_url(event: OutboxEvent) -> str:
    base_url = (event.source or "").removesuffix(SOURCE_PATH)
    return base_url + schema_path(event.type, event.revision)


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
