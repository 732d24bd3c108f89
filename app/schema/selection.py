"""From what a GraphQL operation selects to what one statement must show."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    IntValueNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)
from pydantic.alias_generators import to_camel

from app.domain.page import LARGEST
from app.domain.view import USUAL, Branch, Relation, Selection, View
from app.schema.types import RELATED

INCLUDES: Final = {"skip": False, "include": True}
"""What the condition of a directive has to be for a field to be there."""

MOST_KEYS: Final = 50
"""Of one object: PostgreSQL's functions take 100 arguments, a name and a value for each."""


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
        self.schema = info.schema
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
        if len(fields) + len(branches) > MOST_KEYS:
            raise _refused(f"At most {MOST_KEYS} fields and relations of one object.", nodes)
        return Selection(
            frozenset(fields),
            tuple(
                self._branch(key, relations, view, found) for key, found in sorted(branches.items())
            ),
        )

    def _branch(
        self, key: str, relations: Mapping[str, str], view: type[View], nodes: Sequence[FieldNode]
    ) -> Branch:
        # Validation keeps one key of one object to one meaning; but two lists of edges of one
        # connection, under two aliases, are rows of one statement.
        meanings = {
            (name, self._first(node, view.relations[name]))
            for node in nodes
            for name in (relations[node.name.value],)
        }
        if len(meanings) > 1:
            raise _refused("Two relations have the same alias below one list.", nodes)
        [(name, first)] = meanings
        below = self.selection(nodes, view.relations[name].view)
        return Branch(RELATED + key, name, below, first)

    def _first(self, node: FieldNode, relation: Relation) -> int:
        if not relation.many:
            return 1
        for argument in node.arguments or ():
            if argument.name.value == "first":
                first = self._integer(argument.value)
                if first is None or not 1 <= first <= LARGEST:
                    raise _refused(f"`first` is 1 to {LARGEST}.", [node])
                return first
        return USUAL

    def _integer(self, value: Any) -> int | None:
        if isinstance(value, IntValueNode):
            return int(value.value)
        if isinstance(value, VariableNode):
            given: int | None = self.variables.get(value.name.value, USUAL)
            return given
        return None

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


def _refused(message: str, nodes: Sequence[FieldNode]) -> GraphQLError:
    return GraphQLError(message, nodes, extensions={"code": "invalid"})
