"""What a view is made of, declared once, in one place per feature.

A view names the table it shows, the columns (its fields), the computed fields, the fields
that only a list can bring along (`Many.along`), those that a feature above it computes
(`View.computes`), the texts that are sealed at rest (`sealed.py`), the policy that guards its
rows, the scope that shows them, and its relations to other views.
From this declaration, and from nothing else, come the JSON of REST, its expansions, the
GraphQL types, and the one statement that answers each of them (`statement.py`).

    class GoalView(View, of=Goal, guard=policy.may_read, scope=Scope.PLANS_READ): ...
    GoalView.relates(
        plan=one(PlanView, "plan_id", "The plan it is part of."),
        milestones=many(MilestoneView, "goal_id", "Its steps.", order=("due_on", "id")),
    )
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from inspect import getdoc
from typing import Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from sqlalchemy import BigInteger, ColumnElement, cast, null

from app.domain.actor import Scope
from app.domain.entity import Entity
from app.domain.policy import Me, Rule

Computed = Callable[[Me, Any], ColumnElement[Any]]
Join = Callable[[Me, Any, Any], ColumnElement[bool]]

WIDEST: Final = 100
"""Rows that a to-many relation shows inside another view when there is no way to say how many."""

USUAL: Final = 20
"""The same, where there is a way to say it and nobody did."""


@dataclass(frozen=True, slots=True)
class Relation:
    """The way from one view's row to the rows of another."""

    view: type["View"]
    join: Join
    description: str
    many: bool
    order: tuple[str, ...] = ("id",)
    guarded: bool = True
    within: Rule | None = None
    """What is asked in place of the other view's rule, of whoever may read this row."""
    same_people: bool = False
    """Whether those rows are about nobody but the people whom this row is about."""


def one(view: type["View"], key: str, description: str, *, same_people: bool = False) -> Relation:
    """The row that this row's column `key` points to, if the reader may see it."""
    return Relation(
        view,
        lambda _me, row, other: other.id == getattr(row, key),
        description,
        many=False,
        same_people=same_people,
    )


def one_where(
    view: type["View"], join: Join, description: str, *, same_people: bool = False
) -> Relation:
    """At most one row, found by a clause over both."""
    return Relation(view, join, description, many=False, same_people=same_people)


def many(
    view: type["View"],
    key: str,
    description: str,
    *,
    order: tuple[str, ...] = ("id",),
    guarded: bool = True,
    within: Rule | None = None,
    same_people: bool = False,
) -> Relation:
    """The rows whose column `key` points here.

    `guarded=False` leaves the other view's policy out, which is right only where
    everybody who may read this row may read those: say why at the call. `within` is a rule
    in its place that takes for granted that this row may be read, and lets in no more.
    """
    return Relation(
        view,
        lambda _me, row, other: getattr(other, key) == row.id,
        description,
        many=True,
        order=order,
        guarded=guarded and within is None,
        within=within,
        same_people=same_people or within is not None or not guarded,
    )


def many_where(
    view: type["View"],
    join: Join,
    description: str,
    *,
    order: tuple[str, ...] = ("id",),
    same_people: bool = False,
) -> Relation:
    """The rows found by a clause over both."""
    return Relation(view, join, description, many=True, order=order, same_people=same_people)


def for_people(column: str) -> Computed:
    """What a person wrote for people: a machine client sees null in its place."""

    def shown(me: Me, row: Any) -> ColumnElement[Any]:
        written: ColumnElement[Any] = getattr(row, column)
        return cast(null(), written.type) if me.is_client else written

    return shown


class View(BaseModel):
    """How rows of one table look from outside. The fields are what the REST door answers."""

    model_config = ConfigDict(
        defer_build=True,
        alias_generator=to_camel,
        populate_by_name=True,
        from_attributes=True,
        frozen=True,
    )

    table: ClassVar[type[Entity]]
    guard: ClassVar[Rule]
    scope: ClassVar[Scope]
    computed: ClassVar[dict[str, Computed]]
    along: ClassVar[tuple[str, ...]]
    above: ClassVar[tuple[str, ...]]
    sealed: ClassVar[dict[str, str]]
    """Columns that are sealed, each with the column that says whose key it was: see `sealed.py`.
    Machine clients see null in place of any.
    """
    opened_to: ClassVar[Rule | None]
    """Who reads what is sealed, where more may know of the row; everybody who does, if empty."""
    relations: ClassVar[dict[str, Relation]]
    about: ClassVar[tuple[str, ...]]
    """The columns with the people whose data a row is: the audit names them to whoever asks."""
    named: ClassVar[str]
    catalogue: ClassVar[dict[str, type["View"]]] = {}

    def __init_subclass__(cls, **_declared: Any) -> None:
        """What is declared beside the bases is read below, when Pydantic knows the fields."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(  # type: ignore[override]
        cls,
        *,
        of: type[Entity],
        guard: Rule,
        scope: Scope,
        about: tuple[str, ...] = (),
        computed: dict[str, Computed] | None = None,
        along: tuple[str, ...] = (),
        above: tuple[str, ...] = (),
        sealed: dict[str, str] | None = None,
        opened_to: Rule | None = None,
        **kwargs: Any,
    ) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.table, cls.guard, cls.scope = of, staticmethod(guard), scope
        cls.about, cls.along, cls.above = about, along, above
        cls.computed, cls.relations, cls.sealed = computed or {}, {}, sealed or {}
        cls.opened_to = None if opened_to is None else staticmethod(opened_to)
        cls.named = cls.__name__.removesuffix("View")
        unknown = set(cls.model_fields) - set(of.model_fields) - set(cls.computed)
        unknown -= {*along, *above}
        needed = {name for pair in cls.sealed.items() for name in (f"sealed_{pair[0]}", *pair)}
        unknown |= needed - set(of.model_fields)
        if unknown:
            message = f"{cls.__name__} shows {sorted(unknown)}, which {of.__name__} does not have"
            raise TypeError(message)
        View.catalogue[cls.named] = cls

    @classmethod
    def relates(cls, **relations: Relation) -> None:
        """Add ways to other views. A feature may add a way from a view below it to its own."""
        cls.relations |= relations

    @classmethod
    def computes(cls, **computed: Computed) -> None:
        """Fill in the fields that it left to a feature `above` it."""
        unknown = set(computed) - set(cls.above)
        if unknown:
            message = f"{cls.__name__} does not leave {sorted(unknown)} to others"
            raise TypeError(message)
        cls.computed |= computed

    @classmethod
    def may_be_null(cls, name: str) -> bool:
        """Whether the table lets the column of a field be empty."""
        column = cls._column(name)
        return column is not None and bool(column.nullable)

    @classmethod
    def is_long(cls, name: str) -> bool:
        """Whether the column of a field has numbers that 32 bits do not hold."""
        column = cls._column(name)
        return column is not None and isinstance(column.type, BigInteger)

    @classmethod
    def _column(cls, name: str) -> Any:
        """None for what is no column of a table."""
        table: Any = getattr(cls.table, "__table__", None)
        return None if table is None or name in cls.computed else table.columns.get(name)

    @classmethod
    def explanation(cls) -> str:
        return getdoc(cls) or ""


@dataclass(frozen=True, slots=True)
class Branch:
    """One relation that a reader asked for, under the name they gave it."""

    key: str
    relation: str
    selection: "Selection"
    first: int = WIDEST


@dataclass(frozen=True, slots=True)
class Leaf:
    """One field, under the name that a reader gave it."""

    key: str
    field: str
    words: tuple[tuple[str, str], ...] = ()
    """What is said in place of its values, if that is something else."""


@dataclass(frozen=True, slots=True)
class Constant:
    """What is said of every row, under the name that a reader gave it."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader asked to see of a view. `None` as fields means: all of its fields.

    With `written`, it is exactly that, in that order; its branches are among the `branches`.
    """

    fields: frozenset[str] | None = None
    branches: tuple[Branch, ...] = ()
    written: tuple[Leaf | Constant | Branch, ...] | None = None
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        """Statements are looked up by what they show, again and again."""
        object.__setattr__(self, "_hash", hash((self.fields, self.branches, self.written)))

    def __hash__(self) -> int:
        return self._hash


ALL: Final = Selection()


@lru_cache(maxsize=500)
def scopes_below(view: type[View], selection: Selection) -> tuple[Scope, ...]:
    """What a token needs besides, to see the relations that were asked for, by its name."""
    return tuple(sorted(_scopes_below(view, selection)))


def _scopes_below(view: type[View], selection: Selection) -> set[Scope]:
    found: set[Scope] = set()
    for branch in selection.branches:
        other = view.relations[branch.relation].view
        found |= {other.scope, *_scopes_below(other, branch.selection)}
    return found
