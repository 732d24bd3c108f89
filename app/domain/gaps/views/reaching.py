"""Which roles somebody can reach over pathways, and which level would open most of them."""

from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    CTE,
    Integer,
    Select,
    Subquery,
    Uuid,
    and_,
    cast,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlalchemy.orm import aliased

from app.domain.gaps.views.measuring import MET, measured
from app.domain.gaps.views.requiring import RolesToday
from app.domain.people import ties
from app.domain.policy import Me
from app.domain.role_profiles.states import PathwayStatus, RoleStatus
from app.domain.role_profiles.views import PathwayView, RoleAssignmentView, RoleProfileView

MOST_STEPS: Final = 4
_NOTHING: Final[Any] = literal_column("0")
_NO_ROLES: Final[Any] = literal_column("'{}'::uuid[]")


def role_today(me: Me, person_id: Any) -> Select[Any]:
    """Which role a person has today, as a query with one column `id`."""
    held: Any = aliased(RoleAssignmentView.table)
    return select(held.role_profile_id.label("id")).where(
        held.tenant_id == me.tenant_id, held.person_id == person_id, ties.held(held, me.today)
    )


def ways_of(me: Me, person_id: Any) -> CTE:
    """Rows of `(role_id, kind, steps, path)`: each role once, on a shortest way. Who has no role
    comes in from outside.

    Roles are found without their ways first: of ways there may be very many, of edges not.
    """
    today = role_today(me, person_id).cte("today")
    current = select(today.c.id).scalar_subquery()
    first: Any = aliased(PathwayView.table)
    further: Any = aliased(PathwayView.table)
    begins = or_(
        first.from_role_id == current,
        and_(first.from_role_id.is_(None), not_(select(today.c.id).exists())),
    )
    found = (
        select(
            first.to_role_id.label("role_id"),
            first.from_role_id.label("via_id"),
            first.kind,
            cast(literal(1), Integer).label("steps"),
        )
        .where(*_open(me, first), begins)
        .cte("found", recursive=True)
    )
    found = found.union(
        select(further.to_role_id, further.from_role_id, further.kind, found.c.steps + 1).where(
            *_open(me, further),
            further.from_role_id == found.c.role_id,
            found.c.steps < MOST_STEPS,
        )
    )
    best = (
        select(found)
        .ext(distinct_on(found.c.role_id))
        .where(func.coalesce(found.c.role_id != current, literal_column("true")))
        .order_by(found.c.role_id, found.c.steps, found.c.kind, found.c.via_id)
        .cte("best")
    )
    path = (
        select(
            best.c.role_id,
            best.c.kind,
            best.c.steps,
            cast(func.array_append(_NO_ROLES, best.c.role_id), ARRAY(Uuid())).label("path"),
        )
        .where(best.c.steps == 1)
        .cte("ways", recursive=True)
    )
    return path.union_all(
        select(
            best.c.role_id,
            best.c.kind,
            best.c.steps,
            func.array_append(path.c.path, best.c.role_id),
        ).where(best.c.via_id == path.c.role_id, best.c.steps == path.c.steps + 1)
    )


def _open(me: Me, pathway: Any) -> list[Any]:
    """It is gone today, and leads to a role that one can have."""
    role: Any = aliased(RoleProfileView.table)
    leads = select(role.id).where(
        role.tenant_id == me.tenant_id,
        role.id == pathway.to_role_id,
        role.status == RoleStatus.PUBLISHED,
    )
    return [
        pathway.tenant_id == me.tenant_id,
        pathway.status == PathwayStatus.ACTIVE,
        leads.correlate_except(role).exists(),
    ]


def reachable(me: Me, person_id: Any) -> Subquery:
    """Each reachable role, with the way there and the sums of the gap."""
    ways = ways_of(me, person_id)
    sums, _ = measured(me, person_id, RolesToday(select(ways.c.role_id.label("id"))))
    query = select(sums, ways.c.kind, ways.c.steps, ways.c.path).join_from(
        sums, ways, ways.c.role_id == sums.c.id
    )
    return query.subquery("reachable")


def next_levels(me: Me, person_id: Any) -> Subquery:
    """Each level that some reachable role takes and the person does not have: which roles it opens,
    since all else that is essential is met, and which it brings nearer.
    """
    ways = ways_of(me, person_id)
    _, need = measured(me, person_id, RolesToday(select(ways.c.role_id.label("id"))))
    unmet = (
        select(
            need.c.id,
            need.c.role_id,
            need.c.competency_id,
            need.c.required_level.label("level"),
            need.c.required_rank.label("rank"),
            (func.count().over(partition_by=need.c.role_id) == literal_column("1")).label("alone"),
        )
        .where(need.c.is_essential, need.c.state != MET)
        .cte("unmet")
    )
    other = unmet.alias("other")
    within = and_(
        other.c.competency_id == unmet.c.competency_id,
        func.coalesce(other.c.rank, _NOTHING) <= func.coalesce(unmet.c.rank, _NOTHING),
    )
    ids = func.array_agg(aggregate_order_by(unmet.c.id, unmet.c.id), type_=ARRAY(Uuid()))

    def roles(which: Any) -> Any:
        listed = func.array_agg(aggregate_order_by(other.c.role_id.distinct(), other.c.role_id))
        return func.coalesce(listed.filter(which), _NO_ROLES)

    opened, nearer = roles(other.c.alone), roles(literal_column("true"))
    query = (
        select(
            me.tenant_id.label("tenant_id"),
            ids[1].label("id"),
            person_id.label("person_id"),
            unmet.c.competency_id,
            unmet.c.level,
            unmet.c.rank,
            func.cardinality(opened).label("opens"),
            func.cardinality(nearer).label("nearer"),
            opened.label("opens_role_ids"),
            nearer.label("nearer_role_ids"),
        )
        .join_from(unmet, other, within)
        .group_by(unmet.c.competency_id, unmet.c.level, unmet.c.rank)
    )
    return query.subquery("next_levels")
