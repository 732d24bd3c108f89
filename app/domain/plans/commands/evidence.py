"""What can be asked of what milestones show."""

from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from app.domain.plans.states import EvidenceKind
from app.domain.shape import Command, Filters
from app.domain.values import Text, Url


class AddEvidence(Command):
    """Words, a link, or both; `kind` says what it is."""

    kind: EvidenceKind | None = Field(
        default=None,
        description="`link` if there is a `url`, else `text`. `completion`: a course or a task was "
        "completed, and where that is certified; `feedback`: what somebody said who saw it.",
    )
    body: Text | None = Field(default=None, description="What shows how far it is.")
    url: Url | None = Field(default=None, description="Where it can be seen: http or https.")

    @model_validator(mode="after")
    def _shows_something(self) -> Self:
        if self.body is None and self.url is None:
            message = "evidence has a body or a url"
            raise ValueError(message)
        if self.kind is EvidenceKind.LINK and self.url is None:
            message = "a link has a url"
            raise ValueError(message)
        return self

    @property
    def is_a(self) -> EvidenceKind:
        if self.kind is not None:
            return self.kind
        return EvidenceKind.TEXT if self.url is None else EvidenceKind.LINK


class EvidenceFilters(Filters):
    kind: EvidenceKind | None = Field(default=None, description="Only evidence of this kind.")
    author_id: UUID | None = Field(default=None, description="Added by this person.")
