"""How competency models look from outside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.competencies import policy
from app.domain.competencies.languages import SPOKEN, spoken
from app.domain.competencies.models import (
    Competency,
    CompetencyAssociation,
    CompetencyFramework,
    CompetencyLeftover,
    CompetencyRevision,
    FrameworkVersion,
)
from app.domain.competencies.states import (
    REPLACED_BY,
    CompetencyStatus,
    FrameworkStatus,
    FrameworkVersionStatus,
)
from app.domain.people.languages import own_locale
from app.domain.policy import Me
from app.domain.view import Computed, View, many, many_where, one, one_where

_TRANSLATIONS = "What reads differently in other languages, by BCP 47 tag."
_EXTRA = "What the source says and a model has no place for, as it was written."


class CompetencyFrameworkView(
    View, of=CompetencyFramework, guard=policy.may_read, scope=Scope.COMPETENCIES_READ
):
    """A model of what people grow in: what it says is the version that was published last."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the framework.")
    code: str = Field(description="Its stable name.")
    title: str = Field(description="What it is called.")
    description: str | None = Field(description="What it is for; null if nobody said.")
    language: str = Field(description="A BCP 47 language tag.")
    version_label: str | None = Field(description="The source's own word for its version.")
    source: str = Field(description="The format it came in, such as `own` or `case`.")
    source_identifier: str | None = Field(
        description="The identifier that its source has for it; null if there is none."
    )
    scale: list[dict[str, Any]] = Field(description="The levels: code, name, rank.")
    translations: dict[str, Any] = Field(description=_TRANSLATIONS)
    extra: dict[str, Any] = Field(description=_EXTRA)
    content_hash: str = Field(description="Equal content, equal hash (SHA-256).")
    status: FrameworkStatus = Field(description="Where it is in its life.")
    replaced_by_id: UUID | None = Field(description="If it is deprecated in favour of another.")
    published_number: int | None = Field(description="The version that everybody goes by.")
    draft_number: int | None = Field(description="The version that is being prepared.")


class FrameworkVersionView(
    View, of=FrameworkVersion, guard=policy.may_read, scope=Scope.COMPETENCIES_READ
):
    """A version of a competency framework. Once published, it never changes."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the draft.")
    framework_id: UUID = Field(description="The framework whose version it is.")
    number: int = Field(description="Counts the versions of the framework, from 1.")
    status: FrameworkVersionStatus = Field(description="Whether it is published, or still a draft.")
    title: str = Field(description="What the framework is called in it.")
    description: str | None = Field(description="What the framework is for; null if nobody said.")
    language: str = Field(description="A BCP 47 language tag.")
    version_label: str | None = Field(description="The source's own word for its version.")
    source: str = Field(description="The format it came in, such as `own` or `case`.")
    source_identifier: str | None = Field(
        description="The identifier that its source has for the framework; null if there is none."
    )
    scale: list[dict[str, Any]] = Field(description="The levels: code, name, rank.")
    translations: dict[str, Any] = Field(description=_TRANSLATIONS)
    extra: dict[str, Any] = Field(description=_EXTRA)
    content_hash: str = Field(description="Equal content, equal hash (SHA-256).")
    created_at: datetime = Field(description="When it was begun.")
    published_at: datetime | None = Field(
        description="Since when everybody goes by it, or went by it; null of a draft."
    )


def _spoken(name: str) -> Computed:
    def shown(me: Me, competency: Any) -> ColumnElement[Any]:
        return spoken(own_locale(me), competency)[name]

    return shown


class CompetencyView(
    View,
    of=Competency,
    guard=policy.may_read,
    scope=Scope.COMPETENCIES_READ,
    computed={name: _spoken(name) for name in SPOKEN},
):
    """Something that people can become better at, as the published version says it: in the
    framework's language, and in the best one that there is for whoever reads.
    """

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the competency.")
    framework_id: UUID = Field(description="The framework that it is part of.")
    code: str = Field(description="Its name for people, unique in the framework.")
    edition: int = Field(description="Counts the meanings that the code has had.")
    name: str = Field(description="What it is called.")
    statement: str = Field(description="What somebody does who has it.")
    shown_name: str = Field(description="The name in the reader's language, or the best other.")
    shown_statement: str = Field(description="The statement, likewise.")
    shown_locale: str = Field(description="The language that `shownName` is in.")
    shown_statement_locale: str = Field(
        description="The language that `shownStatement` is in: a translation may lack it."
    )
    identifier: str | None = Field(description="The source's own id.")
    parent_code: str | None = Field(
        description="The code of the competency above it; null at the top."
    )
    category: str | None = Field(description="The group that it is in; null if there is none.")
    position: int = Field(description="Its place among those with the same parent, from 0.")
    levels: list[dict[str, Any]] = Field(description="What it looks like: level, descriptor.")
    education_levels: list[str] = Field(
        description="The levels of education that its source says it is for."
    )
    translations: dict[str, Any] = Field(description=_TRANSLATIONS)
    extra: dict[str, Any] = Field(description=_EXTRA)
    status: CompetencyStatus = Field(description="Whether it is in use.")


class CompetencyRevisionView(
    View, of=CompetencyRevision, guard=policy.may_read, scope=Scope.COMPETENCIES_READ
):
    """What a competency says from one version of its framework to another."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    competency_id: UUID = Field(description="The same in all versions.")
    framework_id: UUID = Field(description="The framework that it is part of.")
    since: int = Field(description="The number of the first version that says so.")
    until: int | None = Field(description="The number of the first version that does not.")
    code: str = Field(description="Its code, unique within the framework.")
    edition: int = Field(description="Counts its meanings: another edition is another competency.")
    name: str = Field(description="What it is called.")
    statement: str = Field(description="What somebody does who has it.")
    identifier: str | None = Field(
        description="The identifier that its source has for it; null if there is none."
    )
    parent_code: str | None = Field(
        description="The code of the competency above it; null at the top."
    )
    category: str | None = Field(description="The group that it is in; null if there is none.")
    position: int = Field(description="Its place among those with the same parent.")
    levels: list[dict[str, Any]] = Field(description="What it looks like: level, descriptor.")
    education_levels: list[str] = Field(
        description="The levels of education that its source says it is for."
    )
    translations: dict[str, Any] = Field(description=_TRANSLATIONS)
    extra: dict[str, Any] = Field(description=_EXTRA)


class CompetencyAssociationView(
    View, of=CompetencyAssociation, guard=policy.may_read, scope=Scope.COMPETENCIES_READ
):
    """A link from a competency to another one, or to something outside."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    framework_id: UUID = Field(description="The framework of the competency that it starts from.")
    type: str = Field(
        description="A word of CASE, such as `isRelatedTo`, `precedes`, `replacedBy`."
    )
    origin_id: UUID = Field(description="The competency that it starts from.")
    destination_id: UUID | None = Field(description="Null if it leads outside.")
    outside_identifier: str | None = Field(
        description="Of something outside: its identifier, if the source says one."
    )
    outside_uri: str | None = Field(
        description="Of something outside: its address, if the source says one."
    )
    outside_title: str | None = Field(
        description="Of something outside: what it is called, if the source says so."
    )
    identifier: str | None = Field(description="The source's own id.")
    position: int | None = Field(description="Its sequence number in the source.")
    extra: dict[str, Any] = Field(description=_EXTRA)


class CompetencyLeftoverView(
    View, of=CompetencyLeftover, guard=policy.may_read, scope=Scope.COMPETENCIES_READ
):
    """What a source says and a model has no place for, as it was written."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    framework_id: UUID = Field(description="The framework that was read.")
    kind: str = Field(description="What it is in the words of its format.")
    place: str = Field(description="Where it stood in the source.")
    value: Any = Field(description="What the source says there, as it was written.")


def _parent(_me: Me, row: Any, other: Any) -> ColumnElement[bool]:
    return and_(other.framework_id == row.framework_id, other.code == row.parent_code)


def _children(_me: Me, row: Any, other: Any) -> ColumnElement[bool]:
    return and_(other.framework_id == row.framework_id, other.parent_code == row.code)


def in_force(link: Any) -> ColumnElement[bool]:
    """Whether the version that everybody goes by says this row."""
    framework: Any = aliased(CompetencyFramework)
    number = framework.published_number
    return exists().where(
        framework.tenant_id == link.tenant_id,
        framework.id == link.framework_id,
        link.since <= number,
        or_(link.until.is_(None), link.until > number),
    )


def _of_framework(_me: Me, row: Any, link: Any) -> ColumnElement[bool]:
    return and_(link.framework_id == row.id, in_force(link))


def _from_here(_me: Me, row: Any, link: Any) -> ColumnElement[bool]:
    return and_(link.origin_id == row.id, in_force(link))


def _replacements(_me: Me, row: Any, link: Any) -> ColumnElement[bool]:
    return and_(link.origin_id == row.id, link.type == REPLACED_BY, in_force(link))


def _published(_me: Me, row: Any, version: Any) -> ColumnElement[bool]:
    return and_(version.framework_id == row.id, version.number == row.published_number)


CompetencyFrameworkView.relates(
    competencies=many(
        CompetencyView,
        "framework_id",
        "What it is made of.",
        order=("parent_code", "position", "id"),
    ),
    versions=many(
        FrameworkVersionView, "framework_id", "All its versions.", order=("number", "id")
    ),
    published_version=one_where(
        FrameworkVersionView, _published, "The version that everybody goes by."
    ),
    associations=many_where(
        CompetencyAssociationView,
        _of_framework,
        "The links between its competencies, and to outside.",
    ),
    replaced_by=one(CompetencyFrameworkView, "replaced_by_id", "What took its place."),
)
FrameworkVersionView.relates(
    framework=one(CompetencyFrameworkView, "framework_id", "What it is a version of."),
)
CompetencyView.relates(
    framework=one(CompetencyFrameworkView, "framework_id", "What it is part of."),
    parent=one_where(CompetencyView, _parent, "The one above it."),
    children=many_where(
        CompetencyView, _children, "Those right below it.", order=("position", "id")
    ),
    associations=many_where(CompetencyAssociationView, _from_here, "The links that begin here."),
    replacements=many_where(
        CompetencyAssociationView, _replacements, "Links to what took its place."
    ),
    revisions=many(
        CompetencyRevisionView, "competency_id", "What it has said.", order=("since", "id")
    ),
)
CompetencyRevisionView.relates(
    competency=one(CompetencyView, "competency_id", "The competency as it is now."),
)
CompetencyAssociationView.relates(
    origin=one(CompetencyView, "origin_id", "Where it begins."),
    destination=one(CompetencyView, "destination_id", "Where it leads."),
)
