"""What sealed secrets belong to: moved to another row or column, they cannot be opened."""

from uuid import UUID

from app.domain.transaction import Transaction


def about_endpoint(tx: Transaction, endpoint_id: UUID) -> bytes:
    """Its signing secret; that of a retired secret is about its own row."""
    return tx.actor.tenant_id.bytes + endpoint_id.bytes


def about_headers(tx: Transaction, endpoint_id: UUID) -> bytes:
    return about_endpoint(tx, endpoint_id) + b"headers"


def about_credentials(tx: Transaction, endpoint_id: UUID) -> bytes:
    return about_endpoint(tx, endpoint_id) + b"credentials"
