"""What may be told of an error: a refusal all of it, anything unexpected nothing."""

from typing import Any

from graphql import GraphQLError

from app.domain.errors import DomainError
from app.door import telemetry
from app.schema.door.messages import told


def shown(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """An error of an answer. What is a mistake of ours is logged, and told by the request's id."""
    one: dict[str, Any] = {"message": told(error.message)}
    if error.locations:
        one["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        one["path"] = error.path
    cause = _cause(error)
    if isinstance(cause, DomainError):
        one["extensions"] = refusal_of(cause)
    elif cause is not None:
        telemetry.log().error("operation failed", request_id=request_id, exc_info=cause)
        one["message"] = "Something went wrong on our side. Tell us the request id."
        one["extensions"] = {"code": "internal", "requestId": request_id}
    else:
        one["extensions"] = {"code": (error.extensions or {}).get("code", "graphql_invalid")}
    return one


def _cause(error: GraphQLError) -> Exception | None:
    """What was raised, if it was no error of GraphQL: those of variables are in each other."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def refusal_of(cause: DomainError) -> dict[str, Any]:
    extensions: dict[str, Any] = {"code": cause.code}
    if cause.faults:
        extensions["errors"] = [
            {"pointer": fault.pointer, "detail": fault.detail} for fault in cause.faults
        ]
    return extensions
