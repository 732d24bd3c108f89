"""Whether an operation is a subscription: those are followed, and others are answered."""

from functools import lru_cache

from graphql import GraphQLSyntaxError, OperationDefinitionNode, OperationType, parse

from app.schema.door.limits import MOST_TOKENS


def is_subscription(query: str, named: str | None) -> bool:
    """For operations that `limits.refusal` has let through; broken ones are not."""
    return OperationType.SUBSCRIPTION.value in query and _is_one(query, named)


@lru_cache(maxsize=1000)
def _is_one(query: str, named: str | None) -> bool:
    try:
        document = parse(query, no_location=True, max_tokens=MOST_TOKENS)
    except GraphQLSyntaxError:
        return False
    return any(
        one.operation is OperationType.SUBSCRIPTION
        for one in document.definitions
        if isinstance(one, OperationDefinitionNode)
        and (named is None or (one.name is not None and one.name.value == named))
    )
