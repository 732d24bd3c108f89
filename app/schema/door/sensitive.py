"""What an operation does before it is executed: whether it only reads, and how many times it
makes or shows a secret, each of which is counted.
"""

from functools import cache, lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
)
from pydantic.alias_generators import to_camel

from app.schema import FEATURES
from app.schema.door.limits import MOST_TOKENS


def sensitive_uses(query: str, named: str | None) -> int:
    """How many sensitive mutations are asked for; conditions on them are not looked at.

    For operations that `limits.refusal` has let through: what it refuses is not executed.
    """
    if not any(name in query for name in _names()):
        return 0
    return _counted(query, named)


@lru_cache(maxsize=1000)
def is_read_only(query: str, named: str | None) -> bool:
    """Whether this is a query, or cannot be executed anyway.

    For operations that `limits.refusal` has let through.
    """
    try:
        document = parse(query, no_location=True, max_tokens=MOST_TOKENS)
    except GraphQLSyntaxError:
        return True
    kinds = [one.operation for one in _operations(document, named)]
    return all(kind is OperationType.QUERY for kind in kinds)


@lru_cache(maxsize=100)
def _counted(query: str, named: str | None) -> int:
    try:
        document = parse(query, no_location=True, max_tokens=MOST_TOKENS)
    except GraphQLSyntaxError:
        return 0
    fragments = _Fragments(document)
    return sum(fragments.uses(one.selection_set) for one in _operations(document, named))


def _operations(document: DocumentNode, named: str | None) -> list[OperationDefinitionNode]:
    """The operation that is meant."""
    return [
        one
        for one in document.definitions
        if isinstance(one, OperationDefinitionNode)
        and (named is None or (one.name is not None and one.name.value == named))
    ]


class _Fragments:
    """Fragments at the root are part of the operation; each is counted once and remembered."""

    def __init__(self, document: DocumentNode) -> None:
        self._named = {
            one.name.value: one.selection_set
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self._known: dict[str, int] = {}

    def uses(self, chosen: SelectionSetNode) -> int:
        return sum(self._one(node) for node in chosen.selections)

    def _one(self, node: Any) -> int:
        if isinstance(node, FieldNode):
            return int(node.name.value in _names())
        if hasattr(node, "selection_set"):
            return self.uses(node.selection_set)
        return self._spread(node.name.value)

    def _spread(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = 0  # one that leads back to itself adds nothing, and is refused
            self._known[name] = self.uses(self._named[name]) if name in self._named else 0
        return self._known[name]


@cache
def _names() -> frozenset[str]:
    return frozenset(
        to_camel(action.name)
        for feature in FEATURES
        for action in feature.mutations
        if action.sensitive
    )
