"""Every document that was asked for lately: parsed once, validated once, planned once."""

from collections import OrderedDict
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    parse,
    specified_rules,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

MOST_TEXT: Final = 300_000
"""Characters of all documents that are kept: a tree takes 150 bytes for each."""


class Document:
    """One text, and what was made of it so far."""

    def __init__(self, text: str, schema: GraphQLSchema) -> None:
        self.text = text
        self.schema = schema
        self.plans: dict[Any, Any] = {}
        """By what they depend on; whoever makes them sees to how many there are."""

    @cached_property
    def node(self) -> DocumentNode:
        """Raises `GraphQLSyntaxError`."""
        return parse(self.text)

    @cached_property
    def errors(self) -> list[GraphQLError]:
        """Why it cannot be executed, if it cannot."""
        return validate_document(self.schema, self.node, tuple(specified_rules))

    @cached_property
    def fragments(self) -> dict[str, FragmentDefinitionNode]:
        return {
            one.name.value: one
            for one in self.node.definitions
            if isinstance(one, FragmentDefinitionNode)
        }

    def operation(self, named: str | None) -> OperationDefinitionNode | None:
        """The one that is meant."""
        found = [one for one in self.node.definitions if isinstance(one, OperationDefinitionNode)]
        if named is not None:
            found = [one for one in found if one.name is not None and one.name.value == named]
        return found[0] if len(found) == 1 else None


class Documents:
    """Documents by their text: those that were asked for last, as far as there is room."""

    def __init__(self, most_text: int = MOST_TEXT) -> None:
        self._most_text = most_text
        self._size = 0
        self._known: OrderedDict[str, Document] = OrderedDict()

    def of(self, text: str, schema: GraphQLSchema) -> Document:
        found = self._known.get(text)
        if found is not None:
            self._known.move_to_end(text)
            return found
        found = self._known[text] = Document(text, schema)
        self._size += len(text)
        while self._size > self._most_text and len(self._known) > 1:
            gone, _ = self._known.popitem(last=False)
            self._size -= len(gone)
        return found


documents: Final = Documents()


class KnownDocument(SchemaExtension):
    """Has Strawberry take from here what it would parse and validate by itself."""

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        known = documents.of(context.query or "", context.schema._schema)  # noqa: SLF001
        context.graphql_document = known.node
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        known = documents.of(context.query or "", context.schema._schema)  # noqa: SLF001
        context.pre_execution_errors = known.errors
        yield
