"""How large an operation may be, judged before it is validated, in one linear walk.

Depth counts levels of fields, cost counts the objects that may come back: what is below a
list counts as often as `first` says. Breadth counts the fields when every fragment is
written out, since each may become a part of a statement. A fragment is judged once,
however often it is used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    IntValueNode,
    SelectionSetNode,
    VariableNode,
)
from pydantic.alias_generators import to_camel

from app.domain.page import LARGEST, Pagination
from app.domain.use_case import Query
from app.domain.view import USUAL, View
from app.schema import FEATURES
from app.schema.documents import MOST_TOKENS, Document
from app.schema.door.known import known

MOST_ROOT_FIELDS: Final = 20
MOST_FIELDS: Final = 600
MOST_OBJECTS: Final = 100
MOST_ALIASES: Final = 100
"""Each shows a field once more, which costs little to ask and much to answer."""
MOST_DIRECTIVES: Final = 50
MOST_FRAGMENTS: Final = 50
"""Validation compares each with each other."""
LONGEST_QUERY: Final = 32_000
"""In characters."""
MOST_VERDICTS: Final = 20
"""Of one document: for the values of its variables, and for who is told the schema."""

ABOUT_SCHEMA: Final = frozenset({"__schema", "__type"})
SCHEMA_LISTS: Final = frozenset({"fields", "inputFields", "interfaces", "possibleTypes"})
DEEPEST_SCHEMA: Final = 20
MOST_SCHEMA_LISTS: Final = 2
"""Lists of lists of types: the next level would answer with megabytes."""


@dataclass(frozen=True, slots=True)
class Size:
    depth: int = 0
    cost: int = 0
    fields: int = 0
    objects: int = 0
    """Fields with fields below: each is a subquery."""
    aliases: int = 0
    schema_lists: int = 0
    """How many lists of the schema's own types lie in each other."""

    def beside(self, other: "Size") -> "Size":
        return Size(
            max(self.depth, other.depth),
            self.cost + other.cost,
            self.fields + other.fields,
            self.objects + other.objects,
            self.aliases + other.aliases,
            max(self.schema_lists, other.schema_lists),
        )


@dataclass(frozen=True, slots=True)
class Why:
    """Why an operation is not executed."""

    message: str
    code: str = "query_too_large"
    status: int = 400
    """Of the answer, where it may say so: see `endpoint.py`."""


TOO_MANY_TOKENS: Final = Why(f"The query has too many tokens; at most {MOST_TOKENS}.")
TOO_DEEP: Final = Why("The query is nested too deeply to be read.")


class NotLookedAt(Exception):
    """An operation is not even looked at."""

    def __init__(self, why: Why | str) -> None:
        self.why = Why(why) if isinstance(why, str) else why
        super().__init__(self.why.message)


@dataclass(frozen=True, slots=True)
class Limits:
    depth: int
    cost: int
    untold: Why | None = None
    """Why the schema is not told to whoever asks; None: it is."""


def refusal(
    query: str, named: str | None, limits: Limits, integers: frozenset[tuple[str, int]]
) -> Why | None:
    """Why an operation is too large, or None. Broken syntax is for the parser to explain.

    `integers` are the variables that could be a `first`.
    """
    if len(query) > LONGEST_QUERY:
        return Why(f"The query has {len(query)} characters; at most {LONGEST_QUERY}.")
    verdicts = known(query).verdicts
    key = (named, limits, integers)
    if key not in verdicts:
        if len(verdicts) >= MOST_VERDICTS:
            verdicts.clear()
        verdicts[key] = _verdict(known(query), named, limits, integers)
    why: Why | None = verdicts[key]
    return why


def _verdict(
    document: Document, named: str | None, limits: Limits, integers: frozenset[tuple[str, int]]
) -> Why | None:
    try:
        if isinstance(document.syntax, GraphQLSyntaxError):
            return TOO_MANY_TOKENS if "tokens" in document.syntax.message else None
        _judge(_Walk(document, dict(integers), untold=limits.untold), limits)
    except NotLookedAt as found:
        return found.why
    except RecursionError:
        return TOO_DEEP
    if document.operation(named) is None:  # guessing which is meant could do the wrong thing
        return Why("`operationName` is not the name of one operation.", "graphql_invalid")
    return None


def _judge(walk: "_Walk", limits: Limits) -> None:
    if len(walk.fragments) > MOST_FRAGMENTS:
        raise NotLookedAt(
            f"The query has {len(walk.fragments)} fragments; at most {MOST_FRAGMENTS}."
        )
    for operation in walk.operations:
        roots = len(operation.selection_set.selections)
        if roots > MOST_ROOT_FIELDS:
            raise NotLookedAt(
                f"The query has {roots} fields at the root; at most {MOST_ROOT_FIELDS}."
            )
        walk.count_directives(operation, *(operation.variable_definitions or ()))
        size = walk.size(operation.selection_set, root=True)
        for has, most, what in (
            (size.depth, limits.depth, "is {} levels deep"),
            (size.cost, limits.cost, "may answer with {} objects"),
            (size.fields, MOST_FIELDS, "has {} fields, with its fragments written out"),
            (size.objects, MOST_OBJECTS, "has {} fields with fields below"),
            (size.aliases, MOST_ALIASES, "has {} aliases, with its fragments written out"),
        ):
            if has > most:
                raise NotLookedAt(f"The query {what.format(has)}; at most {most}.")


class _Walk:
    def __init__(
        self, document: Document, integers: Mapping[str, int], *, untold: Why | None
    ) -> None:
        self.integers, self.untold = integers, untold
        self.directives = 0
        self.operations, self.fragments = document.operations, document.fragments
        self.known: dict[tuple[str, bool], Size | None] = {}

    def size(self, chosen: SelectionSetNode | None, *, root: bool = False) -> Size:
        size = Size()
        for node in chosen.selections if chosen is not None else ():
            self.count_directives(node)
            size = size.beside(self._one(node, root=root))
        return size

    def _one(self, node: Any, *, root: bool) -> Size:
        if isinstance(node, FieldNode):
            return self._field(node, root=root)
        if isinstance(node, InlineFragmentNode):
            return self.size(node.selection_set, root=root)
        return self._fragment(node.name.value, root=root)

    def _field(self, node: FieldNode, *, root: bool) -> Size:
        name, below = node.name.value, self.size(node.selection_set)
        aliases = below.aliases + (node.alias is not None)
        if name in ABOUT_SCHEMA:
            return self._about_schema(below, aliases)
        if node.selection_set is None:
            return Size(1, 0, 1, 0, aliases, int(name in SCHEMA_LISTS))
        return Size(
            below.depth + 1,
            (1 + below.cost) * self._times(node, root=root),
            below.fields + 1,
            below.objects + 1,
            aliases,
            below.schema_lists + (name in SCHEMA_LISTS),
        )

    def _about_schema(self, below: Size, aliases: int) -> Size:
        if self.untold is not None:
            raise NotLookedAt(self.untold)
        for has, most, what in (
            (below.depth, DEEPEST_SCHEMA, "is {} levels deep"),
            (below.schema_lists, MOST_SCHEMA_LISTS, "has {} lists of types in each other"),
        ):
            if has > most:
                raise NotLookedAt(
                    f"The question about the schema {what.format(has)}; at most {most}."
                )
        return Size(1, 1, below.fields + 1, 1, aliases)

    def _fragment(self, name: str, *, root: bool) -> Size:
        key = (name, root)
        if key in self.known:
            size = self.known[key]
            if size is None:
                raise NotLookedAt("A fragment leads back to itself.")
            return size
        fragment = self.fragments.get(name)
        if fragment is None:
            return Size()  # validation says so better
        self.known[key] = None
        self.count_directives(fragment)
        size = self.known[key] = self.size(fragment.selection_set, root=root)
        return size

    def count_directives(self, *nodes: Any) -> None:
        self.directives += sum(len(node.directives or ()) for node in nodes)
        if self.directives > MOST_DIRECTIVES:
            raise NotLookedAt(f"The query has too many directives; at most {MOST_DIRECTIVES}.")

    def _times(self, node: FieldNode, *, root: bool) -> int:
        """How many objects a field may answer with. Only lists take `first`."""
        for argument in node.arguments or ():
            if argument.name.value == "first":
                return max(1, self._integer(argument.value))
        lists = _root_lists() if root else _lists()
        return lists.get(node.name.value, 1)

    def _integer(self, value: Any) -> int:
        """A variable that is not given may be anything."""
        if isinstance(value, IntValueNode) and len(value.value) <= len(str(LARGEST)):
            return int(value.value)
        if isinstance(value, VariableNode):
            return self.integers.get(value.name.value, LARGEST)
        return LARGEST


@cache
def _root_lists() -> Mapping[str, int]:
    """The fields at the root that answer with many rows, and how many without `first`."""
    usual = Pagination().limit
    asked = {
        to_camel(name): usual
        for feature in FEATURES
        for name, query in feature.queries.items()
        if isinstance(query, Query) and query.paged
    }
    return {**asked, "inboxChanged": usual}


@cache
def _lists() -> Mapping[str, int]:
    """The same of the relations."""
    return {
        to_camel(name): USUAL
        for view in View.catalogue.values()
        for name, relation in view.relations.items()
        if relation.many
    }
