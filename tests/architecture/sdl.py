"""The rules of the schema's text: how things are called, what they look like, what they say."""

import re
from collections.abc import Iterator
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_non_null_type,
    is_specified_scalar_type,
)

PASCAL: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
CAMEL: Final = re.compile(r"[a-z][A-Za-z0-9]*")
SCREAMING: Final = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
SENTENCE: Final = re.compile(r"\s*[A-Z0-9`\"“].*[.!?:]\s*", re.DOTALL)
PAGE_INFO: Final = {
    "hasNextPage": "Boolean!",
    "hasPreviousPage": "Boolean!",
    "startCursor": "String",
    "endCursor": "String",
}


def faults(sdl: str) -> list[str]:
    """What is wrong with a schema."""
    schema = build_schema(sdl)
    named = {
        name: kind
        for name, kind in schema.type_map.items()
        if not name.startswith("__") and not is_specified_scalar_type(kind)
    }
    found: list[str] = []
    for kind in named.values():
        found += _of_type(kind, schema)
    found += _of_queries(schema)
    found += _of_mutations(schema)
    found += [f"{name} is not used" for name in sorted(named.keys() - _reached(schema))]
    return found


def _of_type(kind: Any, schema: GraphQLSchema) -> Iterator[str]:
    yield from _said(kind.name, kind.description)
    yield from _called(kind.name, PASCAL, kind.name)
    if isinstance(kind, GraphQLEnumType):
        for name, value in kind.values.items():
            yield from _called(name, SCREAMING, f"{kind.name}.{name}")
            yield from _shown(f"{kind.name}.{name}", value)
    if isinstance(kind, GraphQLInputObjectType):
        yield from _ends_in(kind.name, "Input")
        for name, one in kind.fields.items():
            yield from _called(name, CAMEL, f"{kind.name}.{name}")
            yield from _shown(f"{kind.name}.{name}", one)
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            yield from _of_field(f"{kind.name}.{name}", name, field)
        yield from _of_connection(kind)


def _of_field(where: str, name: str, field: GraphQLField) -> Iterator[str]:
    yield from _called(name, CAMEL, where)
    yield from _shown(where, field)
    for argument, one in field.args.items():
        yield from _called(argument, CAMEL, f"{where}({argument})")
        yield from _shown(f"{where}({argument})", one)


def _of_connection(kind: Any) -> Iterator[str]:
    fields = {name: str(field.type) for name, field in kind.fields.items()}
    if kind.name == "PageInfo" and fields != PAGE_INFO:
        yield "PageInfo is not that of Relay"
    if kind.name.endswith("Connection"):
        edge = f"{kind.name.removesuffix('Connection')}Edge"
        if (fields.get("edges"), fields.get("pageInfo")) != (f"[{edge}!]!", "PageInfo!"):
            yield f"{kind.name} is no connection"
    if kind.name.endswith("Edge"):
        node = kind.name.removesuffix("Edge")
        if (fields.get("node"), fields.get("cursor")) != (f"{node}!", "String!"):
            yield f"{kind.name} is no edge"


def _of_mutations(schema: GraphQLSchema) -> Iterator[str]:
    root = schema.mutation_type
    for name, field in root.fields.items() if root is not None else ():
        where, whole = f"Mutation.{name}", name[0].upper() + name[1:]
        if {n: str(one.type) for n, one in field.args.items()} != {"input": f"{whole}Input!"}:
            yield f"{where} does not take one `input` of its own"
        kind = field.type
        if not isinstance(kind, GraphQLUnionType) or kind.name != f"{whole}Payload":
            yield f"{where} does not answer with its payload, which may be null"
        elif not any(one.interfaces for one in kind.types):
            yield f"{kind.name} has no refusal"


def _of_queries(schema: GraphQLSchema) -> Iterator[str]:
    root = schema.query_type
    for name, field in root.fields.items() if root is not None else ():
        if get_named_type(field.type).name.endswith("Connection"):
            kinds = {one: str(argument.type) for one, argument in field.args.items()}
            if (kinds.get("first"), kinds.get("after")) != ("Int!", "String"):
                yield f"Query.{name} is a list without `first` and `after`"
        if is_non_null_type(field.type):
            yield f"Query.{name} takes everything along if it is refused"


def _shown(where: str, one: Any) -> Iterator[str]:
    yield from _said(where, one.description)
    if one.deprecation_reason is not None:
        yield from _said(f"{where}, deprecated,", one.deprecation_reason)
        if one.deprecation_reason == "No longer supported":
            yield f"{where} is deprecated for no reason"


def _said(where: str, text: str | None) -> Iterator[str]:
    if not text:
        yield f"{where} says nothing"
    elif not SENTENCE.fullmatch(text):
        yield f"{where} says no sentence: {text}"


def _called(name: str, form: re.Pattern[str], where: str) -> Iterator[str]:
    if not form.fullmatch(name):
        yield f"{where} is called otherwise than the others"


def _ends_in(name: str, suffix: str) -> Iterator[str]:
    if not name.endswith(suffix):
        yield f"{name} is no {suffix} by its name"


def _reached(schema: GraphQLSchema) -> set[str]:
    """The types that a request can name or an answer can hold."""
    waiting: list[Any] = [
        root
        for root in (schema.query_type, schema.mutation_type, schema.subscription_type)
        if root is not None
    ]
    found: set[str] = set()
    while waiting:
        kind = get_named_type(waiting.pop())
        if kind.name in found:
            continue
        found.add(kind.name)
        if isinstance(kind, GraphQLUnionType):
            waiting += kind.types
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            waiting += kind.interfaces
            for field in kind.fields.values():
                waiting += [field.type, *(one.type for one in field.args.values())]
        if isinstance(kind, GraphQLInputObjectType):
            waiting += [one.type for one in kind.fields.values()]
    return found
