"""Carrying out a plan: every field of the root by itself, and the texts put together."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from graphql import GraphQLError, OperationType, located_error
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from pydantic.alias_generators import to_camel
from strawberry.types.arguments import convert_arguments

from app.domain.use_case import Query
from app.domain.view import Constant
from app.schema import FEATURES, reads, schema
from app.schema.documents import Document
from app.schema.fields import GraphQLContext
from app.schema.planned.planner import Field, Plan, Unsure, deciding, plan
from app.schema.walk import Walk

MOST_PLANS: Final = 20
"""Of one operation: for values of the variables that it depends on."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The text of `data`, and what went wrong."""

    data: str
    errors: list[GraphQLError]


async def answer(
    document: Document, named: str | None, variables: Mapping[str, Any], context: GraphQLContext
) -> Planned | None:
    """What a valid document answers with; None for what is not planned."""
    operation = document.operation(named)
    if operation is None or operation.operation is not OperationType.QUERY:
        return None
    given = get_variable_values(
        document.schema, operation.variable_definitions or (), dict(variables)
    )
    if isinstance(given, list):
        return None
    found = _plan(document, named, operation, given)
    return None if found is None else await _run(found, given, context)


def _plan(
    document: Document, named: str | None, operation: Any, given: VariableValues
) -> Plan | None:
    names = document.plans.get(named)
    if names is None:
        names = document.plans[named] = deciding(operation, document.fragments)
    key = (named, tuple(given.coerced.get(name) for name in names))
    if key not in document.plans:
        if len(document.plans) >= MOST_PLANS:
            document.plans.clear()
        walk = Walk(document.schema, document.fragments, given.coerced)
        try:
            document.plans[key] = plan(_queries(), operation, walk)
        except Unsure:
            document.plans[key] = None
    found: Plan | None = document.plans[key]
    return found


async def _run(found: Plan, given: VariableValues, context: GraphQLContext) -> Planned:
    errors: list[GraphQLError] = []
    fields = [one for one in found.fields if isinstance(one, Field)]
    answers = [_answer(one, given, context, errors) for one in fields]
    texts = [await answers[0]] if len(answers) == 1 else await asyncio.gather(*answers)
    by_key = {field.key: text for field, text in zip(fields, texts, strict=True)}
    parts = [
        f'"{one.key}":"{one.text}"'
        if isinstance(one, Constant)
        else f'"{one.key}":{by_key[one.key]}'
        for one in found.fields
    ]
    return Planned(f"{{{','.join(parts)}}}", errors)


async def _answer(
    field: Field, given: VariableValues, context: GraphQLContext, errors: list[GraphQLError]
) -> str:
    """Its text; or null, and what went wrong among the errors."""
    try:
        arguments = _arguments(field, given)
        if field.form is None:
            return (await reads.find(context.ctx, field.query, arguments, field.selection)).body
        return field.form(await reads.page(context.ctx, field.query, arguments, field.selection))
    except Exception as error:  # noqa: BLE001 - what goes wrong with one is told beside the others
        errors.append(located_error(error, [field.node], [field.key]))
        return "null"


def _arguments(field: Field, given: VariableValues) -> dict[str, Any]:
    values = get_argument_values(field.definition, field.node, given)
    declared: Any = field.definition.extensions["strawberry-definition"]
    return convert_arguments(
        values,
        declared.arguments,
        schema.schema_converter.scalar_registry,
        schema.config,
    )


@cache
def _queries() -> Mapping[str, Query]:
    """The fields of the root that are reads of a view."""
    return {
        to_camel(name): query
        for feature in FEATURES
        for name, query in feature.queries.items()
        if isinstance(query, Query)
    }
