"""Trusted documents over REST."""

from app.api.route import Route, get, post
from app.domain.trusted_documents import service

routes: list[Route] = [
    get("/trusted-documents", service.list_trusted_documents),
    post("/trusted-documents:register", service.register_trusted_documents),
    get("/trusted-documents/{trusted_document_id}", service.get_trusted_document),
    post("/trusted-documents/{trusted_document_id}/retire", service.retire_trusted_document),
]
