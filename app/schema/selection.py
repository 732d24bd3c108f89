"""From what a GraphQL operation selects to what one statement must show."""

from collections.abc import Iterator, Sequence
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLIncludeDirective,
    GraphQLSkipDirective,
    IntValueNode,
    SelectionSetNode,
    VariableNode,
    get_directive_values,
)
from pydantic.alias_generators import to_camel

from app.domain.page import LARGEST
from app.domain.view import USUAL, Branch, Relation, Selection, View
from app.schema.types import RELATED


def selected(info: Any, view: type[View], *path: str) -> Selection:
    """What is asked of a view, below the given fields of the field being resolved.

    `info` is graphql-core's; `path` leads from the field to the view, such as `edges`, `node`.
    """
    reader = _Reader(info)
    nodes = list(info.field_nodes)
    for name in path:
        nodes = [n for n in reader.fields(nodes, None) if n.name.value == name]
    return reader.selection(nodes, view)


class _Reader:
    def __init__(self, info: Any) -> None:
        self.fragments = info.fragments
        self.variables = info.variable_values

    def selection(self, nodes: Sequence[FieldNode], view: type[View]) -> Selection:
        columns = {to_camel(name): name for name in view.model_fields}
        relations = {to_camel(name): name for name in view.relations}
        fields: set[str] = set()
        branches: dict[str, list[FieldNode]] = {}
        for node in self.fields(nodes, view.named):
            name = node.name.value
            if name in columns:
                fields.add(columns[name])
            elif name in relations:
                key = node.alias.value if node.alias else name
                branches.setdefault(key, []).append(node)
        return Selection(
            frozenset(fields),
            tuple(
                self._branch(key, relations[found[0].name.value], view, found)
                for key, found in sorted(branches.items())
            ),
        )

    def _branch(self, key: str, name: str, view: type[View], nodes: Sequence[FieldNode]) -> Branch:
        relation = view.relations[name]
        below = self.selection(nodes, relation.view)
        return Branch(RELATED + key, name, below, self._first(nodes[0], relation))

    def _first(self, node: FieldNode, relation: Relation) -> int:
        if not relation.many:
            return 1
        for argument in node.arguments or ():
            if argument.name.value == "first":
                first = self._integer(argument.value)
                if not 1 <= first <= LARGEST:
                    message = f"`first` is 1 to {LARGEST}."
                    raise GraphQLError(message, node, extensions={"code": "invalid"})
                return first
        return USUAL

    def _integer(self, value: Any) -> int:
        if isinstance(value, IntValueNode):
            return int(value.value)
        if isinstance(value, VariableNode):
            return int(self.variables.get(value.name.value, USUAL))
        return USUAL

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
            condition = fragment.type_condition
            if type_name is None or condition is None or condition.name.value == type_name:
                yield from self._walk(fragment.selection_set, type_name)

    def _included(self, node: Any) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not (skip and skip["if"]) and (include is None or bool(include["if"]))
