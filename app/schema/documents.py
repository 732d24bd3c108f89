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
    Location,
    OperationDefinitionNode,
    OperationType,
    Token,
    TokenKind,
    parse,
    specified_rules,
)
from graphql.language.parser import Parser
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from app.domain.kept import Kept

MOST_TOKENS: Final = 2000
MOST_TEXT: Final = 100_000
"""Characters of all documents that are kept: a tree takes some 35 to 70 bytes for each."""


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
            return _read(self.text)
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


class _Parser(Parser):
    """Its places are told by where they begin and end. Nobody asks for tokens once it is parsed:
    they are a third of what a tree takes.
    """

    first: Token | None = None

    def loc(self, start_token: Token) -> Location | None:
        place = super().loc(start_token)
        if place is not None:
            place.start_token = place.end_token = _NO_TOKEN
        self.first = start_token  # the whole document comes last
        return place


def _read(text: str) -> DocumentNode:
    parser = _Parser(text, max_tokens=MOST_TOKENS)
    try:
        tree = parser.parse_document()
    except RecursionError:
        return parse(text, max_tokens=MOST_TOKENS)  # which tells of it
    # Tied to each other, tokens would stay until the collector comes by.
    token = parser.first
    while token is not None:
        after, token.prev, token.next = token.next, None, None
        token = after
    return tree


_NO_TOKEN: Final = Token(TokenKind.SOF, 0, 0, 0, 0)

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
