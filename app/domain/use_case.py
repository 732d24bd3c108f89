"""What a use case is: one thing the product does, with its scope and its refusals.

There are two kinds. A **query** describes rows of a view; it is turned into one statement
once, and never runs Python on rows. An **action** is a function over entities in a
transaction. Both are declared with a decorator, and both doors are made from what they say.
"""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from inspect import getdoc
from typing import Any, Concatenate, Final, ParamSpec, get_type_hints

from pydantic import BaseModel

from app.domain.actor import Scope
from app.domain.entity import Entity
from app.domain.errors import DomainError, NotFound, Stale, VersionRequired
from app.domain.feedstatement import CursorExpired, Feed
from app.domain.page import Pagination
from app.domain.policy import Me
from app.domain.shape import Command, Filters, Shape
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.view import View

P = ParamSpec("P")


class Role(Enum):
    """What a parameter of a use case is for."""

    ID = "id"  # a name of one thing: in the path of REST, an argument of GraphQL
    COMMAND = "command"  # the body of REST, the input of GraphQL
    FILTERS = "filters"  # the query string of REST, arguments of GraphQL


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kind: Any
    role: Role

    @property
    def doc(self) -> str:
        """Of an id: what it is of."""
        if self.name in _OTHER_IDS:
            return _OTHER_IDS[self.name]
        return f"The id of the {self.name.removesuffix('_id').replace('_', ' ')}."


_OTHER_IDS: Final = {
    "api_client_id": "The id of the API client.",
    "depends_on_id": "The id of the milestone that it waits for.",
    "endpoint_id": "The id of the webhook endpoint.",
    "external_id": "The id that another system gave it.",
    "framework_id": "The id of the competency framework.",
    "framework_version_id": "The id of the version of a competency framework.",
    "redelivery_id": "The id of the job.",
    "resource_id": "The id of what a milestone needs.",
    "role_profile_version_id": "The id of the version of a role profile.",
    "series_id": "The id of the series of conversations.",
    "supporter_id": "The id of the person who supports it.",
    "template_version_id": "The id of the version of a conversation template.",
}


@dataclass(frozen=True)
class UseCase:
    """What every use case says about itself."""

    function: Callable[..., Any]
    scope: Scope
    raises: tuple[type[DomainError], ...]
    returns: type[View] | type[Shape] | None

    @cached_property
    def name(self) -> str:
        return self.function.__name__

    @property
    def feature(self) -> str:
        return self.function.__module__.split(".")[2]

    @property
    def doc(self) -> str:
        return getdoc(self.function) or ""

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        hints = get_type_hints(self.function, include_extras=True)
        names = list(inspect.signature(self.function).parameters)[1:]
        return tuple(Parameter(name, hints[name], _role(hints[name])) for name in names)

    @cached_property
    def command(self) -> type[Command] | None:
        return next((p.kind for p in self.parameters if p.role is Role.COMMAND), None)

    @cached_property
    def filters(self) -> type[Filters] | None:
        return next((p.kind for p in self.parameters if p.role is Role.FILTERS), None)

    @cached_property
    def ids(self) -> tuple[Parameter, ...]:
        return tuple(p for p in self.parameters if p.role is Role.ID)


def _role(kind: Any) -> Role:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return Role.COMMAND if issubclass(kind, Command) else Role.FILTERS
    return Role.ID


@dataclass(frozen=True)
class Query(UseCase):
    """A read: `(me, ids and filters) -> One | Many | Feed`, told in clauses.

    What is `endless` has pages, and after each of them a cursor to go on from.
    """

    paged: bool
    endless: bool = False

    def __call__(self, me: Me, *args: Any, **kwargs: Any) -> One | Many | Feed:
        read: One | Many | Feed = self.function(me, *args, **kwargs)
        return read


@dataclass(frozen=True)
class Action(UseCase):
    """A change: `async (tx, ...) -> entity or shape`, in one transaction.

    `versioned` actions need the version that the caller decided on. `creates` ones make
    the thing that they answer with. `audited` ones leave a fact in the audit trail;
    `sensitive` ones make or show a secret, and have a tighter budget. Calling one joins the
    caller's transaction, so actions compose.
    """

    versioned: bool
    creates: bool
    audited: bool
    sensitive: bool

    async def __call__(self, tx: Transaction, *args: Any, **kwargs: Any) -> Any:
        return await self.function(tx, *args, **kwargs)


def query(
    scope: Scope, returns: type[View], *, raises: tuple[type[DomainError], ...] | None = None
) -> Callable[[Callable[Concatenate[Me, P], One | Many | Feed]], Query]:
    """Declare a read. One that answers with a single row refuses with NotFound, a feed with
    CursorExpired.
    """

    def wrap(function: Callable[Concatenate[Me, P], One | Many | Feed]) -> Query:
        kind = get_type_hints(function)["return"]
        usual: dict[Any, tuple[type[DomainError], ...]] = {Many: (), Feed: (CursorExpired,)}
        refusals = raises if raises is not None else usual.get(kind, (NotFound,))
        return Query(function, scope, refusals, returns, kind in usual, endless=kind is Feed)

    return wrap


def action(
    scope: Scope,
    returns: type[View] | type[Shape] | None,
    *,
    raises: tuple[type[DomainError], ...] = (),
    versioned: bool = False,
    creates: bool = False,
    audited: bool = True,
    sensitive: bool = False,
) -> Callable[[Callable[Concatenate[Transaction, P], Awaitable[Entity | Shape | None]]], Action]:
    """Declare a change. Only what tells nothing of anybody and changes nothing that people see
    is not `audited`: the product's own plumbing.
    """
    refusals = (*raises, Stale, VersionRequired) if versioned else raises

    def wrap(function: Callable[Concatenate[Transaction, P], Awaitable[Any]]) -> Action:
        return Action(function, scope, refusals, returns, versioned, creates, audited, sensitive)

    return wrap


__all__ = ["Action", "Pagination", "Parameter", "Query", "Role", "UseCase", "action", "query"]
