"""The SQL of work: the rows of several tables, told alike."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    String,
    Subquery,
    Text,
    Uuid,
    and_,
    case,
    cast,
    false,
    func,
    literal_column,
    not_,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.domain.conversations.views import (
    ConversationView,
    HandoffView,
    to_hand_over,
    to_meet,
    to_prepare,
)
from app.domain.people import ties
from app.domain.people.views import PersonView
from app.domain.plans.views import (
    MilestoneView,
    PlanView,
    about_competency,
    due_soon,
    missed,
    towards_objective,
    waiting,
)
from app.domain.policy import Me, Rule
from app.domain.reflections.views import ReflectionPromptView, question, waits
from app.domain.statement import Many
from app.domain.work.commands import Whose, WorkFilters, WorkOrder
from app.domain.work.models import WorkKind
from app.domain.work.views import WorkItemView

NO_DAY: Final[Any] = literal_column("DATE '9999-01-01'")
NEAR: Final = timedelta(days=7)

Columns = Callable[[Me, Any, bool], dict[str, Any]]


def work(me: Me, filters: WorkFilters) -> Many:
    rows = _rows(me, filters)
    by_day = filters.sort is not WorkOrder.CREATED
    return Many(
        WorkItemView,
        tuple(_narrowed(me, rows.c, filters)),
        order=("sort_on", "id") if by_day else ("thing_id", "id"),
        descending=filters.sort is WorkOrder.DUE_LAST,
        rows=rows,
    )


def _narrowed(me: Me, row: Any, filters: WorkFilters) -> Iterator[ColumnElement[bool]]:
    for name in ("status", "person_id", "owner_id", "milestone_kind"):
        wanted = getattr(filters, name)
        if wanted is not None:
            yield getattr(row, name) == wanted
    if filters.due_from is not None:
        yield row.due_on >= filters.due_from
    if filters.due_before is not None:
        yield row.due_on < filters.due_before
    if filters.competency_id is not None:
        yield about_competency(me, row.goal_id, filters.competency_id)
    if filters.objective_id is not None:
        yield towards_objective(me, row.goal_id, filters.objective_id)
    if filters.missed is not None:
        yield row.missed if filters.missed else not_(row.missed)


def _rows(me: Me, filters: WorkFilters) -> Subquery:
    of_team = filters.whose is Whose.TEAM
    wanted = [one for one in KINDS if filters.kind in (None, one.kind)]
    found = [one.team if of_team else one.mine for one in wanted]
    selects = [
        _select(me, one, rule, of_team=of_team)
        for one, rule in zip(wanted, found, strict=True)
        if rule is not None
    ]
    # Nothing of this kind waits for a team, but the list has its columns all the same.
    selects = selects or [
        _select(me, one, lambda _me, _row: false(), of_team=True) for one in wanted
    ]
    return union_all(*selects).subquery("work")


def _select(me: Me, one: "Kind", rule: Rule, *, of_team: bool) -> Any:
    row: Any = aliased(one.table)
    columns: dict[str, Any] = {
        "tenant_id": row.tenant_id,
        "id": cast(func.md5(func.concat(_word(one.kind.value), cast(row.id, Text))), Uuid),
        "kind": _word(one.kind.value),
        "thing_id": row.id,
        "conversation_id": cast(null(), Uuid),
        "handoff_id": cast(null(), Uuid),
        **one.columns(me, row, of_team),
    }
    columns["sort_on"] = func.coalesce(columns["due_on"], NO_DAY)
    labelled = (columns[name].label(name) for name in sorted(columns))
    return select(*labelled).where(row.tenant_id == me.tenant_id, rule(me, row))


def _milestone(me: Me, row: Any, of_team: bool) -> dict[str, Any]:  # noqa: FBT001 - see Columns
    return {
        "due_on": row.due_on,
        "title": row.title,
        "status": cast(row.status, String),
        "milestone_kind": cast(row.kind, String),
        "person_id": row.person_id,
        "owner_id": row.owner_id,
        "waits_for_id": row.owner_id if of_team else me.id,
        "milestone_id": row.id,
        "plan_id": row.plan_id,
        "goal_id": row.goal_id,
        "missed": missed(me, row),
        "due_soon": due_soon(me, row),
    }


def _offered(me: Me, row: Any, of_team: bool) -> dict[str, Any]:  # noqa: FBT001
    """Whom it is offered to is not its owner before they accept."""
    theirs = row.proposed_owner_id == func.any(ties.reports_today(me))
    offered = case((theirs, row.proposed_owner_id), else_=row.owner_id)
    return _milestone(me, row, of_team) | ({"waits_for_id": offered} if of_team else {})


def _ownerless(me: Me, row: Any, of_team: bool) -> dict[str, Any]:  # noqa: FBT001
    """An owner has to be found by the two sides of the plan."""
    return _milestone(me, row, of_team) | ({"waits_for_id": row.person_id} if of_team else {})


def _plan(me: Me, row: Any, of_team: bool) -> dict[str, Any]:  # noqa: FBT001
    return _other(me, row.next_review_on) | {
        "title": row.title,
        "status": cast(row.status, String),
        "person_id": row.person_id,
        "waits_for_id": row.person_id if of_team else me.id,
        "plan_id": row.id,
    }


def _proposal(me: Me, row: Any, of_team: bool) -> dict[str, Any]:  # noqa: FBT001
    """Its next review comes after it is agreed, and is no day by which to answer."""
    undated = {"due_on": cast(null(), Date), "missed": false(), "due_soon": false()}
    return _plan(me, row, of_team) | undated


def _conversation(me: Me, row: Any, _of_team: bool) -> dict[str, Any]:  # noqa: FBT001
    day = cast(func.timezone(_word("UTC"), row.scheduled_at), Date)
    return _other(me, day) | {
        "title": row.topic,
        "status": cast(row.status, String),
        "person_id": row.person_id,
        "waits_for_id": me.id,
        "conversation_id": row.id,
    }


def _handoff(me: Me, row: Any, _of_team: bool) -> dict[str, Any]:  # noqa: FBT001
    """It has no day, and is called like the new side."""
    person: Any = aliased(PersonView.table)
    name = select(person.display_name).where(
        person.tenant_id == row.tenant_id, person.id == row.to_id
    )
    return _other(me, cast(null(), Date)) | {
        "title": name.correlate_except(person).scalar_subquery(),
        "status": cast(row.status, String),
        "person_id": row.person_id,
        "waits_for_id": me.id,
        "handoff_id": row.id,
    }


def _question(me: Me, row: Any, _of_team: bool) -> dict[str, Any]:  # noqa: FBT001
    """There is no hurry with a question: its day is when it was asked."""
    return _other(me, row.next_on) | {
        "title": question(me, row),
        "status": _word("asked"),
        "person_id": row.person_id,
        "waits_for_id": me.id,
        "missed": false(),
        "due_soon": false(),
    }


def _is_asked(me: Me, row: Any) -> ColumnElement[bool]:
    return and_(ReflectionPromptView.guard(me, row), waits(me, row))


def _other(me: Me, day: ColumnElement[Any]) -> dict[str, Any]:
    """What is no milestone, with its day, which may be null."""
    near = and_(day >= me.today, day <= me.today + NEAR)
    return {
        "due_on": day,
        "milestone_kind": cast(null(), String),
        "owner_id": cast(null(), Uuid),
        "milestone_id": cast(null(), Uuid),
        "goal_id": cast(null(), Uuid),
        "plan_id": cast(null(), Uuid),
        "missed": func.coalesce(day < me.today, false()),
        "due_soon": func.coalesce(near, false()),
    }


def _word(text: str) -> ColumnElement[str]:
    return literal_column(f"'{text}'::text", String)


class Kind(NamedTuple):
    """Where one kind of work is read off; without `team`, nothing of it waits for a team."""

    kind: WorkKind
    table: Any
    columns: Columns
    mine: Rule
    team: Rule | None = None


_HANDOFF: Final = HandoffView.table
_MILESTONE, _PLAN, _TALK = MilestoneView.table, PlanView.table, ConversationView.table
KINDS: Final = (
    Kind(WorkKind.DO, _MILESTONE, _milestone, waiting.to_do, waiting.theirs_to_do),
    Kind(WorkKind.ACCEPT, _MILESTONE, _offered, waiting.to_accept, waiting.theirs_to_accept),
    Kind(WorkKind.AGREE, _PLAN, _proposal, waiting.to_answer, waiting.theirs_to_answer),
    Kind(WorkKind.REVIEW, _PLAN, _plan, waiting.to_review, waiting.theirs_to_review),
    Kind(WorkKind.PREPARE, _TALK, _conversation, to_prepare),
    Kind(WorkKind.MEET, _TALK, _conversation, to_meet),
    Kind(
        WorkKind.FIND_OWNER,
        _MILESTONE,
        _ownerless,
        waiting.to_find_owner,
        waiting.theirs_to_find_owner,
    ),
    Kind(WorkKind.HAND_OVER, _HANDOFF, _handoff, to_hand_over),
    Kind(WorkKind.REFLECT, ReflectionPromptView.table, _question, _is_asked),
)
