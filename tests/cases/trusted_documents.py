"""Trusted documents: they belong to the organisation, and to whoever has the scope."""

from app.domain.trusted_documents import service as documents
from app.domain.trusted_documents.service import document_id_of
from tests.asking import DONE, Ask
from tests.cases.kit import ASKED, case, of
from tests.scene import Scene

of(documents.list_trusted_documents, DONE)
of(documents.get_trusted_document, DONE, trusted_document_id="trusted_document")


@case(documents.register_trusted_documents, DONE)
async def _register_trusted_documents(scene: Scene) -> Ask:
    text = f"query {ASKED}{next(scene.numbers)} {{ me {{ id }} }}"
    sent = [{"text": text, "documentId": document_id_of(text)}, {"text": text + "\n"}]
    return Ask(documents.register_trusted_documents, body={"documents": sent})


@case(documents.retire_trusted_document, DONE)
async def _retire_trusted_document(scene: Scene) -> Ask:
    ids = {"trusted_document_id": await scene.a_trusted_document()}
    return Ask(documents.retire_trusted_document, ids, version=1)
