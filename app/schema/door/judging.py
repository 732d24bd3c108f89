"""Whether a text can be a trusted document: one operation, which fits the schema and the limits."""

from collections.abc import Callable
from functools import partial

from graphql import GraphQLError, GraphQLSyntaxError

from app.domain.trusted_documents.service import DocumentKind, Flaw, Operation
from app.schema.door.known import known
from app.schema.door.limits import TOO_DEEP, Limits, refusal
from app.schema.door.messages import told
from app.settings import Settings

Judge = Callable[[str], Operation | Flaw]


def judge_of(settings: Settings) -> Judge:
    """By the limits that hold for requests. What variables could make large is let through: each
    request is judged again, with what it sends.
    """
    limits = Limits(settings.graphql_max_depth, settings.graphql_max_cost)
    return partial(judged, limits)


def judged(limits: Limits, text: str) -> Operation | Flaw:
    """The operation of a text, or the first reason why it is none."""
    try:
        document = known(text)
        if isinstance(document.syntax, GraphQLSyntaxError):
            return _flaw(document.syntax)
        if len(document.operations) != 1:
            count = len(document.operations)
            return Flaw(f"There are {count} operations; a trusted document has one.")
        [operation] = document.operations
        variables = operation.variable_definitions or ()
        least = frozenset((one.variable.name.value, 1) for one in variables)
        why = refusal(text, None, limits, least)
        if why is not None:
            return Flaw(why.message)
        if document.errors:
            return _flaw(document.errors[0])
    except RecursionError:
        return Flaw(TOO_DEEP.message)
    name = operation.name.value if operation.name else None
    return Operation(name, DocumentKind(operation.operation.value))


def _flaw(error: GraphQLError) -> Flaw:
    message = told(error.message)
    if not error.locations:
        return Flaw(message)
    return Flaw(message, error.locations[0].line, error.locations[0].column)
