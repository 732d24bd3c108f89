"""The SQL of gaps: lists, each one statement, and what a goal is begun from."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import aliased

from app.domain.gaps import policy
from app.domain.gaps.commands import GapFilters
from app.domain.gaps.views import GapView, HelpedView, NextLevelView, ReachableRoleView
from app.domain.gaps.views.helping import helped
from app.domain.gaps.views.measuring import MET, measured, needs_of
from app.domain.gaps.views.reaching import next_levels, reachable, role_today
from app.domain.gaps.views.requiring import Requiring, RolesToday, RoleVersions, SideBySide
from app.domain.people.views import PersonView
from app.domain.policy import Me
from app.domain.role_profiles.states import RoleStatus
from app.domain.role_profiles.views import RoleProfileView
from app.domain.rowstatement import rows_statement
from app.domain.statement import Many, Statement
from app.domain.transaction import Transaction


def gaps(me: Me, person_id: Any, filters: GapFilters) -> Many:
    sums, _ = measured(me, person_id, _against(me, person_id, filters))
    return Many(GapView, (), rows=sums)


def _against(me: Me, person_id: Any, filters: GapFilters) -> Requiring:
    named, versions = filters.role_profile_ids, filters.role_profile_version_ids
    if named is None and versions is not None:
        return RoleVersions(versions)
    role: Any = aliased(RoleProfileView.table)
    which = role.id.in_(role_today(me, person_id)) if named is None else role.id == func.any(named)
    listed = select(role.id.label("id")).where(role.tenant_id == me.tenant_id, which)
    today = RolesToday(listed)
    return today if versions is None else SideBySide(today, RoleVersions(versions))


def reachable_roles(me: Me, person_id: Any) -> Many:
    rows = reachable(me, person_id)
    return Many(ReachableRoleView, (), order=("distance", "steps", "id"), rows=rows)


def next_levels_of(me: Me, person_id: Any) -> Many:
    rows = next_levels(me, person_id)
    return Many(NextLevelView, (), order=("opens", "nearer", "id"), descending=True, rows=rows)


def what_helped(me: Me, competency_id: Any) -> Many:
    rows = helped(me, competency_id)
    return Many(HelpedView, (), order=("goals", "id"), descending=True, rows=rows)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a role takes that somebody does not have: from which level to which, as far as the
    scale of today has them.
    """

    from_level: str | None
    to_level: str | None


async def may_read(tx: Transaction, person_id: UUID) -> bool:
    """There is such a person, and how far they are is mine to know."""
    values = tx.parameters | {"person_id": person_id}
    return bool(await tx.read(_readable(tx.me), values))


async def title_of(tx: Transaction, role_profile_id: UUID) -> str | None:
    """Of a published role; None if there is none."""
    role: Any = RoleProfileView.table
    query = select(role.title).where(
        role.tenant_id == tx.actor.tenant_id,
        role.id == role_profile_id,
        role.status == RoleStatus.PUBLISHED,
    )
    found: str | None = await tx.session.scalar(query)
    return found


async def unmet(tx: Transaction, person_id: UUID, role_profile_id: UUID) -> dict[UUID, Wanted]:
    """By the ids of competencies."""
    values = {"person_id": person_id, "role_profile_id": role_profile_id}
    rows = await tx.read(_unmet(tx.me), tx.parameters | values)
    return {
        row["competency_id"]: Wanted(
            from_level=None if row["rank_today"] is None else row["level"],
            to_level=None if row["required_today"] is None else row["required_level"],
        )
        for row in rows
    }


@cache
def _readable(me: Me) -> Statement:
    person: Any = aliased(PersonView.table)
    of = select(person.id.label("person_id")).where(
        person.tenant_id == me.tenant_id, person.id == bindparam("person_id", type_=Uuid())
    )
    found = of.subquery()
    return rows_statement(select(found.c.person_id).where(policy.may_read(me, found.c)))


@cache
def _unmet(me: Me) -> Statement:
    role = select(bindparam("role_profile_id", type_=Uuid()).label("id"))
    need = needs_of(me, bindparam("person_id", type_=Uuid()), RolesToday(role)).c
    columns = (need.competency_id, need.level, need.rank_today, need.required_level)
    return rows_statement(select(*columns, need.required_today).where(need.state != MET))
