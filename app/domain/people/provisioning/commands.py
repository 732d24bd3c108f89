"""What a directory writes of people and groups, and how it reads them."""

import json
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AfterValidator, Field

from app.domain.people.commands import Email
from app.domain.shape import Command, Made, Shape
from app.domain.values import Language, Line, Zone

LARGEST_DOCUMENT: Final = 100_000


def _storable(document: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(document)
    if len(text) > LARGEST_DOCUMENT:
        message = f"should be at most {LARGEST_DOCUMENT} characters of JSON"
        raise ValueError(message)
    if "\\u0000" in text:
        message = "should not hold a NUL"
        raise ValueError(message)
    if "\\ud" in text and not _is_whole(document):
        message = "should not hold half of a character"
        raise ValueError(message)
    return document


def _is_whole(document: dict[str, Any]) -> bool:
    """An escape in a path of SCIM can spell half of a character, which no text can hold."""
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


Document = Annotated[dict[str, Any], AfterValidator(_storable)]


class ProvisionPerson(Command):
    """One person: what the product works with, and the document as it was written."""

    user_name: Line
    display_name: Line
    external_id: Line | None = None
    given_name: Line | None = None
    family_name: Line | None = None
    work_email: Email | None = None
    title: Line | None = None
    department: Line | None = None
    location: Line | None = None
    time_zone: Zone | None = Field(default=None, description="None: not said, or not known here.")
    locale: Language | None = Field(default=None, description="None: not said, or not known here.")
    active: bool | None = None
    manager: Line | None = Field(default=None, description="The id or external id of a person.")
    document: Document


class Membership(Command):
    person: Line
    display: Line | None = None


class ProvisionGroup(Command):
    display_name: Line
    external_id: Line | None = None
    members: tuple[Membership, ...] = ()
    document: Document


class Named(Shape):
    """A person or a group that another thing mentions."""

    id: UUID
    display_name: str | None = None


class Provisioned(Made):
    """A person or a group, as a directory sees it."""

    etag: str
    created_at: datetime
    changed_at: datetime
    document: dict[str, Any]


class ProvisionedPerson(Provisioned):
    manager: Named | None = None
    groups: tuple[Named, ...] = ()


class ProvisionedGroup(Provisioned):
    members: tuple[Named, ...] = ()


class Found(Shape):
    """A page of people or groups, and how many there are in all."""

    total: int
    people: tuple[ProvisionedPerson, ...] = ()
    groups: tuple[ProvisionedGroup, ...] = ()
