"""How a rule about who may do what is written and used.

A rule is written once, as a clause over a row: `rule(me, Plan) -> WHERE clause`. Lists
and reads add it to their statement, and so does `Repository.get`, which asks the
database for the row and for the answer of the rule at once. There is no second
implementation for rows in memory that could drift from it.

`me` stands for the actor: its ids are parameters, so that a statement is built once and
runs for everybody; its kind is known when the statement is built.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final, TypeAlias
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, Uuid, bindparam, false, true

from app.domain.actor import Actor, ActorKind
from app.domain.entity import Moment

Rule: TypeAlias = Callable[["Me", Any], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Me:
    """The actor and the moment, as parameters of a statement."""

    kind: ActorKind

    @property
    def tenant_id(self) -> BindParameter[UUID]:
        return bindparam("me_tenant_id", type_=Uuid())

    @property
    def id(self) -> BindParameter[UUID]:
        return bindparam("me_id", type_=Uuid())

    @property
    def now(self) -> BindParameter[datetime]:
        return bindparam("me_now", type_=Moment)

    @property
    def today(self) -> BindParameter[date]:
        return bindparam("me_today", type_=Date())

    @property
    def is_person(self) -> bool:
        return self.kind is ActorKind.PERSON

    @property
    def is_client(self) -> bool:
        return self.kind is ActorKind.CLIENT

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM


@dataclass(frozen=True, slots=True)
class Way:
    """Rows by an index that begins with this column: those where it has one of these values.

    `values` is an array that does not depend on the row. If there are more than `most` of them,
    a page is found sooner by walking through all rows in their order.
    """

    column: str
    values: ColumnElement[Any]

    most: ClassVar[int] = 200


def bind(actor: Actor, now: datetime) -> dict[str, Any]:
    """The values that go with `Me` when a statement runs."""
    return {
        "me_tenant_id": actor.tenant_id,
        "me_id": actor.id,
        "me_now": now,
        "me_today": now.date(),
    }


ANYBODY: Final[ColumnElement[bool]] = true()
NOBODY: Final[ColumnElement[bool]] = false()


def anybody(_me: Me, _row: Any) -> ColumnElement[bool]:
    """Everybody of the organisation whose token has the scope, clients included."""
    return ANYBODY
