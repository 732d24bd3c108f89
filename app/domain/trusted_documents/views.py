"""How trusted documents look from outside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, literal

from app.domain.actor import Scope
from app.domain.policy import Me
from app.domain.trusted_documents import policy
from app.domain.trusted_documents.document import PREFIX, DocumentKind
from app.domain.trusted_documents.models import TrustedDocument
from app.domain.view import View


def _document_id(_me: Me, row: Any) -> ColumnElement[str]:
    prefixed: ColumnElement[str] = literal(PREFIX) + row.hash
    return prefixed


class TrustedDocumentView(
    View,
    of=TrustedDocument,
    guard=policy.may_read,
    scope=Scope.GRAPHQL_MANAGE,
    computed={"document_id": _document_id},
):
    """An operation of GraphQL that programs of the organisation send by its id alone."""

    id: UUID = Field(description="By which it is read and retired.")
    version: int = Field(description="Counts the changes of the document.")
    document_id: str = Field(
        description="What a request sends as `documentId`: `sha256:` and the hash of the text."
    )
    name: str | None = Field(description="The name of its operation; null if it has none.")
    kind: DocumentKind = Field(description="What its operation is.")
    text: str = Field(description="The document, as it was registered.")
    created_at: datetime = Field(description="When it was registered first.")
    retired_at: datetime | None = Field(
        description="Since when it is not executed any more; null while it is."
    )
