"""Trusted documents, each once for its text."""

from datetime import datetime
from typing import Any, ClassVar, Final

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.domain.entity import Entity, Moment, choice, words
from app.domain.event import Event
from app.domain.trusted_documents.document import DocumentKind
from app.domain.trusted_documents.errors import DocumentRetired
from app.domain.trusted_documents.events import TrustedDocumentRetired

MOST_IN_USE: Final = 10_000


class TrustedDocument(Entity, table=True):
    __tablename__ = "trusted_document"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("tenant_id", "hash"),
        CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash"),
        CheckConstraint(words("kind", DocumentKind), name="kind"),
    )

    hash: str
    text: str
    name: str | None = None
    kind: DocumentKind = Field(sa_type=choice(DocumentKind))
    retired_at: datetime | None = Field(default=None, sa_type=Moment)

    def restore(self) -> bool:
        """Whether it had been retired."""
        was_retired = self.retired_at is not None
        self.retired_at = None
        return was_retired

    def retire(self, at: datetime) -> list[Event]:
        if self.retired_at is not None:
            raise DocumentRetired
        self.retired_at = at
        return [TrustedDocumentRetired(id=self.id, version=self.advance())]
