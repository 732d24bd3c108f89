"""What somebody is measured against: roles as they are today, and versions of them as published."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    CompoundSelect,
    Integer,
    Select,
    Subquery,
    Uuid,
    cast,
    func,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy import column as sql_column
from sqlalchemy import null as sql_null
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from app.domain.competencies.views import CompetencyView
from app.domain.policy import Me
from app.domain.role_profiles.views import (
    RoleProfileVersionView,
    RoleProfileView,
    RoleRequirementView,
)

ROLE: Final = (
    *("id", "role_profile_id", "role_profile_version_id", "role_profile_number"),
    *("code", "title", "family", "track", "rank", "framework_id", "framework_number"),
)


@dataclass(frozen=True, slots=True)
class RolesToday:
    """Roles whose ids a query has in its one column `id`."""

    listed: Any

    def roles(self, me: Me) -> Subquery:
        """Each by its id, which OFFSET 0 sees to: nobody knows beforehand how many a recursive
        query finds, and PostgreSQL would rather read all roles than guess too low.
        """
        listed = self.listed.subquery()
        role: Any = aliased(RoleProfileView.table)
        found = (
            select(
                role.id,
                role.id.label("role_profile_id"),
                cast(sql_null(), Uuid()).label("role_profile_version_id"),
                role.number.label("role_profile_number"),
                *(getattr(role, name) for name in ROLE[ROLE.index("code") :]),
            )
            .where(role.tenant_id == me.tenant_id, role.id == listed.c.id)
            .offset(literal_column("0"))
            .lateral()
        )
        return select(*found.c).join_from(listed, found, true()).subquery("role")

    def needs(self, me: Me, role: Subquery) -> Select[Any]:
        need: Any = aliased(RoleRequirementView.table)
        competency: Any = aliased(CompetencyView.table)
        query = select(
            need.id,
            need.competency_id,
            competency.code,
            competency.name,
            need.level,
            need.rank,
            need.is_essential,
            need.position,
        ).where(
            need.tenant_id == me.tenant_id,
            need.role_profile_id == role.c.id,
            competency.tenant_id == me.tenant_id,
            competency.id == need.competency_id,
        )
        return query.correlate_except(need, competency)


@dataclass(frozen=True, slots=True)
class RoleVersions:
    """Versions of roles with these ids, an array. They say it all themselves, competencies too."""

    ids: Any

    def roles(self, me: Me) -> Subquery:
        version: Any = aliased(RoleProfileVersionView.table)
        said = version.content
        query = select(
            version.id,
            version.role_profile_id,
            version.id.label("role_profile_version_id"),
            version.number.label("role_profile_number"),
            *(said[name].astext.label(name) for name in ("code", "title", "family", "track")),
            cast(said["rank"].astext, Integer).label("rank"),
            cast(said["framework"]["id"].astext, Uuid()).label("framework_id"),
            cast(said["framework"]["number"].astext, Integer).label("framework_number"),
            said["requirements"].label("requirements"),
        ).where(version.tenant_id == me.tenant_id, version.id == func.any(self.ids))
        return query.subquery("role")

    def needs(self, _me: Me, role: Subquery) -> Select[Any]:
        """A requirement has no id of its own there: within a version, its competency names it."""
        rows = func.jsonb_array_elements(role.c.requirements, type_=JSONB)
        need = rows.table_valued(sql_column("value", JSONB), with_ordinality="place")
        said = need.render_derived().alias("said")
        one = said.c.value
        competency_id = cast(one["competencyId"].astext, Uuid())
        query = select(
            competency_id.label("id"),
            competency_id.label("competency_id"),
            *(one[name].astext.label(name) for name in ("code", "name", "level")),
            cast(one["rank"].astext, Integer).label("rank"),
            cast(one["essential"].astext, Boolean).label("is_essential"),
            cast(said.c.place, Integer).label("position"),
        )
        return query.correlate_except(said)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Both. No role has the id of a version, and a role of today keeps nothing that it said."""

    today: RolesToday
    versions: RoleVersions

    def roles(self, me: Me) -> Subquery:
        today, versions = self.today.roles(me), self.versions.roles(me)
        nothing = cast(sql_null(), JSONB).label("requirements")
        both = union_all(
            select(*(today.c[name] for name in ROLE), nothing),
            select(*(versions.c[name] for name in ROLE), versions.c.requirements),
        )
        return both.subquery("role")

    def needs(self, me: Me, role: Subquery) -> CompoundSelect[Any]:
        return union_all(self.today.needs(me, role), self.versions.needs(me, role))


Requiring = RolesToday | RoleVersions | SideBySide
