"""What the OpenAPI document says of the requests that we make: one for each kind of event."""

from typing import Any, Final

from app.domain.event import Event
from app.domain.webhooks.envelope import data_schema, envelope_schema, example_envelope

EXAMPLE_URL: Final = "https://career.example"
CONTENT_TYPES: Final = ("application/json", "application/cloudevents+json")
ENVELOPE: Final = "EventEnvelope"

HEADERS: Final = {
    "webhook-id": (
        "The event: the same in every attempt. What you have had already needs no second look.",
        {"type": "string", "format": "uuid"},
    ),
    "webhook-timestamp": (
        "When this attempt was made, in Unix seconds. Do not believe what is older than minutes.",
        {"type": "string", "pattern": "^[0-9]+$"},
    ),
    "webhook-signature": (
        "`v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body`, for each living secret.",
        {"type": "string", "pattern": "^v1,[A-Za-z0-9+/=]+( v1,[A-Za-z0-9+/=]+)*$"},
    ),
}

RETRIES: Final = (
    "Answer within 15 seconds. What is not taken is tried again after 5 seconds, 5 and 30 minutes, "
    "2, 5, 10, 14, 20 and 24 hours, each a little stretched; then it has failed, and can be asked "
    "for again. It comes at least once. Events of one `subject` come in the order of their "
    "`sequence`, the next one when the one before was taken or has failed. An endpoint at which "
    "nothing succeeded for five days is disabled."
)

ANSWERS: Final = {
    "2XX": ("WebhookTaken", "Taken. What the body says does not matter."),
    "410": ("WebhookGone", "There is nobody any more: the endpoint is disabled."),
    "429": ("WebhookTooMuch", "Too much: tried again, not before what `Retry-After` says."),
    "503": ("WebhookNotNow", "Not now: tried again, not before what `Retry-After` says."),
    "default": ("WebhookNotTaken", f"Not taken, as is a redirect, or no answer. {RETRIES}"),
}


def webhooks() -> dict[str, Any]:
    """Path items, by the names of the events."""
    return {kind.name: {"post": _operation(kind)} for kind in _kinds()}


def components() -> dict[str, dict[str, Any]]:
    """What they point to, by the kind of component."""
    kinds = _kinds()
    return {
        "parameters": {
            name: {"name": name, "in": "header", "required": True, "schema": form}
            | {"description": text}
            for name, (text, form) in HEADERS.items()
        },
        "responses": {name: {"description": text} for name, text in ANSWERS.values()},
        "examples": {_name(kind): {"value": example_envelope(kind, EXAMPLE_URL)} for kind in kinds},
        "schemas": {ENVELOPE: envelope_schema()} | {_name(kind): _schema(kind) for kind in kinds},
    }


def _kinds() -> list[type[Event]]:
    """The newest revision of each."""
    kinds = sorted(Event.catalogue.values(), key=lambda kind: (kind.name, kind.revision))
    return [*{kind.name: kind for kind in kinds}.values()]


def _operation(kind: type[Event]) -> dict[str, Any]:
    content = {
        "schema": {"$ref": f"#/components/schemas/{_name(kind)}"},
        "examples": {kind.name: {"$ref": f"#/components/examples/{_name(kind)}"}},
    }
    return {
        "operationId": f"on{_words(kind)}",
        "summary": kind.explanation(),
        "tags": ["Webhooks"],
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in HEADERS],
        "requestBody": {"required": True, "content": dict.fromkeys(CONTENT_TYPES, content)},
        "responses": {
            status: {"$ref": f"#/components/responses/{name}"}
            for status, (name, _) in ANSWERS.items()
        },
    }


def _words(kind: type[Event]) -> str:
    return "".join(word.capitalize() for word in kind.name.replace("_", ".").split("."))


def _name(kind: type[Event]) -> str:
    return f"{_words(kind)}EventV{kind.revision}"


def _schema(kind: type[Event]) -> dict[str, Any]:
    """The envelope, with what is special in this one."""
    return {
        "allOf": [{"$ref": f"#/components/schemas/{ENVELOPE}"}],
        "properties": {"type": {"const": kind.name}, "data": _inline(data_schema(kind))},
    }


def _inline(schema: dict[str, Any]) -> dict[str, Any]:
    """With its definitions in place: a reference would lead elsewhere in a document."""
    definitions = schema.pop("$defs", {})

    def resolved(value: Any) -> Any:
        if isinstance(value, list):
            return [resolved(one) for one in value]
        if not isinstance(value, dict):
            return value
        rest = {name: resolved(one) for name, one in value.items() if name != "$ref"}
        if "$ref" in value:
            return resolved(definitions[value["$ref"].rpartition("/")[2]]) | rest
        return rest

    whole: dict[str, Any] = resolved(schema)
    return whole
