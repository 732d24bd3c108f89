"""From an operation that was let through to the body of its answer."""

import json
from dataclasses import dataclass
from typing import Any

from app.schema import schema
from app.schema.door.errors import shown
from app.schema.door.limits import TOO_DEEP, Why
from app.schema.door.reading import Asked
from app.schema.fields import GraphQLContext


@dataclass(frozen=True, slots=True)
class Executed:
    """The body of an answer."""

    text: str
    began: bool
    """Whether the operation was executed, however it ended."""


async def execute(asked: Asked, context: GraphQLContext) -> Executed:
    try:
        result = await schema.execute(
            asked.query,
            variable_values=dict(asked.variables),
            operation_name=asked.operation_name,
            context_value=context,
        )
    except RecursionError:
        return refused(TOO_DEEP)
    errors = [shown(error, context.request_id) for error in result.errors or ()]
    began = result.data is not None or any(error.path for error in result.errors or ())
    body: dict[str, Any] = {"data": result.data} if began else {}
    if errors:
        body["errors"] = errors
    return Executed(as_text(body), began)


def refused(why: Why) -> Executed:
    """The answer to what is not executed."""
    body = {"errors": [{"message": why.message, "extensions": {"code": why.code}}]}
    return Executed(as_text(body), began=False)


def as_text(body: Any) -> str:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)
