"""What you can do with trusted documents."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Fault, NotFound
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Database, Transaction
from app.domain.trusted_documents import document, repository
from app.domain.trusted_documents.commands import (
    DocumentToRegister,
    RegisteredDocument,
    RegisteredDocuments,
    RegisterTrustedDocuments,
    Registration,
    TrustedDocumentFilters,
)
from app.domain.trusted_documents.document import PREFIX, Operation, document_id_of, hash_of
from app.domain.trusted_documents.errors import DocumentNotValid, DocumentRetired, TooManyDocuments
from app.domain.trusted_documents.models import MOST_IN_USE, TrustedDocument
from app.domain.trusted_documents.repository import TrustedDocuments
from app.domain.trusted_documents.views import TrustedDocumentView
from app.domain.use_case import action, query

Flaw = document.Flaw
judged_by = document.judged_by
DocumentKind = document.DocumentKind


@query(Scope.GRAPHQL_MANAGE, TrustedDocumentView)
def get_trusted_document(_me: Me, trusted_document_id: UUID) -> One:
    """Read one trusted document."""
    return repository.trusted_document(trusted_document_id)


@query(Scope.GRAPHQL_MANAGE, TrustedDocumentView)
def list_trusted_documents(_me: Me, filters: TrustedDocumentFilters) -> Many:
    """List the trusted documents of the organisation, the oldest first.

    Those that come with the installation, from files, are not among them.
    """
    return repository.trusted_documents(filters)


@action(
    Scope.GRAPHQL_MANAGE,
    RegisteredDocuments,
    raises=(DocumentNotValid, TooManyDocuments),
)
async def register_trusted_documents(
    tx: Transaction, command: RegisterTrustedDocuments
) -> RegisteredDocuments:
    """Have operations of GraphQL executed by their ids: all of these, or none.

    Each text holds one operation, with the fragments that it uses, and is judged by the schema
    as it is now. A document that is known already stays what it is, and one that was retired
    is back; so a release can register all of its documents each time.
    """
    operations = await _operations(command.documents)
    hashes = [hash_of(one.text) for one in command.documents]
    documents = TrustedDocuments(tx)
    known = await documents.known(hashes)
    outcomes = []
    for hashed, sent, operation in zip(hashes, command.documents, operations, strict=True):
        outcome = Registration.UNCHANGED
        if hashed not in known:
            known[hashed] = documents.add(
                TrustedDocument(
                    hash=hashed, text=sent.text, name=operation.name, kind=operation.kind
                )
            )
            outcome = Registration.CREATED
        elif known[hashed].restore():
            outcome = Registration.RESTORED
        outcomes.append((known[hashed], outcome))
    if await documents.in_use() > MOST_IN_USE:
        raise TooManyDocuments
    return RegisteredDocuments(documents=tuple(_registered(*one) for one in outcomes))


@action(
    Scope.GRAPHQL_MANAGE, TrustedDocumentView, raises=(NotFound, DocumentRetired), versioned=True
)
async def retire_trusted_document(tx: Transaction, trusted_document_id: UUID) -> TrustedDocument:
    """Have a document executed no more. Every process knows within half a minute."""
    found = await TrustedDocuments(tx).get(trusted_document_id, lock=True)
    tx.record(*found.retire(tx.now))
    return found


async def text_of(database: Database, tenant_id: UUID, hashed: str) -> str | None:
    """The text with this hash that an organisation trusts; None if there is none."""
    rows = await database.fetch(repository.TEXT, str(tenant_id), tenant_id, hashed)
    return rows[0]["text"] if rows else None


async def _operations(sent: tuple[DocumentToRegister, ...]) -> list[Operation]:
    """What each document does. Refuses if one of them is not good, naming all that are not."""
    found: list[Operation] = []
    faults: list[Fault] = []
    for index, one in enumerate(sent):
        judged = await document.judged(one.text)
        if isinstance(judged, Operation):
            found.append(judged)
        else:
            faults.append(Fault(f"/documents/{index}/text", str(judged)))
        if one.document_id not in (None, document_id_of(one.text)):
            faults.append(Fault(f"/documents/{index}/documentId", "is not the hash of the text"))
    if faults:
        raise DocumentNotValid(*faults)
    return found


def _registered(one: TrustedDocument, outcome: Registration) -> RegisteredDocument:
    return RegisteredDocument(
        id=one.id,
        version=one.version,
        document_id=PREFIX + one.hash,
        name=one.name,
        kind=one.kind,
        outcome=outcome,
    )


__all__ = [
    "DocumentKind",
    "Flaw",
    "Operation",
    "document_id_of",
    "get_trusted_document",
    "judged_by",
    "list_trusted_documents",
    "register_trusted_documents",
    "retire_trusted_document",
    "text_of",
]
