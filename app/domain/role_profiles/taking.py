"""The roles that a model declares, on their way from competencies to here, and back into a file."""

from typing import Final
from uuid import UUID

from app.domain.competencies.concerns import ROLE_GIVERS, ROLE_TAKERS, RoleDifference, Things
from app.domain.role_profiles.declaring import (
    DeclaredPathway,
    DeclaredRole,
    RoleChangeKind,
    declare_roles,
)
from app.domain.role_profiles.repository import declared_with
from app.domain.transaction import Transaction

_SAID: Final = (
    "code",
    "title",
    "family",
    "track",
    "rank",
    "description",
    "identifier",
    "translations",
    "extra",
    "digest",
    "place",
)


async def take_roles(
    tx: Transaction, framework_id: UUID, number: int, roles: Things, pathways: Things
) -> list[RoleDifference]:
    """Do this for a sync; what stays as it is is not told."""
    declared = [
        DeclaredRole(
            **{name: one[name] for name in _SAID},
            requirements=[
                (each["competency"], each.get("level"), each["essential"])
                for each in one["requirements"]
            ],
        )
        for one in roles
    ]
    ways = [DeclaredPathway(**one) for one in pathways]
    changes = await declare_roles(tx, framework_id, number, declared, ways, dry_run=False)
    return [
        RoleDifference(one.kind.value, one.code, one.fields)
        for one in changes
        if one.kind is not RoleChangeKind.UNCHANGED
    ]


def register() -> None:
    """Have syncs bring the roles that a model declares, and exports write them."""
    if take_roles not in ROLE_TAKERS:
        ROLE_TAKERS.append(take_roles)
        ROLE_GIVERS.append(declared_with)
