"""What can be asked of trusted documents, and what registering them answers."""

from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, StringConstraints

from app.domain.shape import Command, Filters, Shape
from app.domain.trusted_documents.document import LONGEST, DocumentKind

MOST_AT_ONCE: Final = 100

Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
DocumentId = Annotated[str, StringConstraints(pattern="^sha256:[0-9a-f]{64}$")]


class DocumentToRegister(Command):
    """A document, and the id that a program will send for it."""

    text: Text = Field(
        description="The text of one operation with its fragments, as its id was made from it."
    )
    document_id: DocumentId | None = Field(
        default=None,
        description="`sha256:` and the SHA-256 of the text in UTF-8, as 64 hexadecimal digits in "
        "lower case. It is compared, so that nobody waits for a document that has another id.",
    )


class RegisterTrustedDocuments(Command):
    documents: tuple[DocumentToRegister, ...] = Field(
        min_length=1,
        max_length=MOST_AT_ONCE,
        description=f"1 to {MOST_AT_ONCE} documents: all are registered, or none.",
    )


class Registration(StrEnum):
    """What became of a document that was sent.

    `created`: It is new. `restored`: It was retired until now. `unchanged`: It was there already.
    """

    CREATED = "created"
    RESTORED = "restored"
    UNCHANGED = "unchanged"


class RegisteredDocument(Shape):
    """One of the documents that were sent."""

    id: UUID = Field(description="By which it is read and retired.")
    version: int = Field(description="Counts the changes of the document.")
    document_id: str = Field(description="What a request sends as `documentId`.")
    name: str | None = Field(description="The name of its operation; null if it has none.")
    kind: DocumentKind = Field(description="What its operation is.")
    outcome: Registration = Field(
        description="Whether it is new, was retired until now, or was there already."
    )


class RegisteredDocuments(Shape):
    """The documents that were sent, in that order."""

    documents: tuple[RegisteredDocument, ...] = Field(description="What became of each.")


class TrustedDocumentFilters(Filters):
    retired: bool | None = Field(
        default=None, description="Only those that were retired, or only those that were not."
    )
    kind: DocumentKind | None = Field(default=None, description="Only operations of this kind.")
