"""How trusted documents refuse."""

from app.domain.errors import Conflict, Invalid


class DocumentNotValid(Invalid):
    """A document cannot be executed here, so none of them was registered. `errors` says which,
    and where in it.
    """

    code = "trusted_document_invalid"


class TooManyDocuments(Conflict):
    """The organisation has 10,000 trusted documents that are in use. Retire some first."""

    code = "too_many_trusted_documents"


class DocumentRetired(Conflict):
    """This trusted document was retired already."""

    code = "trusted_document_retired"
