"""Trusted documents in the graph."""

from app.domain.trusted_documents import service

queries = {
    "trusted_document": service.get_trusted_document,
    "trusted_documents": service.list_trusted_documents,
}
mutations = [service.register_trusted_documents, service.retire_trusted_document]
