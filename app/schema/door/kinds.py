"""Whether an operation is a subscription: those are followed, and others are answered."""

from graphql import GraphQLError, OperationType

from app.schema import schema
from app.schema.documents import document


def is_subscription(query: str, named: str | None) -> bool:
    """For operations that `limits.refusal` has let through; broken ones are not."""
    if OperationType.SUBSCRIPTION.value not in query:
        return False
    try:
        operation = document(query, schema._schema).operation(named)  # noqa: SLF001
    except GraphQLError:
        return False
    return operation is not None and operation.operation is OperationType.SUBSCRIPTION
