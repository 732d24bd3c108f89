"""A SCIM Group as a command, and a group of ours as a SCIM Group."""

from typing import Any

from pydantic import ValidationError
from scim2_models import Resource

from app.domain.people.provisioning.commands import Membership, ProvisionGroup
from app.domain.shape import refuse
from app.scim.users import loaded, written


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
