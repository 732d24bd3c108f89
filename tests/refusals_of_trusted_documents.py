"""How trusted documents refuse."""

from dataclasses import replace
from typing import Final

from app.domain.trusted_documents import service as documents
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

OUT_OF_REACH: Final = {
    "too_many_trusted_documents",  # after 10,000: see tests/trusted_documents
}

REGISTER: Final = documents.register_trusted_documents

changed("stale", documents.retire_trusted_document, version=9)
changed("invalid", REGISTER, documents=[])
changed("invalid", REGISTER, documents=[{"text": ""}])
changed("invalid", REGISTER, documents=[{"text": "{ me { id } }", "documentId": "sha256:x"}])
changed("trusted_document_invalid", REGISTER, documents=[{"text": "{ me {"}])
changed("trusted_document_invalid", REGISTER, documents=[{"text": "{ nothing }"}])
changed(
    "trusted_document_invalid",
    REGISTER,
    documents=[{"text": "{ me { id } }", "documentId": f"sha256:{'0' * 64}"}],
)


@refused("trusted_document_retired", documents.retire_trusted_document)
async def _retired_twice(scene: Scene) -> Ask:
    ask = await of_case(documents.retire_trusted_document)(scene)
    await scene.done("amina", documents.retire_trusted_document, **ask.ids, if_version=1)
    return replace(ask, version=2)
