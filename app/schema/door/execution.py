"""From an operation that was let through to the body of its answer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from app.schema import schema
from app.schema.door.errors import shown
from app.schema.door.known import known
from app.schema.door.limits import TOO_DEEP, Why
from app.schema.door.reading import Asked
from app.schema.fields import GraphQLContext
from app.schema.planned.run import answer


@dataclass(frozen=True, slots=True)
class Executed:
    """The body of an answer."""

    text: str
    began: bool
    """Whether the operation was executed, however it ended."""


async def execute(asked: Asked, context: GraphQLContext) -> Executed:
    """By plan if it can be planned, or field by field: the answer is the same."""
    try:
        return await by_plan(asked, context) or await by_field(asked, context)
    except RecursionError:
        return refused(TOO_DEEP)


async def by_plan(asked: Asked, context: GraphQLContext) -> Executed | None:
    document = known(asked.query)
    if document.errors:
        return Executed(as_text({"errors": _shown(document.errors, context)}), began=False)
    planned = await answer(document, asked.operation_name, asked.variables, context)
    if planned is None:
        return None
    errors = f',"errors":{as_text(_shown(planned.errors, context))}' if planned.errors else ""
    return Executed(f'{{"data":{planned.data}{errors}}}', began=True)


async def by_field(asked: Asked, context: GraphQLContext) -> Executed:
    result = await schema.execute(
        asked.query,
        variable_values=dict(asked.variables),
        operation_name=asked.operation_name,
        context_value=context,
    )
    began = result.data is not None or any(error.path for error in result.errors or ())
    body: dict[str, Any] = {"data": result.data} if began else {}
    if result.errors:
        body["errors"] = _shown(result.errors, context)
    return Executed(as_text(body), began)


def _shown(errors: Sequence[GraphQLError], context: GraphQLContext) -> list[dict[str, Any]]:
    return [shown(error, context.request_id) for error in errors]


def refused(why: Why) -> Executed:
    """The answer to what is not executed."""
    body = {"errors": [{"message": why.message, "extensions": {"code": why.code}}]}
    return Executed(as_text(body), began=False)


def as_text(body: Any) -> str:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)
