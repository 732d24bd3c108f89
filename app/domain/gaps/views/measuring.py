"""A person against what roles require, as one query: each requirement, and the sums of a role."""

from typing import Any, Final

from sqlalchemy import (
    CTE,
    Integer,
    Numeric,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from app.domain.assessments.views.levels import levels_of, rank_today
from app.domain.competencies.views import CompetencyFrameworkView
from app.domain.gaps.views.requiring import ROLE, Requiring
from app.domain.policy import Me

MET: Final[Any] = literal_column("'met'")
MISSING: Final[Any] = literal_column("'missing'")
UNASSESSED: Final[Any] = literal_column("'unassessed'")
_NOTHING: Final[Any] = literal_column("0")
_ONE: Final[Any] = literal_column("1")
_WHOLE: Final[Any] = literal_column("100")


def needs_of(me: Me, person_id: Any, requiring: Requiring) -> CTE:
    """Each requirement of these: how far the person is, by what I may read of them, and what that
    is made of.
    """
    role = requiring.roles(me)
    wanted = requiring.needs(me, role).lateral("need")
    need = wanted.c
    framework: Any = aliased(CompetencyFrameworkView.table)
    level = levels_of(me, person_id)
    required_today = rank_today(framework, need.level)
    missing = _missing(role.c, need, level.c, required_today)
    whole = func.coalesce(need.rank, _ONE)
    distance = case(
        (level.c.id.is_(None), whole),
        (need.rank.is_(None), _NOTHING),
        (missing.is_(None), need.rank),  # that the person has no level of
        else_=func.greatest(missing, _NOTHING),
    )
    state = case((level.c.id.is_(None), UNASSESSED), (distance == _NOTHING, MET), else_=MISSING)
    query = (
        select(
            role.c.id.label("role_id"),
            need.id,
            need.competency_id,
            need.code,
            need.name,
            need.level.label("required_level"),
            need.rank.label("required_rank"),
            required_today.label("required_today"),
            need.is_essential,
            need.position,
            level.c.level,
            level.c.rank,
            level.c.rank_today,
            level.c.kind,
            level.c.inputs,
            distance.label("distance"),
            state.label("state"),
            _share(distance, whole, level.c.id).label("share"),
        )
        .join_from(role, wanted, true())
        .join(
            framework,
            and_(framework.tenant_id == me.tenant_id, framework.id == role.c.framework_id),
        )
        .join(level, level.c.id == need.competency_id, isouter=True)
    )
    return query.cte("needs")


def _missing(role: Any, need: Any, level: Any, required_today: Any) -> Any:
    """Within one version: that of today, or the one in which both were said, or, of a level that
    the scale no longer has, as it was said. No edit of a scale takes from what somebody has.
    """
    same = and_(
        level.framework_id == role.framework_id,
        level.framework_number == role.framework_number,
    )
    gone = or_(required_today.is_(None), level.rank_today.is_(None))
    then = case((or_(same, gone), need.rank - level.rank_then))
    return func.least(then, required_today - level.rank_today)


def _share(distance: Any, whole: Any, level_id: Any) -> Any:
    """How much of a requirement is met, from 0 to 1."""
    met = func.greatest(whole - distance, _NOTHING)
    return case(
        (level_id.is_(None), _NOTHING),
        (distance == _NOTHING, _ONE),
        else_=cast(met, Numeric) / func.nullif(whole, _NOTHING),
    )


def measured(me: Me, person_id: Any, requiring: Requiring) -> tuple[Subquery, CTE]:
    """The sums of each of these, and what they are made of."""
    need = needs_of(me, person_id, requiring)
    roles = requiring.roles(me)
    role = roles.c
    weight = case((need.c.is_essential, literal_column("2")), else_=_ONE)
    ready = _WHOLE * func.sum(weight * need.c.share) / func.sum(weight)

    def count(state: Any) -> Any:
        return func.count(need.c.id).filter(need.c.state == state)

    query = (
        select(
            me.tenant_id.label("tenant_id"),
            role.id,
            person_id.label("person_id"),
            role.role_profile_id,
            role.role_profile_version_id,
            role.role_profile_number,
            role.code,
            role.title,
            role.family,
            role.track,
            role.rank.label("role_rank"),
            role.framework_id,
            role.framework_number,
            count(MET).label("met"),
            count(MISSING).label("missing"),
            count(UNASSESSED).label("unassessed"),
            cast(func.coalesce(func.sum(need.c.distance), _NOTHING), Integer).label("distance"),
            cast(func.floor(func.coalesce(ready, _WHOLE)), Integer).label("readiness"),
            func.coalesce(
                func.jsonb_agg(aggregate_order_by(_shown(need.c), need.c.position)).filter(
                    need.c.id.is_not(None)
                ),
                literal_column("'[]'::jsonb"),
            ).label("requirements"),
        )
        .join_from(roles, need, need.c.role_id == role.id, isouter=True)
        .group_by(*(role[name] for name in ROLE))
    )
    return query.subquery("measured"), need


_SHOWN: Final = {
    "competencyId": "competency_id",
    "code": "code",
    "name": "name",
    "isEssential": "is_essential",
    "requiredLevel": "required_level",
    "requiredRank": "required_rank",
    "level": "level",
    "rank": "rank",
    "kind": "kind",
    "distance": "distance",
    "state": "state",
}


def _shown(need: Any) -> Any:
    parts: list[Any] = []
    for name, column in _SHOWN.items():
        parts += [literal_column(f"'{name}'"), need[column]]
    inputs = func.coalesce(need.inputs, literal_column("'[]'::jsonb"))
    return func.jsonb_build_object(*parts, literal_column("'inputs'"), inputs)
