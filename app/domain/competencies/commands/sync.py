"""What can be asked of a sync, and how it is answered."""

from enum import StrEnum
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import Field, PrivateAttr, StringConstraints, model_validator

from app.domain.competencies.declared import Format, Spool
from app.domain.shape import Command, Shape
from app.domain.values import Key, Language, Line

MOST_CHANGES: Final = 1_000
MOST_CHARACTERS: Final = 8_000_000

Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class SyncFramework(Command):
    """A competency model as it shall be from now on."""

    document: dict[str, Any] | None = Field(
        default=None,
        description="The model as JSON: our own format (`framework`, `scale`, `competencies`; see "
        "`competency-model.schema.json`), a CASE package (`CFDocument`, `CFItems`, "
        "`CFAssociations`), or a ladder.",
    )
    text: str | None = Field(
        default=None,
        max_length=MOST_CHARACTERS,
        description="The model as the text of a file, in any format. Instead of `document`.",
        json_schema_extra={"x-instead-of": "document"},
    )
    format: Format | None = Field(
        default=None, description="Which format it is in. Absent: it is told by its content."
    )
    name: Line | None = Field(
        default=None, description="The name of the file, for formats that do not name the model."
    )
    code: Key | None = Field(
        default=None, description="The stable name of the framework, in place of the source's."
    )
    title: Line | None = Field(
        default=None, description="The title of the framework, in place of the source's."
    )
    language: Language | None = Field(
        default=None, description="A BCP 47 tag, for formats that do not say their language."
    )
    publish: bool = Field(
        default=True,
        description="Have everybody go by it at once, which needs the scope "
        "`competencies:publish`; otherwise it is left as a draft.",
    )
    dry_run: bool = Field(default=False, description="Only say what would change: make a plan.")
    plan: Digest | None = Field(
        default=None,
        description="The `plan` of a dry run: refused if it would do anything else by now.",
    )
    _spool: Spool | None = PrivateAttr(default=None)
    _digest: str | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _says_it_once(self) -> Self:
        if self.document is not None and self.text is not None:
            raise ValueError("has a document and a text: keep one")
        return self

    def identified(self, digest: str) -> Self:
        """The model is in a file with this digest."""
        self._digest = digest
        return self

    def read_already(self, spool: Spool) -> Self:
        """The model is in a file that was read."""
        self._spool = spool
        return self

    @property
    def spool(self) -> Spool | None:
        return self._spool

    @property
    def digest(self) -> str | None:
        return self._digest


class SyncKind(StrEnum):
    """What a sync does with something.

    `created`: It is new. `updated`: It says something else. `retired`: It is taken out of use.
    `revived`: It is in use again.
    """

    CREATED = "created"
    UPDATED = "updated"
    RETIRED = "retired"
    REVIVED = "revived"


class FieldChange(Shape):
    """What is different about one thing: JSON as text where it is no text, cut where it is long."""

    field: str = Field(description="The name of the field, as a model calls it.")
    before: str | None = Field(description="What it said; null if it said nothing.")
    after: str | None = Field(description="What it says now; null if nothing.")


class SyncChange(Shape):
    """One competency that would be, or is, different."""

    kind: SyncKind = Field(description="What happens to the competency.")
    code: str = Field(description="The code of the competency.")
    name: str = Field(description="What the competency is called.")
    place: str | None = Field(description="Where it stands in the source.")
    fields: tuple[FieldChange, ...] = Field(description="What is different, if it was there.")
    replaces: tuple[str, ...] = Field(description="The codes of those whose place it takes.")


class RoleChange(Shape):
    """A role profile that would be, or is, different."""

    kind: SyncKind = Field(description="What happens to the role profile.")
    code: str = Field(description="The code of the role profile.")
    fields: tuple[str, ...] = Field(description="The names of the fields that are different.")


class SyncImpact(Shape):
    """Whom it concerns that a competency is different or retired. Numbers of people are null
    where they are too small to be told.
    """

    code: str = Field(description="The code of the competency.")
    is_retired: bool = Field(description="Whether it is taken out of use.")
    is_replaced: bool = Field(description="Whether another one takes its place.")
    open_plans: int | None = Field(description="Plans in progress with a goal about it.")
    assessed_people: int | None = Field(
        description="How many people were assessed by it; null if too few to be told."
    )
    role_profiles: tuple[str, ...] = Field(description="Codes of those that require it.")


class Obstacle(Shape):
    """Why this cannot be carried out."""

    code: str = Field(description="The code of the competency or level.")
    why: str = Field(description="The reason, in a sentence.")


class SyncNotice(Shape):
    """Something in the source that was read liberally, or that a model has no place for."""

    where: str = Field(description="The place in the source.")
    what: str = Field(description="What was found there, and how it was read.")


class SyncReport(Shape):
    """What a sync changed, or would change."""

    framework_id: UUID | None = Field(description="None if it would be the first sync of it.")
    code: str = Field(description="The code of the framework.")
    number: int = Field(description="The version that it made or would make; else the present one.")
    is_published: bool = Field(description="Whether everybody goes by that version.")
    changed: bool = Field(description="Whether anything is, or would be, different.")
    dry_run: bool = Field(description="Whether this was only said, and nothing done.")
    plan: str = Field(description="Send it with the same source to carry out exactly this.")
    created: int = Field(description="How many competencies are new.")
    updated: int = Field(description="How many competencies say something else.")
    retired: int = Field(description="How many competencies are taken out of use.")
    unchanged: int = Field(description="How many competencies stay as they are.")
    linked: int = Field(description="Associations that are new.")
    unlinked: int = Field(description="Associations that are gone.")
    framework: tuple[FieldChange, ...] = Field(description="What the framework says differently.")
    changes: tuple[SyncChange, ...] = Field(description="At most 1000 of them.")
    left_out: int = Field(description="How many more there are.")
    roles: tuple[RoleChange, ...] = Field(
        description="The role profiles that are new or different."
    )
    impact: tuple[SyncImpact, ...] = Field(
        description="Whom the changed and retired competencies concern."
    )
    obstacles: tuple[Obstacle, ...] = Field(description="Only in a plan: what would refuse it.")
    content_hash: str = Field(
        description="The hash of what the model says: the same for the same content."
    )
    notices: tuple[SyncNotice, ...] = Field(
        description="What was read liberally, or has no place in a model."
    )
    leftovers: int = Field(description="Things kept as they were written: see the version.")
