"""How events look from outside: the envelope that endpoints are sent (`envelope.py`), made of the
same columns.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Text, cast, func, literal

from app.domain.actor import Scope
from app.domain.outbox import OutboxEvent
from app.domain.policy import Me
from app.domain.view import View
from app.domain.webhooks import policy


def _at(_me: Me, row: Any) -> ColumnElement[Any]:
    at: ColumnElement[Any] = row.created_at
    return at


def _subject(_me: Me, row: Any) -> ColumnElement[Any]:
    subject: ColumnElement[Any] = row.subject_id
    return subject


def _organisation(_me: Me, row: Any) -> ColumnElement[Any]:
    tenant: ColumnElement[Any] = row.tenant_id
    return tenant


def _schema(_me: Me, row: Any) -> ColumnElement[Any]:
    base: Any = func.regexp_replace(row.source, "/v1$", "")
    name = func.concat("/schemas/events/", row.type, "/", row.revision, ".json")
    address: ColumnElement[Any] = base.op("||")(name)
    return address


def _sequence(_me: Me, row: Any) -> ColumnElement[Any]:
    return func.lpad(cast(row.sequence, Text), 10, "0")


def _always(value: str) -> Any:
    def said(_me: Me, _row: Any) -> ColumnElement[Any]:
        return cast(literal(value), Text)

    return said


class EventView(
    View,
    of=OutboxEvent,
    guard=policy.may_know_event,
    scope=Scope.WEBHOOKS_READ,
    computed={
        "specversion": _always("1.0"),
        "subject": _subject,
        "time": _at,
        "timestamp": _at,
        "datacontenttype": _always("application/json"),
        "dataschema": _schema,
        "sequence": _sequence,
        "tenantid": _organisation,
    },
):
    """Something that happened, as endpoints are told it: a CloudEvent 1.0."""

    specversion: str = Field(description="Always `1.0`.")
    id: UUID = Field(description="The same as the `webhook-id` of what endpoints are sent.")
    source: str = Field(description="Who tells it: the address of this API.")
    type: str = Field(description="What happened, such as `milestone.reached`.")
    subject: UUID = Field(description="What it happened to: the `id` in `data`.")
    time: datetime = Field(description="When it happened.")
    timestamp: datetime = Field(description="The same, as Standard Webhooks calls it.")
    datacontenttype: str = Field(description="Always `application/json`.")
    dataschema: str = Field(description="Where the JSON Schema of `data` can be read.")
    sequence: str = Field(description="Counts the events of one subject; sorts as text.")
    tenantid: UUID = Field(description="The organisation.")
    data: dict[str, Any] = Field(description="Ids, status and dates; never what people wrote.")
