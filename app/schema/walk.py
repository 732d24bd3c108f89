"""The fields of an operation, as they are executed: through fragments, without what is skipped."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)

INCLUDES: Final = {"skip": False, "include": True}
"""What the condition of a directive has to be for a field to be there."""


class Walk:
    """Through one operation with the variables that it is executed with."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self.schema: Any = schema
        self.fragments, self.variables = fragments, variables

    def by_key(
        self, chosen: Sequence[SelectionSetNode | None], type_name: str | None
    ) -> dict[str, list[FieldNode]]:
        """The fields of an object, in the order of its answer."""
        found: dict[str, list[FieldNode]] = {}
        for one in chosen:
            if one is not None:
                for node in self._walk(one, type_name):
                    key = node.alias.value if node.alias else node.name.value
                    found.setdefault(key, []).append(node)
        return found

    def fields(self, nodes: Sequence[FieldNode], type_name: str | None) -> Iterator[FieldNode]:
        """The fields below these, through fragments, without what is skipped."""
        for node in nodes:
            if node.selection_set is not None:
                yield from self._walk(node.selection_set, type_name)

    def _walk(self, chosen: SelectionSetNode, type_name: str | None) -> Iterator[FieldNode]:
        for node in chosen.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment: Any = node
            if isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
            if self._applies(fragment.type_condition, type_name):
                yield from self._walk(fragment.selection_set, type_name)

    def _applies(self, condition: Any, type_name: str | None) -> bool:
        """A fragment may be on the type itself, or on a union or an interface it is part of."""
        if type_name is None or condition is None or condition.name.value == type_name:
            return True
        wider = self.schema.get_type(condition.name.value)
        return is_abstract_type(wider) and self.schema.is_sub_type(
            wider, self.schema.get_type(type_name)
        )

    def _included(self, node: Any) -> bool:
        for directive in node.directives or ():
            if (wanted := INCLUDES.get(directive.name.value)) is not None:
                [condition] = directive.arguments
                if self._truth(condition.value) is not wanted:
                    return False
        return True

    def _truth(self, value: Any) -> Any:
        if isinstance(value, VariableNode):
            return self.variables.get(value.name.value)
        return value.value
