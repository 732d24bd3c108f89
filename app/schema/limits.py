"""How large an operation may be, judged before it is validated, in one linear walk.

Depth counts levels of fields, cost counts the objects that may come back: what is below a
list counts as often as `first` says. Fragments are judged once, however often they are used.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)
from pydantic.alias_generators import to_camel

from app.domain.page import LARGEST
from app.domain.view import USUAL, View

MOST_TOKENS: Final = 2000
MOST_ROOT_FIELDS: Final = 20
MOST_DIRECTIVES: Final = 50
LONGEST_QUERY: Final = 100_000


@dataclass(frozen=True, slots=True)
class Size:
    depth: int
    cost: int


@lru_cache(maxsize=1000)
def refusal(query: str, max_depth: int, max_cost: int, *, introspection: bool) -> str | None:
    """Why an operation is too large, or None. Broken syntax is for the parser to explain."""
    if len(query) > LONGEST_QUERY:
        return "The query is too long."
    try:
        document = parse(query, no_location=True, max_tokens=MOST_TOKENS)
    except GraphQLSyntaxError as error:
        return "The query has too many tokens." if "tokens" in error.message else None
    except RecursionError:
        return "The query is nested too deeply."
    walk = _Walk(document, introspection=introspection)
    try:
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                if len(definition.selection_set.selections) > MOST_ROOT_FIELDS:
                    return f"At most {MOST_ROOT_FIELDS} fields at the root."
                size = walk.size(definition.selection_set)
                if size.depth > max_depth:
                    return f"The query is {size.depth} levels deep; at most {max_depth}."
                if size.cost > max_cost:
                    return f"The query may answer with {size.cost} objects; at most {max_cost}."
    except GraphQLError as error:
        return error.message
    except RecursionError:
        return "The query is nested too deeply."
    return None


class _Walk:
    def __init__(self, document: DocumentNode, *, introspection: bool) -> None:
        self.introspection = introspection
        self.directives = 0
        self.fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self.known: dict[str, Size | None] = {}

    def size(self, chosen: SelectionSetNode | None) -> Size:
        depth = cost = 0
        for node in chosen.selections if chosen is not None else ():
            self._count_directives(node)
            one = self._one(node)
            depth, cost = max(depth, one.depth), cost + one.cost
        return Size(depth, cost)

    def _one(self, node: Any) -> Size:
        if isinstance(node, FieldNode):
            if node.name.value in ("__schema", "__type"):
                if not self.introspection:
                    raise GraphQLError("Introspection is off here.")
                return Size(1, 1)
            if node.selection_set is None:
                return Size(1, 0)
            below = self.size(node.selection_set)
            return Size(below.depth + 1, 1 + below.cost * _times(node))
        if isinstance(node, InlineFragmentNode):
            return self.size(node.selection_set)
        return self._fragment(node.name.value)

    def _fragment(self, name: str) -> Size:
        if name in self.known:
            size = self.known[name]
            if size is None:
                raise GraphQLError("A fragment leads back to itself.")
            return size
        fragment = self.fragments.get(name)
        if fragment is None:
            return Size(0, 0)  # validation says so better
        self.known[name] = None
        size = self.known[name] = self.size(fragment.selection_set)
        return size

    def _count_directives(self, node: Any) -> None:
        self.directives += len(node.directives or ())
        if self.directives > MOST_DIRECTIVES:
            raise GraphQLError(f"At most {MOST_DIRECTIVES} directives.")


def _times(node: FieldNode) -> int:
    """How many objects a field may answer with. Only lists take `first`; a variable may be all."""
    for argument in node.arguments or ():
        if argument.name.value == "first":
            value = argument.value
            return int(value.value) if isinstance(value, IntValueNode) else LARGEST
    return USUAL if node.name.value in _lists() else 1


@cache
def _lists() -> frozenset[str]:
    """The relations that answer with many rows."""
    return frozenset(
        to_camel(name)
        for view in View.catalogue.values()
        for name, relation in view.relations.items()
        if relation.many
    )
