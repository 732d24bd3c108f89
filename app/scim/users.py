"""A SCIM User as a command, and a person as a SCIM User."""

from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from scim2_models import Context, Meta, Resource

from app.domain.people.document import ENTERPRISE
from app.domain.people.provisioning.commands import ProvisionPerson
from app.domain.shape import refuse
from app.domain.values import Language, Line, Zone

WE_KNOW_BETTER: Final = ("id", "meta", "schemas", "groups", "password")
"""What a directory cannot write; of the last one we want no trace."""

_zone, _language, _line = TypeAdapter(Zone), TypeAdapter(Language), TypeAdapter(Line)


def command_of(user: Resource[Any]) -> ProvisionPerson:
    """Raises `Invalid`."""
    document = written(user)
    extension = dict(document.get(ENTERPRISE, {}))
    manager = extension.pop("manager", None) or {}
    if extension:
        document[ENTERPRISE] = extension
    else:
        document.pop(ENTERPRISE, None)
    name = document.get("name", {})
    try:
        return ProvisionPerson(
            user_name=document.get("userName", ""),
            display_name=_display_name(document),
            external_id=document.get("externalId"),
            given_name=name.get("givenName") or None,
            family_name=name.get("familyName") or None,
            work_email=_work_email(document.get("emails", ())),
            title=document.get("title") or None,
            department=extension.get("department") or None,
            location=_location(document.get("addresses", ())),
            time_zone=_if_valid(_zone, document.get("timezone")),
            locale=_if_valid(_language, document.get("locale", "").replace("_", "-")),
            active=document.get("active"),
            manager=manager.get("value") or _last(manager.get("$ref")),
            document=document,
        )
    except ValidationError as error:
        raise refuse(error) from error


def written(resource: Resource[Any]) -> dict[str, Any]:
    """What was written of a resource, as JSON, without what is not theirs to write."""
    dumped: dict[str, Any] = resource.model_dump(scim_ctx=Context.DEFAULT)
    for name in WE_KNOW_BETTER:
        dumped.pop(name, None)
    return {name: value for name, value in dumped.items() if value not in (None, [], {})}


def resource_of(model: type[Resource[Any]], person: dict[str, Any], kind: str) -> Resource[Any]:
    document = dict(person["document"])
    extension = dict(document.pop(ENTERPRISE, {}))
    named = extension.pop("manager", {})
    manager_id = person["manager"]["id"] if person["manager"] else named.get("value")
    if manager_id is not None:
        extension["manager"] = {"value": manager_id, "$ref": f"Users/{manager_id}"}
    if extension:
        document[ENTERPRISE] = extension
    if person["groups"]:
        document["groups"] = [
            {
                "value": group["id"],
                "$ref": f"Groups/{group['id']}",
                "display": group["displayName"],
                "type": "direct",
            }
            for group in person["groups"]
        ]
    return loaded(model, document, person, kind)


def loaded(
    model: type[Resource[Any]], document: dict[str, Any], row: dict[str, Any], kind: str
) -> Resource[Any]:
    meta = Meta(
        resource_type=kind,
        created=row["createdAt"],
        last_modified=row["changedAt"],
        version=f'W/"{row["etag"]}"',
    )
    resource = model.model_validate(document | {"id": row["id"]})
    resource.meta = meta
    return resource


def _display_name(document: dict[str, Any]) -> str:
    """Somebody is always called something."""
    name = document.get("name", {})
    both = " ".join(filter(None, (name.get("givenName"), name.get("familyName"))))
    names = (document.get("displayName"), name.get("formatted"), both)
    return next((one for one in names if one), document.get("userName", ""))


def _work_email(emails: Any) -> str | None:
    """The primary one at work, another one at work, the primary one, or whichever there is."""
    ranked = sorted(
        (entry for entry in emails if entry.get("value")),
        key=lambda entry: (entry.get("type") != "work", not entry.get("primary")),
    )
    at_work = [entry for entry in ranked if entry.get("type") == "work"]
    rest = sorted(ranked, key=lambda entry: not entry.get("primary"))
    chosen = at_work or rest
    return chosen[0]["value"] if chosen else None


def _location(addresses: Any) -> str | None:
    ranked = sorted(
        addresses, key=lambda entry: (entry.get("type") != "work", not entry.get("primary"))
    )
    for entry in ranked:
        for part in (entry.get("locality"), entry.get("formatted")):
            if part and (line := _if_valid(_line, part)) is not None:
                return str(line)
    return None


def _if_valid(kind: TypeAdapter[Any], value: Any) -> Any:
    if not value:
        return None
    try:
        return kind.validate_python(value)
    except ValidationError:
        return None


def _last(reference: Any) -> str | None:
    return reference.rpartition("/")[2] or None if isinstance(reference, str) else None


def id_of(text: str) -> UUID | None:
    try:
        id = UUID(text)
    except ValueError:
        return None
    return id if str(id) == text else None
