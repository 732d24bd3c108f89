"""A SCIM Group as a command, and a group of ours as a SCIM Group."""

import re
from typing import Any, Final

from pydantic import ValidationError
from scim2_models import Group, PatchOperation, Resource

from app.domain.people.provisioning.commands import Membership, ProvisionGroup
from app.domain.shape import refuse
from app.scim.users import loaded, written

ONE_MEMBER: Final = re.compile(r'members\[value eq "([^"\\]+)"\]', re.IGNORECASE)


def command_of(group: Resource[Any]) -> ProvisionGroup:
    """Raises `Invalid`."""
    document = written(group)
    members = document.pop("members", [])
    try:
        return ProvisionGroup(
            display_name=document.get("displayName", ""),
            external_id=document.get("externalId"),
            members=tuple(
                Membership(person=_name(member), display=member.get("display") or None)
                for member in members
            ),
            document=document,
        )
    except ValidationError as error:
        raise refuse(error) from error


def _name(member: dict[str, Any]) -> str:
    return member.get("value") or str(member.get("$ref", "")).rpartition("/")[2]


def resource_of(model: type[Resource[Any]], group: dict[str, Any], kind: str) -> Resource[Any]:
    document = dict(group["document"])
    if group["members"]:
        document["members"] = [
            {
                "value": member["id"],
                "$ref": f"Users/{member['id']}",
                "display": member["displayName"],
                "type": "User",
            }
            for member in group["members"]
        ]
    return loaded(model, document, group, kind)


def leaving(operation: PatchOperation[Any]) -> frozenset[str] | None:
    """Whom an operation takes out of a group by their ids; None if it does anything else."""
    if operation.op != PatchOperation.Op.remove:
        return None
    path, value = str(operation.path or ""), operation.value
    if path.lower() == "members" and isinstance(value, list):
        ids = [_value(entry) for entry in value]
        return frozenset(map(str, ids)) if ids and None not in ids else None
    one = ONE_MEMBER.fullmatch(path) if value is None else None
    return frozenset({one[1]}) if one else None


def let_go(group: Group, ids: frozenset[str]) -> bool:
    """Take members out at one go; whether there were any."""
    members = group.members or []
    staying = [member for member in members if member.value not in ids]
    if len(staying) == len(members):
        return False
    group.members = staying or None
    return True


def _value(entry: Any) -> str | None:
    if not isinstance(entry, dict):
        return None
    return next(
        (v for k, v in entry.items() if k.lower() == "value" and isinstance(v, str) and v), None
    )
