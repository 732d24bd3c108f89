"""How a door runs a use case: who asks, where, and when.

The scope is checked here, transactions are begun, retried and committed here, answers
are rendered here, before the commit and with the same view and policy as a read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Final, get_args, get_origin
from uuid import UUID

from sqlalchemy import ARRAY, Date, Integer, String, Uuid, bindparam
from sqlalchemy.types import TypeEngine
from sqlmodel import col

from app.domain.actor import Actor, ActorKind
from app.domain.entity import Entity, Moment, utc_now
from app.domain.errors import Forbidden, MissingScope, NotFound, Unreadable
from app.domain.failures import repeated
from app.domain.feedstatement import Feed, feed_statement, told
from app.domain.idempotency import Once, Remembered, fingerprint, recall, remember
from app.domain.kept import Kept
from app.domain.page import Pagination, Variant, decode, encode
from app.domain.policy import Me, bind
from app.domain.sealed.marks import new_mark, opened, without_keys
from app.domain.sealed.views import MARK
from app.domain.shape import Filters, Made, Shape
from app.domain.statement import Many, One, Statement, many_statement, one_statement
from app.domain.tools import CannotOpen
from app.domain.trail import Fact
from app.domain.transaction import Database, Transaction
from app.domain.use_case import Action, Query, Role, UseCase
from app.domain.view import ALL, Selection, View, scopes_below

MOST_TEXT: Final = 3_000_000
"""Characters of all statements that are kept: selections are the caller's to vary."""
KEYS_FROM: Final = 2
"""Where in the rows of a page the keys of their places begin."""


@dataclass(slots=True)
class Answer:
    """One thing, as JSON text. Nobody changes one."""

    body: str
    row_id: UUID | None = None
    row_version: int | None = None
    mark: str = ""
    """What the marks in it begin with, while it has any: see `sealed.py`."""


@dataclass(frozen=True)
class Listed:
    """A page of things, each as JSON text with the cursor of its place."""

    bodies: list[str]
    cursors: Callable[[int], str]
    more: bool
    reached: str | None = None
    """Of a feed: the cursor to go on from, whether or not there is more by now."""

    @cached_property
    def next_cursor(self) -> str | None:
        return self.reached or (self.cursors(len(self.bodies) - 1) if self.more else None)


_statements: Final = Kept[Any, Statement](MOST_TEXT, lambda one: len(one.sql))


@dataclass(frozen=True, slots=True)
class Context:
    """One actor's way to the use cases."""

    actor: Actor
    database: Database
    clock: Callable[[], datetime] = utc_now

    async def find(
        self,
        query: Query,
        ids: Mapping[str, Any],
        selection: Selection = ALL,
        filters: Filters | None = None,
    ) -> Answer:
        """The one thing that a query describes."""
        self.require(query, selection)
        me, given, now = Me(self.actor.kind), _given(filters), self.clock()
        statement = _statements.of(
            (query.name, me.kind, selection, *_form(given)),
            lambda: one_statement(me, _one(query(me, **_symbols(query, given))), selection),
        )
        mark = _mark(statement)
        values = {**bind(self.actor, now), **ids, **given, MARK: mark}
        rows = await self.database.fetch(statement.sql, *statement.arguments(values))
        if not rows:
            raise NotFound
        self._note_read(query, ids, rows, now)
        return Answer(self._opened(rows[0]["body"], mark), row_version=rows[0]["version"])

    async def list(
        self,
        query: Query,
        ids: Mapping[str, Any],
        filters: Filters | None,
        page: Pagination,
        selection: Selection = ALL,
    ) -> Listed:
        """A page of the things that a query describes."""
        self.require(query, selection)
        me, given, now = Me(self.actor.kind), _given(filters), self.clock()
        after = page.cursor is not None
        statement = _statements.of(
            (query.name, me.kind, selection, *_form(given), after),
            lambda: _paged(me, query(me, **_symbols(query, given)), selection, after=after),
        )
        mark = _mark(statement)
        values = {**bind(self.actor, now), **ids, **given, "limit": page.limit + 1, MARK: mark}
        if page.cursor is not None:
            place = decode(page.cursor, statement.sort, statement.keys)
            values |= {f"after_{i}": key for i, key in enumerate(place)}
        rows = await self.database.fetch(statement.sql, *statement.arguments(values))
        shown, more, reached = rows[: page.limit], len(rows) > page.limit, None
        if query.endless:
            shown, last, more = told(rows, page.limit, values)
            reached = encode(statement.sort, (last,))
        self._note_read(query, ids, shown, now)
        keys = slice(KEYS_FROM, KEYS_FROM + len(statement.keys))

        def cursor(index: int) -> str:
            return encode(statement.sort, tuple(shown[index])[keys])

        bodies = [row["body"] for row in shown]
        if mark:
            bodies = [self._opened(body, mark) for body in bodies]
        return Listed(bodies, cursor, more, reached)

    async def execute(
        self,
        action: Action,
        arguments: Mapping[str, Any],
        *,
        selection: Selection = ALL,
        expected_version: int | None = None,
        once: Once | None = None,
    ) -> Answer:
        """Check the scope, run in one transaction, render, commit, then answer."""
        self.require(action, selection)
        try:
            return await repeated(
                lambda: self._once(action, arguments, selection, expected_version, once)
            )
        except Forbidden as refused:
            self._note_refusal(action, refused, arguments)
            raise

    async def perform(self, action: Action, arguments: Mapping[str, Any]) -> Any:
        """What an action of ours returns, as it is: nothing is rendered, and no fact is left."""
        self.require(action)

        async def once() -> Any:
            async with self.database.transaction(self.actor, self.clock()) as tx:
                return await action(tx, **arguments)

        return await repeated(once)

    def require(self, use_case: UseCase, selection: Selection = ALL) -> None:
        """The scope of the use case, and of every view that its answer leads to."""
        try:
            self.actor.require(use_case.scope)
            view = use_case.returns
            if selection.branches and view is not None and issubclass(view, View):
                for scope in scopes_below(view, selection):
                    self.actor.require(scope)
        except MissingScope as refused:
            self._note_refusal(use_case, refused, {})
            raise

    def _opened(self, body: str, mark: str) -> str:
        if not mark:
            return body
        try:
            return opened(body, mark, self.actor.tenant_id, self.database.tools.texts)
        except CannotOpen as error:
            raise Unreadable from error

    def _note_read(
        self, query: Query, ids: Mapping[str, Any], rows: Sequence[Any], now: datetime
    ) -> None:
        """Whose data was read, if it was anybody's but the reader's own, and not by ourselves to
        know who is asking.
        """
        if self.actor.kind is ActorKind.SYSTEM:
            return
        people: set[UUID] = set().union(*[row["people"] for row in rows])
        people -= {self.actor.id, None}
        if people:
            subjects = tuple(sorted(people))
            self._note(Fact(self.actor, now, query.name, row_id=_first_id(ids), subjects=subjects))

    def _note_refusal(
        self, use_case: UseCase, refused: Forbidden, arguments: Mapping[str, Any]
    ) -> None:
        """Somebody asked for what their token or the rules do not allow."""
        row_id = _first_id(arguments)
        self._note(Fact(self.actor, self.clock(), use_case.name, refused.code, row_id))

    def _note(self, fact: Fact) -> None:
        self.database.journal.note(fact)

    async def _once(
        self,
        action: Action,
        arguments: Mapping[str, Any],
        selection: Selection,
        expected_version: int | None,
        once: Once | None,
    ) -> Answer:
        async with self.database.transaction(self.actor, self.clock()) as tx:
            tx.expected_version = expected_version
            if once is None:
                return self._whole(await _perform(tx, action, arguments, selection))
            print_ = _fingerprint(action, arguments, selection, expected_version)
            known = await recall(tx, action.name, once, print_)
            if known is not None:
                return self._whole(Answer(known.body, known.row_id, known.row_version, known.mark))
            answer = await _perform(tx, action, arguments, selection)
            body = without_keys(answer.body, answer.mark) if answer.mark else answer.body
            kept = Remembered(body, answer.row_id, answer.row_version, answer.mark)
            await remember(tx, action.name, once, print_, kept)
            return self._whole(answer)

    def _whole(self, answer: Answer) -> Answer:
        """With its texts. They are opened before the commit: what cannot be shown is not done."""
        if not answer.mark:
            return answer
        return replace(answer, body=self._opened(answer.body, answer.mark), mark="")


async def _perform(
    tx: Transaction, action: Action, arguments: Mapping[str, Any], selection: Selection
) -> Answer:
    result = await action(tx, **arguments)
    await tx.finish()
    answer = await _answered(tx, action, result, selection)
    if action.audited:
        tx.leave_fact(action.name, answer.row_id or _first_id(arguments))
    return answer


async def _answered(tx: Transaction, action: Action, result: Any, selection: Selection) -> Answer:
    if result is None:
        return Answer("")
    if isinstance(result, Made):
        return Answer(result.model_dump_json(by_alias=True), result.id, result.version)
    if isinstance(result, Shape):
        return Answer(result.model_dump_json(by_alias=True))
    return await render(tx, action.returns, result, selection)


async def render(tx: Transaction, view: Any, entity: Entity, selection: Selection) -> Answer:
    """What the actor sees of a row that this transaction made or changed."""
    if not (isinstance(view, type) and issubclass(view, View)):
        message = f"{entity!r} has no view to be shown through"
        raise TypeError(message)
    me = tx.me
    statement = _statements.of(
        (view, me.kind, selection),
        lambda: one_statement(
            me,
            One(view, (col(view.table.id) == bindparam("id", type_=Uuid()),)),
            selection,
            alone=False,
        ),
    )
    mark = _mark(statement)
    rows = await tx.read(statement, tx.parameters | {"id": entity.id, MARK: mark})
    if not rows:
        raise NotFound
    tx.concern(*rows[0]["people"])
    return Answer(rows[0]["body"], entity.id, rows[0]["version"], mark)


def _mark(statement: Statement) -> str:
    return new_mark() if statement.sealed else ""


def _first_id(arguments: Mapping[str, Any]) -> UUID | None:
    """What was asked for by name: the first id of a path."""
    return next((one for one in arguments.values() if isinstance(one, UUID)), None)


def _fingerprint(
    action: Action, arguments: Mapping[str, Any], selection: Selection, version: int | None
) -> str:
    plain = {
        name: value.model_dump(mode="json") if hasattr(value, "model_dump") else value
        for name, value in arguments.items()
    }
    return fingerprint(action.name, plain, repr(selection), version)


def _one(read: One | Many | Feed) -> One:
    if not isinstance(read, One):
        message = "this query answers with a page"
        raise TypeError(message)
    return read


def _paged(me: Me, read: One | Many | Feed, shown: Selection, *, after: bool) -> Statement:
    if isinstance(read, One):
        message = "this query answers with one row"
        raise TypeError(message)
    made = feed_statement if isinstance(read, Feed) else many_statement
    return made(me, read, shown, after=after)  # type: ignore[arg-type]


def _given(filters: Filters | None) -> dict[str, Any]:
    if filters is None:
        return {}
    return {
        name: value
        for name in type(filters).model_fields
        if (value := getattr(filters, name)) is not None
    }


def _form(given: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a statement depends on of what is given: the names, and what is no parameter of it."""
    if not given:
        return ()
    return (frozenset(given), tuple((k, v) for k, v in given.items() if _is_static(v)))


def _is_static(value: Any) -> bool:
    """Flags and variants change the statement itself; everything else is a parameter of it."""
    return isinstance(value, bool | Variant)


def _symbols(use_case: UseCase, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a query while its statement is built: parameters in place of values."""
    symbols: dict[str, Any] = {}
    for parameter in use_case.parameters:
        if parameter.role is Role.FILTERS:
            fields = parameter.kind.model_fields
            symbols[parameter.name] = SimpleNamespace(
                **{
                    name: _symbol(name, field.annotation, given.get(name))
                    for name, field in fields.items()
                }
            )
        else:
            symbols[parameter.name] = bindparam(parameter.name, type_=_sql_type(parameter.kind))
    return symbols


def _symbol(name: str, annotation: Any, value: Any) -> Any:
    if value is None or _is_static(value):
        return value
    return bindparam(name, type_=_sql_type(annotation))


def _sql_type(annotation: Any) -> TypeEngine[Any]:
    known: dict[type, TypeEngine[Any]] = {
        UUID: Uuid(),
        datetime: Moment,
        date: Date(),
        int: Integer(),
        str: String(),
    }
    kinds = list(_kinds(annotation))
    for base, made in known.items():
        if any(issubclass(kind, base) for kind in kinds):
            return ARRAY(made) if list in kinds else made
    message = f"a parameter of a statement cannot be {annotation}"
    raise TypeError(message)


def _kinds(annotation: Any) -> Iterator[type]:
    """The classes that an annotation is made of."""
    if isinstance(annotation, type):
        yield annotation
    for part in (get_origin(annotation), *get_args(annotation)):
        if part is not None:
            yield from _kinds(part)
