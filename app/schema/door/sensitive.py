"""How many times an operation makes or shows a secret, each of which is counted."""

from functools import cache
from typing import Any

from graphql import FieldNode, SelectionSetNode
from pydantic.alias_generators import to_camel

from app.schema import FEATURES
from app.schema.documents import Document
from app.schema.door.known import known


def sensitive_uses(query: str, named: str | None) -> int:
    """How many sensitive mutations are asked for; conditions on them are not looked at.

    For operations that `limits.refusal` has let through: what it refuses is not executed.
    """
    if not any(name in query for name in _names()):
        return 0
    document = known(query)
    operation = document.operation(named)
    return 0 if operation is None else _Fragments(document).uses(operation.selection_set)


class _Fragments:
    """Fragments at the root are part of the operation; each is counted once and remembered."""

    def __init__(self, document: Document) -> None:
        self._named = document.fragments
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
            self._known[name] = (
                self.uses(self._named[name].selection_set) if name in self._named else 0
            )
        return self._known[name]


@cache
def _names() -> frozenset[str]:
    return frozenset(
        to_camel(action.name)
        for feature in FEATURES
        for action in feature.mutations
        if action.sensitive
    )
