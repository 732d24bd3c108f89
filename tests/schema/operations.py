"""Operations that nobody would write: reads of everything, in every shape that GraphQL allows.

What is asked for is real, since the arguments are those of the use cases' own examples; how it
is asked for is drawn: aliases, fragments, conditions, variables, the same twice.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from graphql import GraphQLObjectType, get_named_type, is_leaf_type
from pydantic.alias_generators import to_camel

from app.domain.view import View
from app.schema.door.reading import Asked
from tests.asking import Ask, field_of, input_of

DEEPEST: Final = 3
WIDEST: Final = 6
FIRSTS: Final = (1, 2, 5, 20)
MISTAKES: Final = (0, 201)


@dataclass
class Operation:
    """One operation while it is written."""

    random: random.Random
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)

    def asked(self, asks: list[Ask]) -> Asked:
        roots = " ".join(self._part("Query", self._root(ask)) for ask in asks)
        if self._sometimes(0.2):
            roots += " __typename"
        declared = ", ".join(f"${name}: {kind}" for name, (kind, _) in self.variables.items())
        head = f"query Drawn({declared})" if declared else "query Drawn"
        text = " ".join([f"{head} {{ {roots} }}", *self.fragments])
        return Asked(text, {name: value for name, (_, value) in self.variables.items()})

    def _root(self, ask: Ask) -> str:
        name, asked = field_of(ask.use_case)
        values = {to_camel(n): v for n, v in {**ask.ids, **ask.filters}.items()}
        if "first" in asked.args and self._sometimes(0.5):
            wrong = self._sometimes(0.1)
            values["first"] = self.random.choice(MISTAKES if wrong else FIRSTS)
        given = [
            f"{one}: {self._variable(str(asked.args[one].type), _plain(value, asked.args[one]))}"
            for one, value in values.items()
        ]
        arguments = f"({', '.join(given)})" if given else ""
        return f"{self._alias()}{name}{arguments}{self._condition()} {self._below(asked.type, 0)}"

    def _below(self, kind: Any, depth: int) -> str:
        named = get_named_type(kind)
        if is_leaf_type(named):
            return ""
        assert isinstance(named, GraphQLObjectType)
        fields = [*self._fields(named, depth)]
        if not fields or self._sometimes(0.15):
            fields.append(f"{self._alias()}__typename")
        if self._sometimes(0.1):
            fields.append(self.random.choice(fields))
        return f"{{ {' '.join(self._part(named.name, one) for one in fields)} }}"

    def _fields(self, kind: GraphQLObjectType, depth: int) -> Iterator[str]:
        view = View.catalogue.get(kind.name)
        names = list(kind.fields)
        if view is None:  # connections, edges, and what lies in one column
            chosen = names
        else:
            most = min(len(names), WIDEST)
            chosen = self.random.sample(names, self.random.randint(1, most))
        for name in chosen:
            is_way = view is not None and name in {to_camel(one) for one in view.relations}
            if is_way and depth >= DEEPEST:
                continue
            yield self._field(kind, name, depth + is_way)

    def _field(self, kind: GraphQLObjectType, name: str, depth: int) -> str:
        declared = kind.fields[name]
        arguments = ""
        if "first" in declared.args and self._sometimes(0.7):
            arguments = f"(first: {self._variable('Int!', self.random.choice(FIRSTS))})"
        alias = self._alias() or (f"a{self.random.randrange(10**9)}: " if arguments else "")
        return (
            f"{alias}{name}{arguments}{self._condition()} {self._below(declared.type, depth)}"
        ).strip()

    def _part(self, type_name: str, text: str) -> str:
        """A field as it is, or by way of a fragment."""
        drawn = self.random.random()
        if drawn < 0.08:
            return f"... {self._condition()} {{ {text} }}"
        if drawn < 0.16:
            return f"... on {type_name} {self._condition()} {{ {text} }}"
        if drawn < 0.24:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {type_name} {{ {text} }}")
            return f"...{name} {self._condition()}"
        return text

    def _condition(self) -> str:
        if not self._sometimes(0.12):
            return ""
        wanted = self.random.choice([True, False])
        value = self._variable("Boolean!", wanted)
        return f" @{self.random.choice(['include', 'skip'])}(if: {value})"

    def _alias(self) -> str:
        return f"a{self.random.randrange(10**9)}: " if self._sometimes(0.3) else ""

    def _variable(self, kind: str, value: Any) -> str:
        """As a variable, or for what looks the same in both languages as it is."""
        if isinstance(value, bool | int) and self._sometimes(0.5):
            return str(value).lower()
        name = f"v{len(self.variables)}"
        if kind.startswith("UUID") and self._sometimes(0.1):
            value = str(uuid4())  # of nothing
        self.variables[name] = (kind, value)
        return f"${name}"

    def _sometimes(self, share: float) -> bool:
        return self.random.random() < share


def _plain(value: Any, argument: Any) -> Any:
    """As a request has it."""
    return json.loads(json.dumps(input_of(value, argument.type), default=str))
