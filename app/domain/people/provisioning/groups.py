"""Writing and finding groups, as a directory does."""

from typing import Any
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound, Stale
from app.domain.people import policy
from app.domain.people.errors import MemberUnknown, NotSearchable
from app.domain.people.models import PersonGroup, PersonGroupMember
from app.domain.people.provisioning.commands import Found, ProvisionedGroup, ProvisionGroup
from app.domain.people.provisioning.criteria import Sought
from app.domain.people.provisioning.repository import (
    Directory,
    Groups,
    Members,
    criteria,
)
from app.domain.people.provisioning.views import groups_source
from app.domain.transaction import Transaction
from app.domain.use_case import action


@action(Scope.SCIM_PROVISION, ProvisionedGroup, raises=(Forbidden, NotFound))
async def read_group(
    tx: Transaction, group_id: UUID, *, without_members: bool = False
) -> ProvisionedGroup:
    """Read one group."""
    _refuse_people(tx)
    return await _shown(tx, group_id, members=not without_members)


@action(Scope.SCIM_PROVISION, Found, raises=(Forbidden, NotSearchable))
async def find_groups(tx: Transaction, sought: Sought) -> Found:
    """Find groups by their attributes, page by page."""
    _refuse_people(tx)
    groups = Groups(tx)
    where = criteria(groups_source(tx.me), sought)
    total = await groups.count(*where)
    rows: list[dict[str, Any]] = []
    if sought.count:
        rows = await groups.shown(*where, sought=sought, members=not sought.without_members)
    found = tuple(_group(row) for row in rows)
    tx.concern(*(member.id for group in found for member in group.members))
    return Found(total=total, groups=found)


@action(Scope.SCIM_PROVISION, ProvisionedGroup, raises=(Forbidden, MemberUnknown), creates=True)
async def provision_group(tx: Transaction, command: ProvisionGroup) -> ProvisionedGroup:
    """Add a group. Its members are people."""
    _refuse_people(tx)
    group = Groups(tx).add(
        PersonGroup(
            display_name=command.display_name,
            external_id=command.external_id,
            created_at=tx.now,
            scim=_document(command),
        )
    )
    await tx.flush()
    await _follow_members(tx, group, command)
    return await _shown(tx, group.id)


@action(Scope.SCIM_PROVISION, ProvisionedGroup, raises=(Forbidden, NotFound, Stale, MemberUnknown))
async def replace_group(
    tx: Transaction, group_id: UUID, command: ProvisionGroup, etag: str | None = None
) -> ProvisionedGroup:
    """Write a group anew, its members too."""
    _refuse_people(tx)
    group = await _expected(tx, group_id, etag)
    group.display_name = command.display_name
    group.external_id = command.external_id
    if group.scim != (written := _document(command)):
        group.scim = written
    changed, left = await _follow_members(tx, group, command)
    if changed:
        group.advance()
        tx.record(*group.left_by(left))
    return await _shown(tx, group.id)


@action(Scope.SCIM_PROVISION, None, raises=(Forbidden, NotFound, Stale))
async def remove_group(tx: Transaction, group_id: UUID, etag: str | None = None) -> None:
    """Delete a group; its members stay people."""
    _refuse_people(tx)
    group = await _expected(tx, group_id, etag)
    tx.concern(*await Members(tx).of(group.id))
    tx.record(*group.deleted())
    await tx.session.delete(group)


def _refuse_people(tx: Transaction) -> None:
    if not policy.may_provision(tx.me):
        raise Forbidden


async def _expected(tx: Transaction, group_id: UUID, etag: str | None) -> PersonGroup:
    group = await Groups(tx).locked(group_id)
    if group is None:
        raise NotFound
    if etag is not None and etag != str(group.version):
        raise Stale
    return group


async def _shown(tx: Transaction, group_id: UUID, *, members: bool = True) -> ProvisionedGroup:
    await tx.flush()
    rows = await Groups(tx).shown(
        PersonGroup.id == group_id,
        members=members,
    )
    if not rows:
        raise NotFound
    group = _group(rows[0])
    tx.concern(*(member.id for member in group.members))
    return group


def _group(row: dict[str, Any]) -> ProvisionedGroup:
    shown = row | {"members": row["members"] or (), "etag": str(row["version"])}
    return ProvisionedGroup(**shown)


def _document(command: ProvisionGroup) -> dict[str, Any]:
    return command.document | {"displayName": command.display_name}


async def _follow_members(
    tx: Transaction, group: PersonGroup, command: ProvisionGroup
) -> tuple[bool, list[UUID]]:
    """Who is named is in the group, and nobody else; whether that changed anything, and who is
    not in it any more.
    """
    wanted = {_id(member.person): member for member in command.members}
    members = Members(tx)
    known = await members.of(group.id)
    joining = wanted.keys() - known.keys()
    if await Directory(tx).held(joining) != joining:
        raise MemberUnknown
    changed = False
    left = sorted(known.keys() - wanted.keys())
    for person_id in left:
        await tx.session.delete(known[person_id])
        tx.concern(person_id)
        changed = True
    for person_id, member in wanted.items():
        held = known.get(person_id)
        if held is None:
            members.add(
                PersonGroupMember(group_id=group.id, person_id=person_id, display=member.display)
            )
            changed = True
        elif held.display != member.display:
            held.display = member.display
            changed = True
    return changed, left


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise MemberUnknown from None
