"""The rows of one version of a framework, as writers take them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Framework:
    """What a framework says of itself in the version that is written."""

    tenant_id: UUID
    id: UUID
    organisation: str
    code: str
    title: str
    language: str
    source: str
    number: int
    status: str
    said_at: datetime
    """When this version was published, or made."""
    description: str | None = None
    version_label: str | None = None
    source_identifier: str | None = None
    scale: Sequence[Mapping[str, Any]] = ()
    translations: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    content_hash: str = ""
    is_in_force: bool = True
    """Whether everybody goes by this version."""
    is_shadowed: bool = False
    """Whether an older framework of the organisation has the same identifier of its source."""

    @property
    def is_case(self) -> bool:
        return self.source == "case"


@dataclass(frozen=True, slots=True)
class Node:
    """As much of a competency as a link to it says."""

    id: UUID
    code: str
    edition: int
    name: str
    identifier: str | None = None
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency; one that is retired is there because another took its place."""

    id: UUID
    code: str
    edition: int
    name: str
    statement: str
    said_at: datetime
    identifier: str | None = None
    parent_code: str | None = None
    parent: Node | None = None
    category: str | None = None
    position: int = 0
    levels: Sequence[Mapping[str, str]] = ()
    education_levels: Sequence[str] = ()
    translations: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    is_outside: bool = False
    """Whether it is the child of something outside the model."""
    retired_at: datetime | None = None

    @property
    def node(self) -> Node:
        uri = self.extra.get("uri")
        return Node(
            self.id,
            self.code,
            self.edition,
            self.name,
            self.identifier,
            uri if isinstance(uri, str) else None,
        )


@dataclass(frozen=True, slots=True)
class Association:
    """A link from a competency to another one, or to something outside."""

    id: UUID
    key: UUID
    type: str
    origin: Node
    said_at: datetime
    destination: Node | None = None
    outside_identifier: str | None = None
    outside_uri: str | None = None
    outside_title: str | None = None
    identifier: str | None = None
    position: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    begins_retired: bool = False


@dataclass(frozen=True, slots=True)
class Leftover:
    """What the source said and a model has no place for."""

    id: UUID
    key: UUID
    kind: str
    place: str
    value: Any
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Rows:
    """A part of a version, or all of it."""

    competencies: Sequence[Competency] = ()
    associations: Sequence[Association] = ()
    leftovers: Sequence[Leftover] = ()
