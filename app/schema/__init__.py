"""The GraphQL door: one file per feature, a table of fields to use cases. No rules, no SQL."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig

from app.schema import (
    access,
    assessments,
    audit,
    calendars,
    competencies,
    conversation_templates,
    conversations,
    coverage,
    gaps,
    issuers,
    learning_records,
    objectives,
    people,
    plans,
    reflections,
    role_profiles,
    search,
    trusted_documents,
    webhooks,
    work,
)
from app.schema.documents import KnownDocument
from app.schema.fields import Fields
from app.schema.scalars import DATE, DATE_TIME, ID
from app.schema.types import Types, read_key

__all__ = [
    "build",
    "schema",
]


FEATURES = (
    people,
    competencies,
    role_profiles,
    objectives,
    reflections,
    plans,
    assessments,
    gaps,
    learning_records,
    conversation_templates,
    conversations,
    coverage,
    work,
    webhooks,
    access,
    issuers,
    trusted_documents,
    audit,
    calendars,
    search,
)


class Schema(strawberry.Schema):
    """Our schema. It logs no errors: most are the callers', and repeat what they sent."""

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """The door tells what may be told, and logs what is a mistake of ours."""


def build() -> strawberry.Schema:
    """The schema, with a field for every use case of the tables."""
    types = Types()
    fields = Fields(types)
    queries: dict[str, Any] = {}
    mutations: dict[str, Any] = {}
    for feature in FEATURES:
        queries |= {name: fields.query(query) for name, query in feature.queries.items()}
        mutations |= {action.name: fields.mutation(action) for action in feature.mutations}
    types.finish()
    return Schema(
        strawberry.type(type("Query", (), queries), description="Everything that can be read."),
        strawberry.type(
            type("Mutation", (), mutations), description="Everything that can be done."
        ),
        config=StrawberryConfig(
            default_resolver=read_key,
            disable_field_suggestions=True,
            scalar_map={date: DATE, datetime: DATE_TIME, UUID: ID},
        ),
        extensions=[KnownDocument],
    )


schema = build()
