"""Refusals in the graph: expected ones are part of a mutation's payload, the rest are errors."""

from collections.abc import Callable
from typing import Annotated, Any, Final

import strawberry

from app.domain.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    MissingScope,
    NotFound,
    Stale,
)


class Refused:
    """A refusal on its way into a payload. (A raised exception is never a value to GraphQL.)"""

    def __init__(self, error: DomainError) -> None:
        self.error = error
        self.code = error.code
        self.message = error.message
        self.errors = [{"pointer": f.pointer, "detail": f.detail} for f in error.faults]


@strawberry.interface(description="Why something was not done. `code` is the same as over REST.")
class Refusal:
    code: str = strawberry.field(description="What programs read.")
    message: str = strawberry.field(description="What people read.")


@strawberry.type(description="One thing that is wrong with an input.")
class InputFault:
    pointer: str = strawberry.field(description="Where in the input (RFC 6901).")
    detail: str = strawberry.field(description="What is wrong with it, in words.")


def _holds(kind: type[DomainError]) -> Callable[..., bool]:
    def is_type_of(_cls: type, value: Any, _info: Any) -> bool:
        return isinstance(value, Refused) and isinstance(value.error, kind)

    return is_type_of


def _refusal(name: str, kind: type[DomainError], **fields: Any) -> type:
    made = type(
        name,
        (Refusal,),
        {
            "__annotations__": {one: annotation for one, (annotation, _) in fields.items()},
            **{one: strawberry.field(description=text) for one, (_, text) in fields.items()},
            "is_type_of": classmethod(_holds(kind)),
        },
    )
    return strawberry.type(made, description=kind.explanation())


TYPED: Final = (Forbidden, NotFound, Conflict, Stale, Invalid)
"""The kinds that a client is expected to show to somebody."""

_TYPES: Final = (
    _refusal("Forbidden", Forbidden),
    _refusal("NotFound", NotFound),
    _refusal("Conflict", Conflict),
    _refusal("Stale", Stale),
    _refusal("InvalidInput", Invalid, errors=(list[InputFault], "Where it is wrong, and how.")),
)


def payload(name: str, result: type) -> Any:
    """What a mutation answers with: its result, or why not."""
    union: Any = result
    for kind in _TYPES:
        union = union | kind
    text = "The result, or why it was refused."
    return Annotated[union, strawberry.union(f"{name}Payload", description=text)]


def is_typed(error: DomainError) -> bool:
    return isinstance(error, TYPED) and not isinstance(error, MissingScope)
