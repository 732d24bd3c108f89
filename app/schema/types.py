"""GraphQL types made from views, shapes and commands: nothing is declared twice.

A view becomes an object type: its fields, and a field per relation. A command becomes an
input. Rows are the dicts that PostgreSQL's JSON was read into.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import cache
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Optional, Union, get_args, get_origin
from uuid import UUID

import strawberry
from pydantic import BaseModel
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo
from strawberry.annotation import StrawberryAnnotation
from strawberry.scalars import JSON
from strawberry.types.field import StrawberryField

from app.domain.page import LARGEST
from app.domain.shape import Command, Each
from app.domain.view import USUAL, Relation, View

RELATED: Final = "~"
"""Stands before the key of a relation in a row, so that no alias can collide with a column."""

SHOWN: Final = (bool, int, Enum)
"""Defaults of inputs that the schema shows: absent is the default, and null is refused."""

LEAVES: Final = (str, int, bool, float, UUID, date, datetime)


def read_key(row: Any, name: str) -> Any:
    """How every field without a resolver finds its value."""
    return row[_camel(name)] if isinstance(row, dict) else getattr(row, name)


_camel = cache(to_camel)


@cache
def stated(kind: Any) -> StrawberryAnnotation:
    """An annotation that Strawberry works out once, for all fields that are of this kind: it is a
    class, or made of classes, so no namespace is needed to look up names in.
    """
    return StrawberryAnnotation(kind, namespace={})


class Types:
    """Every type made so far. Types may refer to each other in circles, so a class is handed
    out when it is first named, and filled and decorated by `finish`.
    """

    def __init__(self) -> None:
        self._made: dict[type, type] = {}
        self._waiting: list[Callable[[], object]] = []

    def output(self, model: type[BaseModel]) -> type:
        """The object type of a view or a shape."""
        if model not in self._made:
            name = model.named if issubclass(model, View) else model.__name__
            made = type(name, (), {"__doc__": name, "is_type_of": classmethod(_is_row)})
            self._made[model] = made
            self._waiting.append(lambda: self._fill_output(model, made))
        return self._made[model]

    def input(self, command: type[Command]) -> type:
        """The input of a command. What a caller leaves out stays left out."""
        if command not in self._made:
            made = _empty(f"{command.__name__}Input")
            self._made[command] = made
            self._waiting.append(lambda: self._fill_input(command, made))
        return self._made[command]

    def mutation_input(
        self, name: str, required: dict[str, tuple[Any, str | None]], command: type[Command] | None
    ) -> type:
        """The one input of a mutation: what it needs besides, and the fields of its command."""
        made = _empty(f"{name}Input")
        for one, (kind, description) in required.items():
            made.__annotations__[one] = stated(kind)
            setattr(made, one, strawberry.field(description=description))
        text = f"What `{name[0].lower()}{name[1:]}` takes."
        self._waiting.append(lambda: self._fill_input(command, made, text))
        return made

    def enum(self, kind: type[Enum]) -> type:
        if kind not in self._made:
            self._made[kind] = kind
            text, of_values = words_of(kind)
            made: Any = strawberry.enum(kind, description=text)
            for value in made.__strawberry_definition__.values:
                value.description = of_values[value.value]
        return kind

    def finish(self) -> None:
        while self._waiting:
            self._waiting.pop()()

    def argument(self, field: FieldInfo) -> Any:
        """The type of an optional argument that a filter becomes."""
        plain = self.annotation(_whole(field), self.input)
        described = strawberry.argument(description=field.description or "")
        return Annotated[plain, described]

    def annotation(self, kind: Any, of_model: Callable[[Any], type]) -> Any:
        """What GraphQL makes of a Python annotation."""
        origin, inside = get_origin(kind), get_args(kind)
        if origin is Annotated:
            each = next((mark for mark in inside[1:] if isinstance(mark, Each)), None)
            return list[of_model(each.kind)] if each else self.annotation(inside[0], of_model)  # type: ignore[misc]
        if origin in (Union, UnionType):
            [real] = [one for one in inside if one is not NoneType]
            return Optional[self.annotation(real, of_model)]  # noqa: UP045 - made at run time
        if origin in (list, tuple):
            return list[self.annotation(inside[0], of_model)]  # type: ignore[misc]
        if origin is dict or kind is Any:
            return JSON
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return of_model(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self.enum(kind)
        if kind in LEAVES:
            return kind
        message = f"GraphQL has no type for {kind}"
        raise TypeError(message)

    def _fill_output(self, model: type[BaseModel], made: type) -> None:
        fields: dict[str, StrawberryField] = {}
        for name, field in model.model_fields.items():
            made.__annotations__[name] = stated(self.annotation(_whole(field), self.output))
            fields[name] = strawberry.field(description=field.description)
        if issubclass(model, View):
            for name, relation in model.relations.items():
                fields[name] = self._related(name, relation)
        for name, one in fields.items():
            setattr(made, name, one)
        strawberry.type(made, description=_own_doc(model))

    def _fill_input(
        self, command: type[Command] | None, made: type, text: str | None = None
    ) -> None:
        for name, field in command.model_fields.items() if command else ():
            kind = self.annotation(_whole(field), self.input)
            default = field.get_default()
            if field.is_required():
                shown = strawberry.field(description=field.description)
            elif isinstance(default, SHOWN):
                shown = strawberry.field(default=default, description=field.description)
            else:
                kind = Optional[kind]  # noqa: UP045 - made at run time
                told = _with_default(field, default)
                shown = strawberry.field(default=strawberry.UNSET, description=told)
            made.__annotations__[name] = stated(kind)
            setattr(made, name, shown)
        strawberry.input(made, description=_own_doc(command) or text)

    def _related(self, name: str, relation: Relation) -> StrawberryField:
        other = self.output(relation.view)

        def one(self: Any, info: strawberry.Info) -> Any:
            return self[f"{RELATED}{info.path.key}"]

        def many(self: Any, info: strawberry.Info, first: int = USUAL) -> Any:  # noqa: ARG001
            return self[f"{RELATED}{info.path.key}"]

        resolver: Any = many if relation.many else one
        resolver.__name__ = name
        resolver.__annotations__["return"] = list[other] if relation.many else Optional[other]  # type: ignore[valid-type]  # noqa: UP045
        if relation.many:
            text = f"How many at the most, 1 to {LARGEST}."
            resolver.__annotations__["first"] = Annotated[
                int, strawberry.argument(description=text)
            ]
        field: StrawberryField = strawberry.field(
            resolver=resolver, description=relation.description
        )
        return field


def given(value: Any) -> Any:
    """An input as plain objects, with what the caller named and nothing else."""
    if isinstance(value, list):
        return [given(one) for one in value]
    if hasattr(type(value), "__strawberry_definition__") and not isinstance(value, Enum):
        return {
            name: given(one) for name, one in vars(value).items() if one is not strawberry.UNSET
        }
    return value


def words_of(kind: type[Enum]) -> tuple[str, dict[str, str]]:
    """What an enumeration says of itself, and of each of its words: "`word`: what it means."."""
    doc = _own_doc(kind) or ""
    words = "|".join(re.escape(one.value) for one in kind)
    start, *parts = re.split(rf"`({words})`:\s", doc)
    texts = (" ".join(text.split()) for text in parts[1::2])
    return start.strip(), dict(zip(parts[::2], texts, strict=True))


def _empty(name: str) -> type:
    """A class that says something of itself, or a dataclass would make a signature of it."""
    return type(name, (), {"__doc__": name})


def _with_default(field: FieldInfo, default: Any) -> str | None:
    """Absent may mean more than its default, so a text is told, and not put in its place."""
    if not isinstance(default, str) or NoneType in get_args(field.annotation):
        return field.description
    return f"{field.description} Absent: `{default}`."


def _is_row(_cls: type, value: Any, _info: Any) -> bool:
    return isinstance(value, dict)


def _whole(field: FieldInfo) -> Any:
    """The annotation with the marks that Pydantic took off it."""
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def _own_doc(kind: type | None) -> str | None:
    """What a class says of itself; what it inherits is about something else."""
    text = vars(kind).get("__doc__") if kind is not None else None
    return cleandoc(text) if text else None
