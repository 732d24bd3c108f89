"""What happens to trusted documents that other systems are told about."""

from typing import ClassVar

from app.domain.event import Event


class TrustedDocumentRetired(Event):
    """An operation of GraphQL is not executed by its id any more."""

    name: ClassVar[str] = "trusted_document.retired"
