"""The SQL of search: candidates by their words, each asked for by the rule of its own view."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from pydantic.alias_generators import to_camel
from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    String,
    Subquery,
    Uuid,
    and_,
    case,
    cast,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import aliased

from app.domain.competencies.views import CompetencyView
from app.domain.conversations.views import ConversationView
from app.domain.objectives.views import ObjectiveView
from app.domain.people.views import PersonView
from app.domain.plans.views import GoalView, MilestoneView, PlanView
from app.domain.policy import Me
from app.domain.reflections.views import LearningMomentView
from app.domain.search.commands import SearchFilters
from app.domain.search.models import SearchWord
from app.domain.search.states import SearchKind
from app.domain.search.views import SearchHitView
from app.domain.statement import Many
from app.domain.view import View

FIRST: Final[Any] = literal_column("1", Integer)
TWO: Final[Any] = literal_column("2", Integer)
FAR: Final[Any] = literal_column("chr(1114111)", String)
"""The last character that there is: all that begins with a word lies before the word and this."""

ONE_BY_ONE: Final[Any] = literal_column("0")
"""As an OFFSET, it has each row looked up by an index: how many words are like one, and how many
rows have them, PostgreSQL would have to guess."""


class Kind(NamedTuple):
    """Where one kind is read off; the first field is its title. Of `hidden` fields, and words in
    them, only people know.
    """

    kind: SearchKind
    view: type[View]
    fields: tuple[str, ...]
    person: Callable[[Any], Any]
    beside: Callable[[Any], Any] | None = None
    hidden: tuple[int, ...] = ()
    is_noted: bool = True
    """Whether people are told who found it: what is theirs, not what is for everybody."""


KINDS: Final = (
    Kind(
        SearchKind.CONVERSATION,
        ConversationView,
        ("topic",),
        lambda row: row.person_id,
        lambda row: row.partner_id,
        hidden=(1,),
    ),
    Kind(SearchKind.PLAN, PlanView, ("title",), lambda row: row.person_id),
    Kind(
        SearchKind.GOAL,
        GoalView,
        ("title", "success_criteria", "aspiration"),
        lambda row: row.person_id,
        hidden=(3,),
    ),
    Kind(
        SearchKind.MILESTONE,
        MilestoneView,
        ("title", "success_measure"),
        lambda row: row.person_id,
    ),
    Kind(
        SearchKind.OBJECTIVE,
        ObjectiveView,
        ("title",),
        lambda row: row.owner_id,
        is_noted=False,
    ),
    Kind(
        SearchKind.LEARNING_MOMENT,
        LearningMomentView,
        ("title", "body"),
        lambda row: row.author_id,
        is_noted=False,
    ),
    Kind(
        SearchKind.COMPETENCY,
        CompetencyView,
        ("name", "statement"),
        lambda _row: cast(null(), Uuid),
        is_noted=False,
    ),
    Kind(SearchKind.PERSON, PersonView, ("display_name", "title"), lambda row: row.id),
)


def hits(me: Me, filters: SearchFilters) -> Many:
    rows = _rows(me, filters)
    where = () if filters.person_id is None else (rows.c.person_id == filters.person_id,)
    return Many(SearchHitView, where, order=("rank", "id"), rows=rows)


def _rows(me: Me, filters: SearchFilters) -> Subquery:
    candidates = _candidates(me, _wanted(filters), filters)
    return union_all(*(_found(me, one, candidates) for one in KINDS)).subquery("hit")


def _wanted(filters: SearchFilters) -> CTE:
    """Rows of `(n, low, high)`: each word that is looked for, as a range of the words there are."""
    words: Any = func.search_words(filters.q, type_=ARRAY(String))
    split = func.unnest(words).table_valued(
        sql_column("word", String), with_ordinality="n", name="split"
    )
    split = split.render_derived()
    goes_on = and_(split.c.n == func.cardinality(words), func.length(split.c.word) >= TWO)
    high = case((goes_on, split.c.word.concat(FAR)), else_=split.c.word)
    return select(split.c.n, split.c.word.label("low"), high.label("high")).cte("wanted")


def _candidates(me: Me, wanted: CTE, filters: SearchFilters) -> CTE:
    """Rows of `(row_id, kind, place, rank, needle)` that have every word, whoever may read them."""
    word: Any = aliased(SearchWord)
    ranges = (
        select(word.row_id, word.kind, word.place, word.word)
        .where(
            word.tenant_id == me.tenant_id,
            word.word >= wanted.c.low,
            word.word <= wanted.c.high,
            *_narrowed(me, word, filters),
        )
        .offset(ONE_BY_ONE)
        .lateral("one")
    )
    is_whole = ranges.c.word == wanted.c.low
    cost = ranges.c.place * TWO + case((is_whole, literal_column("0")), else_=FIRST)
    by_cost = aggregate_order_by(ranges.c.word, cost, ranges.c.word)
    each = (
        select(
            ranges.c.row_id,
            ranges.c.kind,
            wanted.c.n,
            func.min(ranges.c.place).label("place"),
            func.min(cost).label("cost"),
            func.array_agg(by_cost, type_=ARRAY(String))[1].label("needle"),
        )
        .select_from(wanted.join(ranges, true()))
        .group_by(ranges.c.row_id, ranges.c.kind, wanted.c.n)
        .subquery("each")
    )
    farthest = aggregate_order_by(each.c.needle, each.c.place.desc(), each.c.n)
    return (
        select(
            each.c.row_id,
            each.c.kind,
            func.max(each.c.place).label("place"),
            cast(func.sum(each.c.cost), Integer).label("rank"),
            func.array_agg(farthest, type_=ARRAY(String))[1].label("needle"),
        )
        .group_by(each.c.row_id, each.c.kind)
        .having(func.count() == select(func.count()).select_from(wanted).scalar_subquery())
        .cte("candidate")
    )


def _narrowed(me: Me, word: Any, filters: SearchFilters) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if filters.kinds is not None:
        where.append(word.kind == func.any(filters.kinds))
    if me.is_client:
        unseen = (
            and_(word.kind == one.kind.value, word.place == place)
            for one in KINDS
            for place in one.hidden
        )
        where.append(not_(or_(*unseen)))
    return where


def _found(me: Me, one: Kind, candidates: CTE) -> Any:
    """The candidates of one kind that this reader may read."""
    row: Any = aliased(one.view.table)
    columns = [getattr(row, name) for name in one.fields]
    person = one.person(row)
    about = person if one.is_noted else me.id
    shown = (
        select(
            columns[0].label("title"),
            _at(candidates.c.place, columns).label("text"),
            person.label("person_id"),
            about.label("about_id"),
            (one.beside(row) if one.beside else me.id).label("beside_id"),
        )
        .where(
            row.tenant_id == me.tenant_id,
            row.id == candidates.c.row_id,
            one.view.guard(me, row),
        )
        .offset(ONE_BY_ONE)
        .lateral(f"shown_{one.kind.value}")
    )
    names: list[Any] = [literal_column(f"'{to_camel(name)}'", String) for name in one.fields]
    return (
        select(
            me.tenant_id.label("tenant_id"),
            candidates.c.row_id.label("id"),
            candidates.c.kind,
            candidates.c.rank,
            candidates.c.needle,
            _at(candidates.c.place, names).label("field"),
            *shown.c,
        )
        .select_from(candidates.join(shown, true()))
        .where(candidates.c.kind == one.kind.value)
    )


def _at(place: Any, of: list[Any]) -> ColumnElement[Any]:
    """The one at this place, counted from 1."""
    first, *others = of
    if not others:
        return first  # type: ignore[no-any-return]
    return case(*((place == n, one) for n, one in enumerate(others, 2)), else_=first)
