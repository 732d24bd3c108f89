"""From an operation to a plan: for each field of the root a selection, and how it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from pydantic.alias_generators import to_camel

from app.domain.use_case import Query
from app.domain.view import Branch, Constant, Leaf, Selection, View
from app.schema.planned import forms
from app.schema.selection import MOST_KEYS, first_of
from app.schema.walk import INCLUDES, Walk

TYPENAME: Final = "__typename"


class Unsure(Exception):
    """The planner does not know this; graphql-core does."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the root: what it asks, and how its answer is written."""

    key: str
    node: FieldNode
    definition: GraphQLField
    query: Query
    selection: Selection
    form: forms.OfPage | None
    """Of a list."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked, in the order of the answer; a text stands for itself."""

    fields: tuple[Field | Constant, ...]


def plan(
    queries: Mapping[str, Query],
    operation: OperationDefinitionNode,
    walk: Walk,
) -> Plan:
    """Raises `Unsure`."""
    root: Any = walk.schema.query_type
    fields: list[Field | Constant] = []
    for key, nodes in walk.by_key([operation.selection_set], root.name).items():
        name = nodes[0].name.value
        if name == TYPENAME:
            fields.append(Constant(key, root.name))
            continue
        query = queries.get(name)
        if query is None or isinstance(root.fields[name].type, GraphQLNonNull):
            raise Unsure
        fields.append(_field(key, nodes, root.fields[name], query, walk))
    return Plan(tuple(fields))


def _field(
    key: str, nodes: Sequence[FieldNode], definition: GraphQLField, query: Query, walk: Walk
) -> Field:
    view: Any = query.returns
    writer = _Writer(walk)
    if not query.paged:
        return Field(key, nodes[0], definition, query, writer.selection(nodes, view), None)
    form = writer.connection(nodes, view)
    return Field(key, nodes[0], definition, query, writer.of_node, form)


class _Writer:
    """Writes one field of the root."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.of_node = Selection(frozenset())
        """What is shown of each row of a list."""

    def selection(self, nodes: Sequence[FieldNode], view: type[View]) -> Selection:
        written = tuple(
            self._entry(key, found, view) for key, found in self._below(nodes, view.named).items()
        )
        if len(written) > MOST_KEYS:
            raise Unsure
        branches = tuple(one for one in written if isinstance(one, Branch))
        return Selection(frozenset(), branches, written)

    def connection(self, nodes: Sequence[FieldNode], view: type[View]) -> forms.OfPage:
        name = f"{view.named}Connection"
        parts: list[forms.OfPage] = []
        for key, found in self._below(nodes, name).items():
            match found[0].name.value:
                case "edges":
                    parts.append(forms.edges(key, self._edge(found, view)))
                case "pageInfo":
                    parts.append(forms.below(key, self._page_info(found)))
                case _:
                    parts.append(forms.constant(key, name))
        return forms.written(parts)

    def _edge(self, nodes: Sequence[FieldNode], view: type[View]) -> list[forms.OfEdge]:
        name = f"{view.named}Edge"
        parts: list[forms.OfEdge] = []
        for key, found in self._below(nodes, name).items():
            match found[0].name.value:
                case "node":
                    self._take(self.selection(found, view))
                    parts.append(forms.node(key))
                case "cursor":
                    parts.append(forms.cursor(key))
                case _:
                    parts.append(forms.edge_constant(key, name))
        return parts

    def _take(self, selection: Selection) -> None:
        """The rows of one statement are written in one way."""
        if self.of_node.written is not None and self.of_node != selection:
            raise Unsure
        self.of_node = selection

    def _page_info(self, nodes: Sequence[FieldNode]) -> forms.OfPage:
        parts = []
        for key, found in self._below(nodes, "PageInfo").items():
            name = found[0].name.value
            told = forms.ABOUT_PAGE.get(name)
            parts.append(forms.below(key, told) if told else forms.constant(key, "PageInfo"))
        return forms.written(parts)

    def _entry(self, key: str, nodes: Sequence[FieldNode], view: type[View]) -> Any:
        name = nodes[0].name.value
        if name == TYPENAME:
            return Constant(key, view.named)
        relation = _names(view).get(name)
        if relation is None or relation not in view.relations:
            return Leaf(key, *_leaf(self.walk.schema, view, name))
        try:
            first = first_of(nodes[0], view.relations[relation], self.walk.variables)
        except GraphQLError:
            raise Unsure from None
        selection = self.selection(nodes, view.relations[relation].view)
        return Branch(key, relation, selection, first)

    def _below(self, nodes: Sequence[FieldNode], type_name: str) -> dict[str, list[FieldNode]]:
        return self.walk.by_key([node.selection_set for node in nodes], type_name)


@cache
def _names(view: type[View]) -> Mapping[str, str]:
    return {to_camel(name): name for name in (*view.model_fields, *view.relations)}


@cache
def _leaf(schema: Any, view: type[View], name: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A field and the words that stand for its values. Raises `Unsure` for what is no text yet."""
    whole = kind = schema.get_type(view.named).fields[name].type
    is_list = False
    while isinstance(kind, GraphQLNonNull | GraphQLList):
        is_list |= isinstance(kind, GraphQLList)
        kind = kind.of_type
    field = _names(view)[name]
    if isinstance(kind, GraphQLObjectType) or _is_odd(view, field, whole):
        raise Unsure
    if not isinstance(kind, GraphQLEnumType):
        return field, ()
    if is_list:
        raise Unsure
    return field, tuple((_word(one.value), key) for key, one in kind.values.items())


def _is_odd(view: type[View], field: str, kind: Any) -> bool:
    """It may hold what graphql-core would refuse to answer with."""
    is_required = isinstance(kind, GraphQLNonNull)
    return view.is_long(field) or (is_required and view.may_be_null(field))


def _word(value: Any) -> str:
    word = value.value if isinstance(value, Enum) else value
    if not isinstance(word, str):
        raise Unsure
    return word


def deciding(operation: OperationDefinitionNode, fragments: Mapping[str, Any]) -> tuple[str, ...]:
    """The variables that the plan depends on: those of conditions, and of `first`."""
    found = _Deciding()
    for node in (operation, *fragments.values()):
        visit(node, found)
    return tuple(sorted(found.names))


class _Deciding(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_field(self, node: Any, *_: Any) -> None:
        self._note(one for one in node.arguments or () if one.name.value == "first")

    def enter_directive(self, node: Any, *_: Any) -> None:
        if node.name.value in INCLUDES:
            self._note(node.arguments or ())

    def _note(self, arguments: Any) -> None:
        self.names.update(
            one.value.name.value for one in arguments if isinstance(one.value, VariableNode)
        )
