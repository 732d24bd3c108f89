"""Examples for documents and tests, made from JSON Schemas: no field is described twice."""

from collections.abc import Mapping
from typing import Any, Final

FORMATS: Final = {
    "^[A-Z]{3}$": "EUR",  # a pattern: the currencies of ISO 4217
    "^[a-z][a-z0-9_]*$": "first_talk",  # a key
    "^[0-9a-f]{64}$": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "uuid": "0198c2a4-6b1e-7c3d-9f00-3a5b7c9d1e2f",
    "date": "2026-12-24",
    "date-time": "2026-12-24T09:30:00.000000Z",
}
NAMED: Final[dict[str, Any]] = {
    "displayName": "Amina Diallo",
    "userName": "amina",
    "externalId": "e-1001",
    "managerExternalId": "e-1000",
    "title": "Give a talk at the guild",
    "topic": "Where I want to be in two years",
    "body": "We agreed to look for a stage for her talk.",
    "timeZone": "Europe/Stockholm",
    "zone": "Europe/Stockholm",
    "rule": "FREQ=MONTHLY;BYDAY=2TH",
    "at": "10:00",
    "locale": "sv-SE",
    "defaultLocale": "sv-SE",
    "language": "en",
    "workEmail": "amina@northwind.example",
    "url": "https://hooks.northwind.example/career",
    "eventTypes": ["milestone.*"],
    "changed": ["title"],
    "tokenUrl": "https://login.northwind.example/oauth2/token",
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "contentHash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "nextCursor": "WyJpZCIsIjAxOThjMmE0Il0",
    "document": {
        "framework": {"code": "engineering", "title": "Engineering"},
        "competencies": [
            {"code": "COM", "name": "Communication", "statement": "Makes oneself understood."}
        ],
    },
}
DEEPEST: Final = 6


def example(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], *, whole: bool, name: str = ""
) -> Any:
    """A value that meets a schema: with all of its fields, or with those it cannot be without."""
    return _Examples(schemas, whole=whole).of(schema, name, 0)


class _Examples:
    def __init__(self, schemas: Mapping[str, Any], *, whole: bool) -> None:
        self.schemas, self.whole = schemas, whole

    def of(self, schema: Mapping[str, Any], name: str, depth: int) -> Any:
        if "$ref" in schema:
            return self.of(self.schemas[schema["$ref"].rpartition("/")[2]], name, depth)
        for choice in ("anyOf", "oneOf", "allOf"):
            if choice in schema:
                return self.of(schema[choice][0], name, depth)
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        if schema.get("type") == "object":
            return NAMED.get(name) or self._object(schema, depth)
        if name in NAMED and (schema.get("type") == "array") == isinstance(NAMED[name], list):
            return NAMED[name]
        if schema.get("type") == "array":
            deep = depth >= DEEPEST or not schema.get("items")
            return [] if deep else [self.of(schema["items"], "", depth + 1)]
        return self._leaf(schema)

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        required = schema.get("required", ())
        fields = {
            key: one
            for key, one in schema.get("properties", {}).items()
            if "x-expanded" not in one and "x-instead-of" not in one
        }
        shown = [key for key in fields if self.whole or not required or key in required]
        return {key: self.of(fields[key], key, depth + 1) for key in shown}

    def _leaf(self, schema: Mapping[str, Any]) -> Any:
        kind = schema.get("type")
        if kind == "integer":
            return int(schema.get("minimum", 1))
        if kind == "boolean":
            return False
        if kind == "string":
            form = schema.get("format") or schema.get("pattern", "")
            return FORMATS.get(form) or schema.get("default") or "Example"
        return None
