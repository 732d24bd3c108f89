"""How far a person is in their competencies, as one query: whatever needs a level asks here."""

from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    CTE,
    Integer,
    Subquery,
    and_,
    case,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlalchemy.orm import aliased

from app.domain.assessments import policy
from app.domain.assessments.models import Assessment
from app.domain.assessments.states import TRUST
from app.domain.assessments.views.assessments import known_day, unless_hidden
from app.domain.assessments.views.succession import successors
from app.domain.competencies.views import CompetencyFrameworkView, CompetencyView
from app.domain.policy import Me

COMPARED: Final = ("rank_then", "rank_today", "framework_id", "framework_number")


def inputs_of(me: Me, person_id: Any) -> CTE:
    """What counts for a person, as far as I may read it: of each competency, the newest of each
    kind, with how far it is trusted and of which competency it was said.
    """
    row: Any = aliased(Assessment)
    said = (
        select(
            row.id,
            row.competency_id,
            row.kind,
            row.level,
            row.rank,
            row.framework_number,
            known_day(row).label("assessed_on"),
            unless_hidden("confidence")(me, row).label("confidence"),
        )
        .where(
            row.tenant_id == me.tenant_id,
            row.person_id == person_id,
            row.withdrawn_at.is_(None),
            policy.may_read(me, row),
        )
        .cte("said")
    )
    became = successors(me, select(said.c.competency_id.label("id")).distinct())
    competency: Any = aliased(CompetencyView.table)
    framework: Any = aliased(CompetencyFrameworkView.table)
    origin: Any = aliased(CompetencyView.table)
    today = rank_today(framework, said.c.level)
    trust = case(*((said.c.kind == kind, literal_column(str(n))) for kind, n in TRUST.items()))
    query = (
        select(
            became.c.competency_id,
            said.c.id.label("assessment_id"),
            said.c.competency_id.label("said_of_id"),
            said.c.kind,
            said.c.level,
            func.greatest(said.c.rank, today).label("rank"),
            said.c.rank.label("rank_then"),
            today.label("rank_today"),
            origin.framework_id,
            said.c.framework_number,
            said.c.assessed_on,
            said.c.confidence,
            trust.label("trust"),
        )
        .ext(distinct_on(became.c.competency_id, said.c.kind))
        .join_from(said, became, became.c.origin_id == said.c.competency_id)
        .join(
            competency,
            and_(competency.tenant_id == me.tenant_id, competency.id == became.c.competency_id),
        )
        .join(
            framework,
            and_(framework.tenant_id == me.tenant_id, framework.id == competency.framework_id),
        )
        .join(origin, and_(origin.tenant_id == me.tenant_id, origin.id == said.c.competency_id))
        .order_by(became.c.competency_id, said.c.kind, said.c.assessed_on.desc(), said.c.id.desc())
    )
    return query.cte("inputs")


def levels_of(me: Me, person_id: Any) -> Subquery:
    """One row for each competency: what the most trusted input says, and all of them.

    `rank_then` is of the framework's version `framework_number`, and `rank_today` of its present
    one: only ranks of one version are compared with each other.
    """
    one = inputs_of(me, person_id).c
    first = one.trust.desc()

    def of_first(what: Any) -> Any:
        return func.array_agg(aggregate_order_by(what, first), type_=ARRAY(what.type))[1]

    shown = func.jsonb_build_object(
        *_named(
            assessmentId=one.assessment_id,
            competencyId=one.said_of_id,
            kind=one.kind,
            level=one.level,
            rank=one.rank,
            assessedOn=one.assessed_on,
            confidence=one.confidence,
        )
    )
    query = select(
        me.tenant_id.label("tenant_id"),
        one.competency_id.label("id"),
        person_id.label("person_id"),
        one.competency_id,
        of_first(one.level).label("level"),
        of_first(one.rank).label("rank"),
        of_first(one.kind).label("kind"),
        of_first(one.assessed_on).label("assessed_on"),
        func.jsonb_agg(aggregate_order_by(shown, first)).label("inputs"),
        *(of_first(one[name]).label(name) for name in COMPARED),
    ).group_by(one.competency_id)
    return query.subquery("levels")


def rank_today(framework: Any, level: Any) -> Any:
    """Of the level with this code, if the scale has one."""
    scale = func.jsonb_array_elements(framework.scale).table_valued("value").render_derived()
    step = scale.c.value
    rank = step.op("->>")(literal_column("'rank'")).cast(Integer)
    code = step.op("->>")(literal_column("'code'"))
    return select(func.max(rank)).select_from(scale).where(code == level).scalar_subquery()


def _named(**values: Any) -> list[Any]:
    parts: list[Any] = []
    for name, one in values.items():
        parts += [literal_column(f"'{name}'"), one]
    return parts
