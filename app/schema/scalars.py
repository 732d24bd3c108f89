"""Scalars. Values come from PostgreSQL as the JSON text they leave as, so they pass through;
what comes in is text, and is judged by the command it becomes part of. Any error but a
`GraphQLError` would be a mistake of ours.
"""

from typing import Any, Final
from uuid import UUID

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from app.domain.values import LATEST

LONGEST: Final = 64


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise GraphQLError("It should be text.")
    return value


def _id(value: Any) -> UUID:
    try:
        return UUID(_text(value))
    except ValueError:
        # Python's own words repeat what was given
        raise GraphQLError("It should be a UUID.") from None


def _same(value: Any) -> Any:
    return value


DATE: Final[ScalarDefinition] = strawberry.scalar(
    name="Date",
    description=f"A calendar day, such as 2026-12-24 (ISO 8601), until {LATEST}.",
    serialize=_same,
    parse_value=_text,
)
DATE_TIME: Final[ScalarDefinition] = strawberry.scalar(
    name="DateTime",
    description="A moment with an offset, such as 2026-12-24T12:00:00Z (RFC 3339).",
    serialize=_same,
    parse_value=_text,
)
ID: Final[ScalarDefinition] = strawberry.scalar(
    name="UUID",
    description="The id of one thing, the same in REST, GraphQL and events.",
    serialize=str,
    parse_value=_id,
)
