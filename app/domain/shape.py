"""What comes in and what goes out: camelCase outside, strict about what it does not know."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from app.domain.errors import Fault, Invalid

MOST_FAULTS: Final = 100
W = TypeVar("W", bound=StrEnum)
NAME: Final = re.compile(r"[A-Za-z0-9_.:~-]{1,64}")


class Shape(BaseModel):
    """An answer, or a part of one, that is not a view of a row.

    As all models it is built when it is needed first (`defer_build`): most never are.
    """

    model_config = ConfigDict(
        defer_build=True, alias_generator=to_camel, populate_by_name=True, frozen=True
    )


class Made(Shape):
    """What tells of a row that was made, where a view of it would not do."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts its changes.")


class Removed(Shape):
    """It is gone."""

    id: UUID = Field(description="The id of what is gone.")


class Command(BaseModel):
    """What somebody asks for. Fields it does not know are refused, never ignored."""

    model_config = ConfigDict(
        defer_build=True,
        alias_generator=to_camel,
        populate_by_name=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )


@dataclass(frozen=True, slots=True)
class Each:
    """Marks a list whose items are validated one by one, so that one bad item spoils only itself.

    Outside, it is a list of `kind`.
    """

    kind: type[Command]

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        """Pydantic knows only a list of anything, and how long it may be."""
        listed: dict[str, Any] = handler(core)
        return listed | {"items": handler(self.kind.__pydantic_core_schema__)}


class Change(Command):
    """A merge patch (RFC 7396): a field that is absent stays, `null` clears."""

    def given(self) -> dict[str, object]:
        """What the caller named, and nothing else."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def absent(description: str, **limits: Any) -> Any:
    """A field of a merge patch that may be left out. `null` is refused unless it is typed so."""
    return Field(
        default=None,
        description=description,
        json_schema_extra=_without_default,
        **limits,
    )


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


class Filters(BaseModel):
    """What a list may be narrowed by. Absent means: not narrowed."""

    model_config = ConfigDict(
        defer_build=True,
        alias_generator=to_camel,
        populate_by_name=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )


def _separated(given: Any) -> Any:
    return given.split(",") if isinstance(given, str) else given


Several = Annotated[list[W], BeforeValidator(_separated), Field(min_length=1, max_length=20)]
"""Some of these words, as a filter: a query string has commas in between."""

SeveralIds = Annotated[list[UUID], BeforeValidator(_separated), Field(min_length=1, max_length=20)]
"""The same of ids."""


def faults(error: ValidationError, *prefix: str | int) -> tuple[Fault, ...]:
    """Where and what is wrong, without repeating what was sent."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return tuple(
        Fault(pointer((*prefix, *_named(one["loc"]))), one["msg"].removeprefix("Value error, "))
        for one in found[:MOST_FAULTS]
    )


def _named(path: Sequence[str | int]) -> Iterator[str | int]:
    """The part of a path that we know, or that somebody may have misspelt; no more than that."""
    for part in path:
        if isinstance(part, str) and not NAME.fullmatch(part):
            return
        yield part


def unknown(name: str) -> Fault:
    """A name that nothing has here."""
    return Fault(pointer((*_named([name]),)), "is not known here")


def pointer(path: Sequence[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def refuse(error: ValidationError, *prefix: str | int) -> Invalid:
    """A validation error as a refusal."""
    return Invalid(*faults(error, *prefix))
