"""Every document that was asked for lately: parsed, judged, validated and planned once."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from graphql import (
    DefinitionNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from app.domain.kept import Kept

MOST_TOKENS: Final = 2000
MOST_TEXT: Final = 100_000
"""Characters of all documents that are kept: a tree takes 90 bytes for each."""


class Document:
    """One text, and what was made of it so far."""

    def __init__(self, text: str, schema: GraphQLSchema) -> None:
        self.text = text
        self.schema = schema
        self.plans: dict[Any, Any] = {}
        """By what they depend on; whoever makes them sees to how many there are."""
        self.verdicts: dict[Any, Any] = {}
        """The same of what is said about its size."""

    @cached_property
    def syntax(self) -> DocumentNode | GraphQLSyntaxError:
        """What it says, or why nothing can be read in it."""
        try:
            return _untied(parse(self.text, max_tokens=MOST_TOKENS))
        except GraphQLSyntaxError as error:
            return error.with_traceback(None)  # it is kept, and would keep the request

    @property
    def node(self) -> DocumentNode:
        """Of a document without errors."""
        if isinstance(self.syntax, GraphQLSyntaxError):
            raise self.syntax
        return self.syntax

    @cached_property
    def errors(self) -> list[GraphQLError]:
        """Why it cannot be executed, if it cannot."""
        if isinstance(self.syntax, GraphQLSyntaxError):
            return [self.syntax]
        return validate_document(self.schema, self.syntax, tuple(specified_rules))

    @cached_property
    def operations(self) -> list[OperationDefinitionNode]:
        return [one for one in self._definitions if isinstance(one, OperationDefinitionNode)]

    @cached_property
    def fragments(self) -> dict[str, FragmentDefinitionNode]:
        return {
            one.name.value: one
            for one in self._definitions
            if isinstance(one, FragmentDefinitionNode)
        }

    @property
    def _definitions(self) -> tuple[DefinitionNode, ...]:
        return self.syntax.definitions if isinstance(self.syntax, DocumentNode) else ()

    def operation(self, named: str | None) -> OperationDefinitionNode | None:
        """The one that is meant."""
        found = self.operations
        if named is not None:
            found = [one for one in found if one.name is not None and one.name.value == named]
        return found[0] if len(found) == 1 else None

    def kind(self, named: str | None) -> OperationType | None:
        """Whether the one that is meant is a query, a mutation or a subscription."""
        operation = self.operation(named)
        return None if operation is None else operation.operation


def _untied(node: DocumentNode) -> DocumentNode:
    """Without the ties of each token to the ones beside it: nobody follows them once it is parsed,
    and in a circle they would stay until the collector comes by.
    """
    token = node.loc.start_token if node.loc else None
    while token is not None:
        after, token.prev, token.next = token.next, None, None
        token = after
    return node


documents: Final = Kept[str, Document](MOST_TEXT, lambda one: len(one.text))


def document(text: str, schema: GraphQLSchema) -> Document:
    """The document with this text."""
    return documents.of(text, lambda: Document(text, schema))


class KnownDocument(SchemaExtension):
    """Has Strawberry take from here what it would parse and validate by itself."""

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        known = document(context.query or "", context.schema._schema)  # noqa: SLF001
        context.graphql_document = known.node
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        known = document(context.query or "", context.schema._schema)  # noqa: SLF001
        context.pre_execution_errors = known.errors
        yield
