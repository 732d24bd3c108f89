"""From what a GraphQL operation selects to what one statement must show."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graphql import FieldNode, GraphQLError, IntValueNode, VariableNode
from pydantic.alias_generators import to_camel

from app.domain.page import LARGEST
from app.domain.view import USUAL, Branch, Relation, Selection, View
from app.schema.types import RELATED
from app.schema.walk import Walk

MOST_KEYS: Final = 50
"""Of one object: PostgreSQL's functions take 100 arguments, a name and a value for each."""


def selected(info: Any, view: type[View], *path: str) -> Selection:
    """What is asked of a view, below the given fields of the field being resolved.

    `info` is graphql-core's; `path` leads from the field to the view, such as `edges`, `node`.
    """
    walk = Walk(info.schema, info.fragments, info.variable_values)
    nodes = list(info.field_nodes)
    for name in path:
        nodes = [n for n in walk.fields(nodes, None) if n.name.value == name]
    return _Reader(walk).selection(nodes, view)


class _Reader:
    def __init__(self, walk: Walk) -> None:
        self.walk = walk

    def selection(self, nodes: Sequence[FieldNode], view: type[View]) -> Selection:
        columns = {to_camel(name): name for name in view.model_fields}
        relations = {to_camel(name): name for name in view.relations}
        fields: set[str] = set()
        branches: dict[str, list[FieldNode]] = {}
        for node in self.walk.fields(nodes, view.named):
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
            (name, first_of(node, view.relations[name], self.walk.variables))
            for node in nodes
            for name in (relations[node.name.value],)
        }
        if len(meanings) > 1:
            raise _refused("Two relations have the same alias below one list.", nodes)
        [(name, first)] = meanings
        below = self.selection(nodes, view.relations[name].view)
        return Branch(RELATED + key, name, below, first)


def first_of(node: FieldNode, relation: Relation, variables: Mapping[str, Any]) -> int:
    """How many rows of a relation are asked for. Raises a `GraphQLError` out of range."""
    if not relation.many:
        return 1
    for argument in node.arguments or ():
        if argument.name.value == "first":
            first = _integer(argument.value, variables)
            if first is None or not 1 <= first <= LARGEST:
                raise _refused(f"`first` is 1 to {LARGEST}.", [node])
            return first
    return USUAL


def _integer(value: Any, variables: Mapping[str, Any]) -> int | None:
    if isinstance(value, IntValueNode):
        return int(value.value)
    if isinstance(value, VariableNode):
        given: int | None = variables.get(value.name.value, USUAL)
        return given
    return None


def _refused(message: str, nodes: Sequence[FieldNode]) -> GraphQLError:
    return GraphQLError(message, nodes, extensions={"code": "invalid"})
